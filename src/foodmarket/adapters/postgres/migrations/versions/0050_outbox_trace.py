"""Events carry the trace of the work in which they happened, as a W3C ``traceparent``."""

from alembic import op

revision = "0050"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE outbox ADD COLUMN trace text")


def downgrade() -> None:
    op.execute("ALTER TABLE outbox DROP COLUMN trace")
