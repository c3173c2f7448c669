"""People, payment methods, cooks, dishes and slots."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UP = (
    """
CREATE TYPE id_range AS RANGE (subtype = text, collation = "C")
""",
    # What a commit checks by itself is refused under a name, as constraints are.
    """
CREATE FUNCTION refuse(refusal text) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'FM001', CONSTRAINT = refusal, MESSAGE = 'refused: ' || refusal;
END $$
""",
    """
CREATE TABLE accounts (
    id TEXT COLLATE "C" NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    language TEXT NOT NULL,
    disabled BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT accounts_pkey PRIMARY KEY (id),
    CONSTRAINT accounts_email UNIQUE (email)
)
""",
    """
CREATE TABLE payment_methods (
    id TEXT COLLATE "C" NOT NULL,
    customer_id TEXT COLLATE "C" NOT NULL,
    provider TEXT NOT NULL,
    token TEXT NOT NULL,
    label TEXT NOT NULL,
    CONSTRAINT payment_methods_pkey PRIMARY KEY (id)
)
""",
    """
CREATE INDEX payment_methods_of_customer ON payment_methods (customer_id, id)
""",
    """
CREATE TABLE cooks (
    id TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    name JSONB NOT NULL,
    about JSONB,
    city TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    currency TEXT NOT NULL,
    delivery_fee BIGINT NOT NULL,
    open BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT cooks_pkey PRIMARY KEY (id),
    CONSTRAINT cooks_account UNIQUE (account_id)
)
""",
    """
CREATE INDEX cooks_in_city ON cooks (city, id)
""",
    """
CREATE TABLE dishes (
    id TEXT COLLATE "C" NOT NULL,
    cook_id TEXT COLLATE "C" NOT NULL,
    name JSONB NOT NULL,
    description JSONB,
    price BIGINT,
    currency TEXT,
    portions INTEGER NOT NULL,
    grams INTEGER NOT NULL,
    work_units INTEGER NOT NULL,
    preparation INTERVAL NOT NULL,
    allergens JSONB,
    ingredients JSONB,
    photos JSONB NOT NULL,
    status TEXT NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT dishes_pkey PRIMARY KEY (id)
)
""",
    """
CREATE INDEX dishes_of_cook ON dishes (cook_id, id)
""",
    """
CREATE TABLE slots (
    id TEXT COLLATE "C" NOT NULL,
    cook_id TEXT COLLATE "C" NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    orders_until TIMESTAMP WITH TIME ZONE NOT NULL,
    portions INTEGER NOT NULL,
    work_units INTEGER NOT NULL,
    portions_taken INTEGER NOT NULL,
    work_taken INTEGER NOT NULL,
    open BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT slots_pkey PRIMARY KEY (id),
    CONSTRAINT slots_portions_left CHECK (portions_taken BETWEEN 0 AND portions),
    CONSTRAINT slots_work_left CHECK (work_taken BETWEEN 0 AND work_units),
    CONSTRAINT slots_no_overlap EXCLUDE USING gist (
        id_range(cook_id, cook_id, '[]') WITH =, tstzrange(starts_at, ends_at) WITH &&
    )
) WITH (fillfactor = 50)
""",
    """
CREATE INDEX slots_of_cook ON slots (cook_id, ends_at)
""",
    """
CREATE TABLE slot_dishes (
    slot_id TEXT COLLATE "C" NOT NULL,
    dish_id TEXT COLLATE "C" NOT NULL,
    most INTEGER NOT NULL,
    taken INTEGER NOT NULL,
    CONSTRAINT slot_dishes_pkey PRIMARY KEY (slot_id, dish_id),
    CONSTRAINT slot_dishes_left CHECK (taken BETWEEN 0 AND most)
) WITH (fillfactor = 50)
""",
)
DOWN = (
    "DROP TABLE slot_dishes",
    "DROP TABLE slots",
    "DROP TABLE dishes",
    "DROP TABLE cooks",
    "DROP TABLE payment_methods",
    "DROP TABLE accounts",
    "DROP FUNCTION refuse",
    "DROP TYPE id_range",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
