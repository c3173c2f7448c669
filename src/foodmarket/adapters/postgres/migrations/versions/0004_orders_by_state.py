"""A cook's orders by state: what waits for an answer, and what holds money, among many ended."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX orders_of_cook_in_state ON orders (cook_id, state, id)")


def downgrade() -> None:
    op.execute("DROP INDEX orders_of_cook_in_state")
