"""Passkeys with their ceremonies, and the keys of partners."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

UP = (
    """
CREATE TABLE ceremonies (
    id TEXT COLLATE "C" NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    facts JSONB NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT ceremonies_pkey PRIMARY KEY (id)
)
""",
    "CREATE INDEX ceremonies_by_end ON ceremonies (expires_at)",
    """
CREATE TABLE passkeys (
    id TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    credential_id TEXT NOT NULL,
    facts JSONB NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT passkeys_pkey PRIMARY KEY (id),
    CONSTRAINT passkeys_credential UNIQUE (credential_id)
)
""",
    "CREATE INDEX passkeys_of_account ON passkeys (account_id, id)",
    """
CREATE TABLE api_keys (
    id TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    key_hash TEXT NOT NULL,
    facts JSONB NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_key_hash UNIQUE (key_hash)
)
""",
    "CREATE INDEX api_keys_of_account ON api_keys (account_id, id)",
)
DOWN = ("DROP TABLE api_keys", "DROP TABLE passkeys", "DROP TABLE ceremonies")


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
