"""The book: entries, postings, balances and the chain, guarded by the database."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UP = (
    """
CREATE TABLE ledger_entries (
    key TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    currency TEXT NOT NULL,
    order_id TEXT COLLATE "C" NOT NULL,
    position BIGINT GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT ledger_entries_pkey PRIMARY KEY (key),
    CONSTRAINT ledger_entries_position UNIQUE (position)
)
""",
    """
CREATE INDEX ledger_entries_of_order ON ledger_entries (order_id, position)
""",
    """
CREATE TABLE ledger_postings (
    position BIGINT NOT NULL,
    line SMALLINT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    CONSTRAINT ledger_postings_pkey PRIMARY KEY (position, line),
    CONSTRAINT ledger_postings_of_entry FOREIGN KEY(position) REFERENCES ledger_entries (position),
    CONSTRAINT ledger_postings_amount CHECK (amount <> 0)
)
""",
    """
CREATE INDEX ledger_postings_of_account ON ledger_postings (account, position)
""",
    """
CREATE TABLE ledger_balances (
    account TEXT COLLATE "C" NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    CONSTRAINT ledger_balances_pkey PRIMARY KEY (account, currency),
    CONSTRAINT ledger_balances_amount CHECK (amount >= 0)
) WITH (fillfactor = 50)
""",
    """
CREATE TABLE ledger_unchained (
    position BIGSERIAL NOT NULL,
    CONSTRAINT ledger_unchained_pkey PRIMARY KEY (position)
)
""",
    """
CREATE TABLE ledger_chain (
    number BIGSERIAL NOT NULL,
    position BIGINT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT ledger_chain_pkey PRIMARY KEY (number),
    CONSTRAINT ledger_chain_entry UNIQUE (position),
    CONSTRAINT ledger_chain_of_entry FOREIGN KEY(position) REFERENCES ledger_entries (position)
)
""",
    """
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit()
""",
    """
CREATE TRIGGER ledger_postings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_postings
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit()
""",
    """
CREATE TRIGGER ledger_chain_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_chain
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit()
""",
    """
CREATE FUNCTION ledger_entry_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry ledger_entries;
    lines bigint;
    total numeric;
    foreign_lines bigint;
BEGIN
    SELECT * INTO entry FROM ledger_entries WHERE position = NEW.position;
    SELECT count(*), coalesce(sum(amount), 0), count(*) FILTER (WHERE currency <> entry.currency)
        INTO lines, total, foreign_lines
        FROM ledger_postings WHERE position = NEW.position;
    IF lines = 0 OR total <> 0 OR foreign_lines > 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'FM001', CONSTRAINT = 'ledger_entry_balanced', MESSAGE = entry.key;
    END IF;
    RETURN NULL;
END $$
""",
    """
CREATE CONSTRAINT TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_balanced()
""",
    """
CREATE CONSTRAINT TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_postings
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_balanced()
""",
)
DOWN = (
    "DROP TABLE ledger_chain",
    "DROP TABLE ledger_unchained",
    "DROP TABLE ledger_balances",
    "DROP TABLE ledger_postings",
    "DROP TABLE ledger_entries",
    "DROP FUNCTION ledger_entry_balanced",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
