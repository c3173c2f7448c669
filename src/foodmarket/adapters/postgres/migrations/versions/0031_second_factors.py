"""Second factors."""

from alembic import op

revision = "0031"
down_revision = "0013"
branch_labels = None
depends_on = None

UP = (
    """
CREATE TABLE second_factors (
    id TEXT COLLATE "C" NOT NULL,
    facts JSONB NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT second_factors_pkey PRIMARY KEY (id)
)
""",
)
DOWN = ("DROP TABLE second_factors",)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
