"""Entries by their time: written in that order, so a small index finds the days."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX ledger_entries_at ON ledger_entries USING brin (at)")


def downgrade() -> None:
    op.execute("DROP INDEX ledger_entries_at")
