"""Webhooks as they came, and the countries that cooks sell in."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UP = (
    """
CREATE TABLE webhooks (
    id TEXT COLLATE "C" NOT NULL,
    provider TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    event TEXT NOT NULL,
    payment_id TEXT COLLATE "C",
    body BYTEA NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    reason TEXT,
    version INTEGER NOT NULL,
    claimed_until TIMESTAMP WITH TIME ZONE,
    CONSTRAINT webhooks_pkey PRIMARY KEY (id),
    CONSTRAINT webhooks_key UNIQUE (provider, key)
) WITH (fillfactor = 70)
""",
    """
CREATE INDEX webhooks_due ON webhooks (due_at) WHERE state = 'received'
""",
    # The marketplace was Russian before cooks had a country.
    """
ALTER TABLE cooks ADD COLUMN country TEXT NOT NULL DEFAULT 'RU'
""",
    """
ALTER TABLE cooks ALTER COLUMN country DROP DEFAULT
""",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE cooks DROP COLUMN country")
    op.execute("DROP TABLE webhooks")
