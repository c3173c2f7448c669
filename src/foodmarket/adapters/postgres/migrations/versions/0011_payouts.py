"""How cooks are paid, and their payouts."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

UP = (
    """
CREATE TABLE payout_plans (
    id TEXT COLLATE "C" NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    facts JSONB NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT payout_plans_pkey PRIMARY KEY (id)
) WITH (fillfactor = 60)
""",
    """
CREATE INDEX payout_plans_due ON payout_plans (due_at)
""",
    """
CREATE TABLE payouts (
    id TEXT COLLATE "C" NOT NULL,
    cook_id TEXT COLLATE "C" NOT NULL,
    provider TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    reserved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    facts JSONB NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT payouts_pkey PRIMARY KEY (id),
    CONSTRAINT payouts_amount CHECK (amount > 0)
) WITH (fillfactor = 60)
""",
    """
CREATE INDEX payouts_due ON payouts (due_at) WHERE state IN ('reserved', 'submitted')
""",
    """
CREATE INDEX payouts_of_cook ON payouts (cook_id, id)
""",
)
DOWN = ("DROP TABLE payouts", "DROP TABLE payout_plans")


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
