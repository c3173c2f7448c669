"""What book and providers disagree on, and which days were compared."""

from alembic import op

revision = "0020"
down_revision = "0030"
branch_labels = None
depends_on = None

UP = (
    """
CREATE TABLE discrepancies (
    id TEXT COLLATE "C" NOT NULL,
    provider TEXT NOT NULL,
    day DATE NOT NULL,
    identity TEXT COLLATE "C" NOT NULL,
    currency TEXT NOT NULL,
    first_seen TIMESTAMP WITH TIME ZONE NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    unexplained BIGINT NOT NULL,
    corrected BIGINT NOT NULL,
    facts JSONB NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT discrepancies_pkey PRIMARY KEY (id),
    CONSTRAINT discrepancies_identity UNIQUE (provider, identity)
) WITH (fillfactor = 70)
""",
    """
CREATE INDEX discrepancies_of_day ON discrepancies (provider, day)
""",
    """
CREATE INDEX discrepancies_unresolved ON discrepancies (id) WHERE state IN ('open', 'proposed')
""",
    """
CREATE TABLE reconciled_days (
    provider TEXT NOT NULL,
    day DATE NOT NULL,
    matched INTEGER NOT NULL,
    differences INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE,
    claimed_until TIMESTAMP WITH TIME ZONE,
    CONSTRAINT reconciled_days_pkey PRIMARY KEY (provider, day)
)
""",
    """
CREATE INDEX payouts_of_provider ON payouts (provider, reserved_at)
""",
)
DOWN = ("DROP INDEX payouts_of_provider", "DROP TABLE reconciled_days", "DROP TABLE discrepancies")


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
