"""Orders, payments, operations, history, events, answers and notices."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UP = (
    """
CREATE FUNCTION refuse_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'FM002',
        TABLE = TG_TABLE_NAME,
        MESSAGE = TG_TABLE_NAME || ' is append-only: ' || TG_OP || ' is refused';
END $$
""",
    """
CREATE TABLE orders (
    id TEXT COLLATE "C" NOT NULL,
    customer_id TEXT COLLATE "C" NOT NULL,
    cook_id TEXT COLLATE "C" NOT NULL,
    reservation JSONB NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    preparation_must_start TIMESTAMP WITH TIME ZONE NOT NULL,
    lines JSONB NOT NULL,
    bill JSONB NOT NULL,
    address JSONB NOT NULL,
    terms JSONB NOT NULL,
    delivery_code TEXT NOT NULL,
    placed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    deadline TIMESTAMP WITH TIME ZONE,
    due_at TIMESTAMP WITH TIME ZONE,
    reminded BOOLEAN NOT NULL,
    reason TEXT,
    version INTEGER NOT NULL,
    claimed_until TIMESTAMP WITH TIME ZONE,
    CONSTRAINT orders_pkey PRIMARY KEY (id)
) WITH (fillfactor = 60)
""",
    """
CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL
""",
    """
CREATE INDEX orders_of_cook ON orders (cook_id, id)
""",
    """
CREATE INDEX orders_of_customer ON orders (customer_id, id)
""",
    """
CREATE TABLE payments (
    id TEXT COLLATE "C" NOT NULL,
    order_id TEXT COLLATE "C" NOT NULL,
    customer_id TEXT COLLATE "C" NOT NULL,
    provider TEXT NOT NULL,
    token TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    keep BIGINT NOT NULL,
    captured BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    state TEXT NOT NULL,
    capture_wanted BOOLEAN NOT NULL,
    reference TEXT,
    action_url TEXT,
    hold_until TIMESTAMP WITH TIME ZONE,
    fee BIGINT,
    failures INTEGER NOT NULL,
    parked BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT payments_pkey PRIMARY KEY (id),
    CONSTRAINT payments_order UNIQUE (order_id),
    CONSTRAINT payments_of_order FOREIGN KEY(order_id) REFERENCES orders (id)
) WITH (fillfactor = 60)
""",
    """
CREATE TABLE operations (
    id TEXT COLLATE "C" NOT NULL,
    payment_id TEXT COLLATE "C" NOT NULL,
    order_id TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    requested_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    reason TEXT,
    version INTEGER NOT NULL,
    claimed_until TIMESTAMP WITH TIME ZONE,
    CONSTRAINT operations_pkey PRIMARY KEY (id),
    CONSTRAINT operations_of_payment FOREIGN KEY(payment_id) REFERENCES payments (id)
) WITH (fillfactor = 70)
""",
    """
CREATE INDEX operations_due ON operations (due_at) WHERE state IN ('requested', 'unknown')
""",
    """
CREATE INDEX operations_of_order ON operations (order_id)
""",
    """
CREATE UNIQUE INDEX operations_one_unfinished ON operations (payment_id)
    WHERE state IN ('requested', 'unknown')
""",
    """
CREATE TABLE order_steps (
    order_id TEXT COLLATE "C" NOT NULL,
    number BIGINT GENERATED ALWAYS AS IDENTITY,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    trigger TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    reason TEXT,
    CONSTRAINT order_steps_pkey PRIMARY KEY (order_id, number),
    CONSTRAINT order_steps_of_order FOREIGN KEY(order_id) REFERENCES orders (id)
)
""",
    """
CREATE TABLE outbox (
    position BIGINT GENERATED ALWAYS AS IDENTITY,
    subject TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    facts JSONB NOT NULL,
    claimed_until TIMESTAMP WITH TIME ZONE,
    CONSTRAINT outbox_pkey PRIMARY KEY (position)
) WITH (fillfactor = 70)
""",
    """
CREATE INDEX outbox_of_subject ON outbox (subject, position)
""",
    """
CREATE TABLE answers (
    owner TEXT COLLATE "C" NOT NULL,
    text TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    claimed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    status SMALLINT,
    body BYTEA,
    CONSTRAINT answers_pkey PRIMARY KEY (owner, text)
) WITH (fillfactor = 50)
""",
    """
CREATE TABLE notices (
    event_id TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    name TEXT NOT NULL,
    order_id TEXT COLLATE "C" NOT NULL,
    facts JSONB NOT NULL,
    CONSTRAINT notices_pkey PRIMARY KEY (account_id, event_id)
)
""",
    """
CREATE TRIGGER order_steps_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_steps
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit()
""",
)
DOWN = (
    "DROP TABLE notices",
    "DROP TABLE answers",
    "DROP TABLE outbox",
    "DROP TABLE order_steps",
    "DROP TABLE operations",
    "DROP TABLE payments",
    "DROP TABLE orders",
    "DROP FUNCTION refuse_edit",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
