"""Refunds, the duties of staff, and what staff did."""

from alembic import op

revision = "0010"
down_revision = "0005"
branch_labels = None
depends_on = None

UP = (
    """
ALTER TABLE accounts ADD COLUMN duties JSONB NOT NULL DEFAULT '[]'
""",
    """
ALTER TABLE accounts ALTER COLUMN duties DROP DEFAULT
""",
    """
CREATE TABLE refunds (
    id TEXT COLLATE "C" NOT NULL,
    order_id TEXT COLLATE "C" NOT NULL,
    state TEXT NOT NULL,
    facts JSONB NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT refunds_pkey PRIMARY KEY (id),
    CONSTRAINT refunds_of FOREIGN KEY(order_id) REFERENCES orders (id)
) WITH (fillfactor = 60)
""",
    """
CREATE INDEX refunds_of_order ON refunds (order_id, id)
""",
    """
CREATE INDEX refunds_in_state ON refunds (state, id)
""",
    """
CREATE TABLE staff_actions (
    id TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    verb TEXT NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    facts JSONB NOT NULL,
    CONSTRAINT staff_actions_pkey PRIMARY KEY (id)
)
""",
    """
CREATE TRIGGER staff_actions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON staff_actions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit()
""",
)
DOWN = (
    "DROP TABLE staff_actions",
    "DROP TABLE refunds",
    "ALTER TABLE accounts DROP COLUMN duties",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
