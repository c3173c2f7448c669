"""Verified addresses, and codes that were asked for."""

from alembic import op

revision = "0030"
down_revision = "0050"
branch_labels = None
depends_on = None

UP = (
    "ALTER TABLE accounts ADD COLUMN email_verified_at TIMESTAMP WITH TIME ZONE",
    "ALTER TABLE accounts ADD COLUMN phone TEXT",
    """
CREATE TABLE challenges (
    id TEXT COLLATE "C" NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    facts JSONB NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT challenges_pkey PRIMARY KEY (id)
)
""",
    "CREATE INDEX challenges_by_end ON challenges (expires_at)",
)
DOWN = (
    "DROP TABLE challenges",
    "ALTER TABLE accounts DROP COLUMN phone",
    "ALTER TABLE accounts DROP COLUMN email_verified_at",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
