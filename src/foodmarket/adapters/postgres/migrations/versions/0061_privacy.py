"""Consents, and wishes to be erased."""

from alembic import op

revision = "0061"
down_revision = "0051"
branch_labels = None
depends_on = None

UP = (
    """
CREATE TABLE consents (
    id TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    purpose TEXT NOT NULL,
    digest TEXT NOT NULL,
    given BOOLEAN NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT consents_pkey PRIMARY KEY (id)
)
""",
    """
CREATE INDEX consents_of_account ON consents (account_id, id)
""",
    """
CREATE TRIGGER consents_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consents
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit()
""",
    """
CREATE TABLE erasures (
    id TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    state TEXT NOT NULL,
    facts JSONB NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT erasures_pkey PRIMARY KEY (id),
    CONSTRAINT erasures_account UNIQUE (account_id)
)
""",
    """
CREATE INDEX erasures_in_state ON erasures (state, id)
""",
)
DOWN = (
    "DROP TABLE erasures",
    "DROP TABLE consents",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
