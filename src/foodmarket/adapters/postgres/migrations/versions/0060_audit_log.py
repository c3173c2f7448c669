"""The audit log: what staff did becomes part of who did what to which thing from where."""

from alembic import op

revision = "0060"
down_revision = "0012"
branch_labels = None
depends_on = None

UP = (
    """
CREATE TABLE audit_log (
    id TEXT COLLATE "C" NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    role TEXT,
    account_id TEXT COLLATE "C",
    channel TEXT NOT NULL,
    address TEXT,
    verb TEXT NOT NULL,
    subject TEXT COLLATE "C",
    outcome TEXT NOT NULL,
    facts JSONB NOT NULL,
    salt TEXT,
    seal TEXT NOT NULL,
    position BIGINT GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT audit_log_pkey PRIMARY KEY (id),
    CONSTRAINT audit_log_position UNIQUE (position)
)
""",
    """
CREATE INDEX audit_log_of_account ON audit_log (account_id, id)
""",
    """
CREATE INDEX audit_log_of_subject ON audit_log (subject, id)
""",
    """
CREATE INDEX audit_log_at ON audit_log USING brin (at)
""",
    """
CREATE TABLE audit_unchained (
    position BIGINT NOT NULL,
    CONSTRAINT audit_unchained_pkey PRIMARY KEY (position)
)
""",
    """
CREATE TABLE audit_chain (
    number BIGINT NOT NULL,
    position BIGINT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT audit_chain_pkey PRIMARY KEY (number),
    CONSTRAINT audit_chain_record UNIQUE (position),
    CONSTRAINT audit_chain_of_record FOREIGN KEY(position) REFERENCES audit_log (position)
)
""",
    # No address was kept then: there is nothing to seal, and nothing that a salt would hide.
    """
INSERT INTO audit_log
    (id, at, role, account_id, channel, verb, subject, outcome, facts, seal)
    SELECT id, at, 'staff', account_id, 'token', verb, subject, 'done', facts, ''
    FROM staff_actions ORDER BY id
""",
    """
INSERT INTO audit_unchained SELECT position FROM audit_log
""",
    """
DROP TABLE staff_actions
""",
    # An update may forget where a call came from, and nothing else.
    """
CREATE FUNCTION refuse_all_but_forgetting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed audit_log := OLD;
BEGIN
    allowed.address := NULL;
    allowed.salt := NULL;
    IF NEW IS DISTINCT FROM allowed THEN
        RAISE EXCEPTION USING
            ERRCODE = 'FM002',
            TABLE = TG_TABLE_NAME,
            MESSAGE = TG_TABLE_NAME || ' is append-only: ' || TG_OP || ' is refused';
    END IF;
    RETURN NEW;
END $$
""",
    """
CREATE TRIGGER audit_log_append_only BEFORE DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit()
""",
    """
CREATE TRIGGER audit_log_forgets BEFORE UPDATE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_all_but_forgetting()
""",
    """
CREATE TRIGGER audit_chain_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_chain
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit()
""",
)
DOWN = (
    """
CREATE TABLE staff_actions (
    id TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    verb TEXT NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    facts JSONB NOT NULL,
    CONSTRAINT staff_actions_pkey PRIMARY KEY (id)
)
""",
    """
INSERT INTO staff_actions
    SELECT id, account_id, at, verb, subject, facts FROM audit_log
    WHERE role = 'staff' AND account_id IS NOT NULL AND subject IS NOT NULL
""",
    """
CREATE TRIGGER staff_actions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON staff_actions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit()
""",
    "DROP TABLE audit_chain",
    "DROP TABLE audit_unchained",
    "DROP TABLE audit_log",
    "DROP FUNCTION refuse_all_but_forgetting",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
