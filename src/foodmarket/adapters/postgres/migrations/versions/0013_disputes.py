"""Disputes, beside the orders and refunds that they belong to."""

from alembic import op

revision = "0013"
down_revision = "0062"
branch_labels = None
depends_on = None

UP = (
    """
CREATE TABLE disputes (
    id TEXT COLLATE "C" NOT NULL,
    order_id TEXT COLLATE "C" NOT NULL,
    cook_id TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    provider TEXT,
    reference TEXT,
    facts JSONB NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT disputes_pkey PRIMARY KEY (id),
    CONSTRAINT disputes_of FOREIGN KEY (order_id) REFERENCES orders (id)
) WITH (fillfactor = 60)
""",
    """
CREATE INDEX disputes_of_order ON disputes (order_id, id)
""",
    """
CREATE INDEX disputes_of_cook ON disputes (cook_id)
    WHERE state IN ('opened', 'offered', 'countered', 'escalated', 'raised', 'contested')
""",
    """
CREATE INDEX disputes_in_state ON disputes (state, id)
""",
    """
CREATE UNIQUE INDEX disputes_reference ON disputes (provider, reference)
""",
    """
ALTER TABLE webhooks ADD COLUMN dispute TEXT
""",
)
DOWN = ("ALTER TABLE webhooks DROP COLUMN dispute", "DROP TABLE disputes")


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
