"""The documents that cooks show, and until when they may cook."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

UP = (
    "ALTER TABLE cooks ADD COLUMN permitted_until TIMESTAMP WITH TIME ZONE",
    """
CREATE TABLE permits (
    id TEXT COLLATE "C" NOT NULL,
    cook_id TEXT COLLATE "C" NOT NULL,
    state TEXT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    facts JSONB NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT permits_pkey PRIMARY KEY (id)
)
""",
    "CREATE INDEX permits_of_cook ON permits (cook_id, id)",
    "CREATE INDEX permits_waiting ON permits (id) WHERE state = 'submitted'",
    "CREATE INDEX permits_due ON permits (due_at) WHERE due_at IS NOT NULL",
)
DOWN = ("DROP TABLE permits", "ALTER TABLE cooks DROP COLUMN permitted_until")


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
