"""Totals by kind of account, kept while the book is chained; an index of parked webhooks."""

from alembic import op

revision = "0051"
down_revision = "0020"
branch_labels = None
depends_on = None

UP = (
    """
    CREATE TABLE ledger_totals (
        kind text COLLATE "C" NOT NULL,
        currency text COLLATE "C" NOT NULL,
        amount bigint NOT NULL,
        CONSTRAINT ledger_totals_pkey PRIMARY KEY (kind, currency)
    )
    """,
    """
    INSERT INTO ledger_totals
    SELECT split_part(account, ':', 1), currency, sum(amount)
    FROM ledger_postings JOIN ledger_chain USING (position)
    GROUP BY 1, 2
    """,
    "CREATE INDEX webhooks_parked ON webhooks (id) WHERE state = 'parked'",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP INDEX webhooks_parked")
    op.execute("DROP TABLE ledger_totals")
