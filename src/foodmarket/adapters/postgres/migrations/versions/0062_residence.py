"""Where people live, which says in which cell their data is."""

from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE accounts ADD COLUMN residence TEXT NOT NULL DEFAULT 'RU'")
    op.execute("ALTER TABLE accounts ALTER COLUMN residence DROP DEFAULT")


def downgrade() -> None:
    op.execute("ALTER TABLE accounts DROP COLUMN residence")
