"""The tables, and every constraint by the name under which `refusals` knows it.

Identifiers are text that sorts by time (collation C); amounts are minor units of the row's
currency; instants are UTC. What is frozen with an order and never searched for is ``jsonb``.
Columns stand in the order in which `rows` reads them.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    Interval,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from foodmarket.adapters.postgres.columns import (
    count,
    document,
    ident,
    instant,
    key,
    metadata,
    minor,
    table,
    words,
    yes,
)

__all__ = ["metadata"]
UNFINISHED = text("state IN ('requested', 'unknown')")

accounts = table(
    "accounts",
    ident("id"),
    words("role"),
    words("name"),
    words("email"),
    words("password_hash"),
    instant("created_at"),
    words("language"),
    yes("disabled"),
    document("duties"),
    count("version"),
    key("accounts", "id"),
    UniqueConstraint("email", name="accounts_email"),
)

payment_methods = table(
    "payment_methods",
    ident("id"),
    ident("customer_id"),
    words("provider"),
    words("token"),
    words("label"),
    key("payment_methods", "id"),
    Index("payment_methods_of_customer", "customer_id", "id"),
)

cooks = table(
    "cooks",
    ident("id"),
    ident("account_id"),
    document("name"),
    document("about", nullable=True),
    words("city"),
    words("country"),
    words("time_zone"),
    words("currency"),
    minor("delivery_fee"),
    yes("open"),
    count("version"),
    key("cooks", "id"),
    UniqueConstraint("account_id", name="cooks_account"),
    Index("cooks_in_city", "city", "id"),
)

dishes = table(
    "dishes",
    ident("id"),
    ident("cook_id"),
    document("name"),
    document("description", nullable=True),
    minor("price", nullable=True),
    words("currency", nullable=True),
    count("portions"),
    count("grams"),
    count("work_units"),
    Column("preparation", Interval, nullable=False),
    document("allergens", nullable=True),
    document("ingredients", nullable=True),
    document("photos"),
    words("status"),
    count("version"),
    key("dishes", "id"),
    Index("dishes_of_cook", "cook_id", "id"),
)

slots = table(
    "slots",
    ident("id"),
    ident("cook_id"),
    instant("starts_at"),
    instant("ends_at"),
    instant("orders_until"),
    count("portions"),
    count("work_units"),
    count("portions_taken"),
    count("work_taken"),
    yes("open"),
    count("version"),
    key("slots", "id"),
    CheckConstraint("portions_taken BETWEEN 0 AND portions", name="slots_portions_left"),
    CheckConstraint("work_taken BETWEEN 0 AND work_units", name="slots_work_left"),
    # A range of one id stands for the id: GiST knows ranges without any extension.
    ExcludeConstraint(
        (func.id_range(text("cook_id"), text("cook_id"), text("'[]'")), "="),
        (func.tstzrange(text("starts_at"), text("ends_at")), "&&"),
        name="slots_no_overlap",
        using="gist",
    ),
    Index("slots_of_cook", "cook_id", "ends_at"),
    fillfactor=50,
)

slot_dishes = table(
    "slot_dishes",
    ident("slot_id"),
    ident("dish_id"),
    count("most"),
    count("taken"),
    key("slot_dishes", "slot_id", "dish_id"),
    CheckConstraint("taken BETWEEN 0 AND most", name="slot_dishes_left"),
    fillfactor=50,
)

orders = table(
    "orders",
    ident("id"),
    ident("customer_id"),
    ident("cook_id"),
    document("reservation"),
    instant("starts_at"),
    instant("ends_at"),
    instant("preparation_must_start"),
    document("lines"),
    document("bill"),
    document("address"),
    document("terms"),
    words("delivery_code"),
    instant("placed_at"),
    words("state"),
    instant("entered_at"),
    instant("deadline", nullable=True),
    instant("due_at", nullable=True),
    yes("reminded"),
    words("reason", nullable=True),
    count("version"),
    instant("claimed_until", nullable=True),
    key("orders", "id"),
    Index("orders_of_customer", "customer_id", "id"),
    Index("orders_of_cook", "cook_id", "id"),
    Index("orders_of_cook_in_state", "cook_id", "state", "id"),
    Index("orders_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    fillfactor=60,
)

payments = table(
    "payments",
    ident("id"),
    ident("order_id"),
    ident("customer_id"),
    words("provider"),
    words("token"),
    words("currency"),
    minor("amount"),
    minor("keep"),
    minor("captured"),
    minor("refunded"),
    words("state"),
    yes("capture_wanted"),
    words("reference", nullable=True),
    words("action_url", nullable=True),
    instant("hold_until", nullable=True),
    minor("fee", nullable=True),
    count("failures"),
    yes("parked"),
    count("version"),
    key("payments", "id"),
    UniqueConstraint("order_id", name="payments_order"),
    ForeignKeyConstraint(["order_id"], ["orders.id"], name="payments_of_order"),
    fillfactor=60,
)

operations = table(
    "operations",
    ident("id"),
    ident("payment_id"),
    ident("order_id"),
    words("kind"),
    words("currency"),
    minor("amount"),
    instant("requested_at"),
    instant("due_at"),
    words("state"),
    count("attempts"),
    words("reason", nullable=True),
    count("version"),
    instant("claimed_until", nullable=True),
    key("operations", "id"),
    ForeignKeyConstraint(["payment_id"], ["payments.id"], name="operations_of_payment"),
    Index("operations_one_unfinished", "payment_id", unique=True, postgresql_where=UNFINISHED),
    Index("operations_due", "due_at", postgresql_where=UNFINISHED),
    Index("operations_of_order", "order_id"),
    fillfactor=70,
)

order_steps = table(
    "order_steps",
    ident("order_id"),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    instant("at"),
    words("actor"),
    words("trigger"),
    words("before"),
    words("after"),
    words("reason", nullable=True),
    key("order_steps", "order_id", "number"),
    ForeignKeyConstraint(["order_id"], ["orders.id"], name="order_steps_of_order"),
)

refunds = table(
    "refunds",
    ident("id"),
    ident("order_id"),
    words("state"),
    document("facts"),
    count("version"),
    key("refunds", "id"),
    ForeignKeyConstraint(["order_id"], ["orders.id"], name="refunds_of"),
    Index("refunds_of_order", "order_id", "id"),
    Index("refunds_in_state", "state", "id"),
    fillfactor=60,
)

payout_plans = table(
    "payout_plans",
    ident("id"),
    instant("due_at"),
    document("facts"),
    count("version"),
    key("payout_plans", "id"),
    Index("payout_plans_due", "due_at"),
    fillfactor=60,
)

payouts = table(
    "payouts",
    ident("id"),
    ident("cook_id"),
    words("provider"),
    words("currency"),
    minor("amount"),
    instant("reserved_at"),
    instant("due_at"),
    words("state"),
    document("facts"),
    count("version"),
    key("payouts", "id"),
    CheckConstraint("amount > 0", name="payouts_amount"),
    Index("payouts_of_cook", "cook_id", "id"),
    Index("payouts_due", "due_at", postgresql_where=text("state IN ('reserved', 'submitted')")),
    fillfactor=60,
)

staff_actions = table(
    "staff_actions",
    ident("id"),
    ident("account_id"),
    instant("at"),
    words("verb"),
    ident("subject"),
    document("facts"),
    key("staff_actions", "id"),
)

outbox = table(
    "outbox",
    Column("position", BigInteger, Identity(always=True), nullable=False),
    ident("subject"),
    words("kind"),
    document("facts"),
    instant("claimed_until", nullable=True),
    key("outbox", "position"),
    Index("outbox_of_subject", "subject", "position"),
    fillfactor=70,
)

answers = table(
    "answers",
    ident("owner"),
    words("text"),
    words("fingerprint"),
    ident("subject"),
    instant("claimed_at"),
    Column("status", SmallInteger),
    Column("body", LargeBinary),
    key("answers", "owner", "text"),
    fillfactor=50,
)

notices = table(
    "notices",
    ident("event_id"),
    ident("account_id"),
    instant("at"),
    words("name"),
    ident("order_id"),
    document("facts"),
    key("notices", "account_id", "event_id"),
)

webhooks = table(
    "webhooks",
    ident("id"),
    ident("provider"),
    ident("key"),
    words("event"),
    ident("payment_id", nullable=True),
    Column("body", LargeBinary, nullable=False),
    instant("received_at"),
    instant("due_at"),
    words("state"),
    count("attempts"),
    words("reason", nullable=True),
    count("version"),
    instant("claimed_until", nullable=True),
    key("webhooks", "id"),
    UniqueConstraint("provider", "key", name="webhooks_key"),
    Index("webhooks_due", "due_at", postgresql_where=text("state = 'received'")),
    fillfactor=70,
)

ledger_entries = table(
    "ledger_entries",
    ident("key"),
    words("kind"),
    instant("at"),
    words("currency"),
    ident("order_id"),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    key("ledger_entries", "key"),
    UniqueConstraint("position", name="ledger_entries_position"),
    Index("ledger_entries_of_order", "order_id", "position"),
    Index("ledger_entries_at", "at", postgresql_using="brin"),
)

ledger_postings = table(
    "ledger_postings",
    minor("position"),
    Column("line", SmallInteger, nullable=False),
    ident("account"),
    words("currency"),
    minor("amount"),
    key("ledger_postings", "position", "line"),
    ForeignKeyConstraint(
        ["position"], ["ledger_entries.position"], name="ledger_postings_of_entry"
    ),
    CheckConstraint("amount <> 0", name="ledger_postings_amount"),
    Index("ledger_postings_of_account", "account", "position"),
)

ledger_balances = table(
    "ledger_balances",
    ident("account"),
    words("currency"),
    minor("amount"),
    key("ledger_balances", "account", "currency"),
    CheckConstraint("amount >= 0", name="ledger_balances_amount"),
    fillfactor=50,
)

ledger_unchained = table(
    "ledger_unchained",
    minor("position"),
    key("ledger_unchained", "position"),
)

ledger_chain = table(
    "ledger_chain",
    minor("number"),
    minor("position"),
    words("digest"),
    key("ledger_chain", "number"),
    UniqueConstraint("position", name="ledger_chain_entry"),
    ForeignKeyConstraint(["position"], ["ledger_entries.position"], name="ledger_chain_of_entry"),
)

UNFINISHED_OPERATION = operations.c.state.in_(
    [literal_column("'requested'"), literal_column("'unknown'")]
)
WAITING_WEBHOOK = webhooks.c.state == literal_column("'received'")
