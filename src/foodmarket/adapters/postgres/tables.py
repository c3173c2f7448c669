"""The tables, and every constraint by the name under which `refusals` knows it.

Identifiers are text that sorts by time (collation C); amounts are minor units of the row's
currency; instants are UTC. What is frozen with an order and never searched for is ``jsonb``.
Columns stand in the order in which `rows` reads them.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Interval,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.schema import SchemaItem

metadata = MetaData()
UNFINISHED = text("state IN ('requested', 'unknown')")


def _id(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text(collation="C"), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


def _minor(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _yes(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _json(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, JSONB(none_as_null=True), nullable=nullable)


def _key(table: str, *columns: str) -> PrimaryKeyConstraint:
    return PrimaryKeyConstraint(*columns, name=f"{table}_pkey")


def _table(name: str, *items: SchemaItem, fillfactor: int | None = None) -> Table:
    table: Table = Table(name, metadata, *items)
    if fillfactor is not None:
        table.dialect_options["postgresql"]["with"] = {"fillfactor": fillfactor}
    return table


accounts = _table(
    "accounts",
    _id("id"),
    _text("role"),
    _text("name"),
    _text("email"),
    _text("password_hash"),
    _instant("created_at"),
    _text("language"),
    _yes("disabled"),
    _count("version"),
    _key("accounts", "id"),
    UniqueConstraint("email", name="accounts_email"),
)

payment_methods = _table(
    "payment_methods",
    _id("id"),
    _id("customer_id"),
    _text("provider"),
    _text("token"),
    _text("label"),
    _key("payment_methods", "id"),
    Index("payment_methods_of_customer", "customer_id", "id"),
)

cooks = _table(
    "cooks",
    _id("id"),
    _id("account_id"),
    _json("name"),
    _json("about", nullable=True),
    _text("city"),
    _text("time_zone"),
    _text("currency"),
    _minor("delivery_fee"),
    _yes("open"),
    _count("version"),
    _key("cooks", "id"),
    UniqueConstraint("account_id", name="cooks_account"),
    Index("cooks_in_city", "city", "id"),
)

dishes = _table(
    "dishes",
    _id("id"),
    _id("cook_id"),
    _json("name"),
    _json("description", nullable=True),
    _minor("price", nullable=True),
    _text("currency", nullable=True),
    _count("portions"),
    _count("grams"),
    _count("work_units"),
    Column("preparation", Interval, nullable=False),
    _json("allergens", nullable=True),
    _json("ingredients", nullable=True),
    _json("photos"),
    _text("status"),
    _count("version"),
    _key("dishes", "id"),
    Index("dishes_of_cook", "cook_id", "id"),
)

slots = _table(
    "slots",
    _id("id"),
    _id("cook_id"),
    _instant("starts_at"),
    _instant("ends_at"),
    _instant("orders_until"),
    _count("portions"),
    _count("work_units"),
    _count("portions_taken"),
    _count("work_taken"),
    _yes("open"),
    _count("version"),
    _key("slots", "id"),
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

slot_dishes = _table(
    "slot_dishes",
    _id("slot_id"),
    _id("dish_id"),
    _count("most"),
    _count("taken"),
    _key("slot_dishes", "slot_id", "dish_id"),
    CheckConstraint("taken BETWEEN 0 AND most", name="slot_dishes_left"),
    fillfactor=50,
)

orders = _table(
    "orders",
    _id("id"),
    _id("customer_id"),
    _id("cook_id"),
    _json("reservation"),
    _instant("starts_at"),
    _instant("ends_at"),
    _instant("preparation_must_start"),
    _json("lines"),
    _json("bill"),
    _json("address"),
    _json("terms"),
    _text("delivery_code"),
    _instant("placed_at"),
    _text("state"),
    _instant("entered_at"),
    _instant("deadline", nullable=True),
    _instant("due_at", nullable=True),
    _yes("reminded"),
    _text("reason", nullable=True),
    _count("version"),
    _instant("claimed_until", nullable=True),
    _key("orders", "id"),
    Index("orders_of_customer", "customer_id", "id"),
    Index("orders_of_cook", "cook_id", "id"),
    Index("orders_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    fillfactor=60,
)

payments = _table(
    "payments",
    _id("id"),
    _id("order_id"),
    _id("customer_id"),
    _text("provider"),
    _text("token"),
    _text("currency"),
    _minor("amount"),
    _minor("keep"),
    _minor("captured"),
    _minor("refunded"),
    _text("state"),
    _yes("capture_wanted"),
    _text("reference", nullable=True),
    _text("action_url", nullable=True),
    _instant("hold_until", nullable=True),
    _minor("fee", nullable=True),
    _count("failures"),
    _yes("parked"),
    _count("version"),
    _key("payments", "id"),
    UniqueConstraint("order_id", name="payments_order"),
    ForeignKeyConstraint(["order_id"], ["orders.id"], name="payments_of_order"),
    fillfactor=60,
)

operations = _table(
    "operations",
    _id("id"),
    _id("payment_id"),
    _id("order_id"),
    _text("kind"),
    _text("currency"),
    _minor("amount"),
    _instant("requested_at"),
    _instant("due_at"),
    _text("state"),
    _count("attempts"),
    _text("reason", nullable=True),
    _count("version"),
    _instant("claimed_until", nullable=True),
    _key("operations", "id"),
    ForeignKeyConstraint(["payment_id"], ["payments.id"], name="operations_of_payment"),
    Index("operations_one_unfinished", "payment_id", unique=True, postgresql_where=UNFINISHED),
    Index("operations_due", "due_at", postgresql_where=UNFINISHED),
    Index("operations_of_order", "order_id"),
    fillfactor=70,
)

order_steps = _table(
    "order_steps",
    _id("order_id"),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    _instant("at"),
    _text("actor"),
    _text("trigger"),
    _text("before"),
    _text("after"),
    _text("reason", nullable=True),
    _key("order_steps", "order_id", "number"),
    ForeignKeyConstraint(["order_id"], ["orders.id"], name="order_steps_of_order"),
)

outbox = _table(
    "outbox",
    Column("position", BigInteger, Identity(always=True), nullable=False),
    _id("subject"),
    _text("kind"),
    _json("facts"),
    _instant("claimed_until", nullable=True),
    _key("outbox", "position"),
    Index("outbox_of_subject", "subject", "position"),
    fillfactor=70,
)

answers = _table(
    "answers",
    _id("owner"),
    _text("text"),
    _text("fingerprint"),
    _id("subject"),
    _instant("claimed_at"),
    Column("status", SmallInteger),
    Column("body", LargeBinary),
    _key("answers", "owner", "text"),
    fillfactor=50,
)

notices = _table(
    "notices",
    _id("event_id"),
    _id("account_id"),
    _instant("at"),
    _text("name"),
    _id("order_id"),
    _json("facts"),
    _key("notices", "account_id", "event_id"),
)

ledger_entries = _table(
    "ledger_entries",
    _id("key"),
    _text("kind"),
    _instant("at"),
    _text("currency"),
    _id("order_id"),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    _key("ledger_entries", "key"),
    UniqueConstraint("position", name="ledger_entries_position"),
    Index("ledger_entries_of_order", "order_id", "position"),
)

ledger_postings = _table(
    "ledger_postings",
    _minor("position"),
    Column("line", SmallInteger, nullable=False),
    _id("account"),
    _text("currency"),
    _minor("amount"),
    _key("ledger_postings", "position", "line"),
    ForeignKeyConstraint(
        ["position"], ["ledger_entries.position"], name="ledger_postings_of_entry"
    ),
    CheckConstraint("amount <> 0", name="ledger_postings_amount"),
    Index("ledger_postings_of_account", "account", "position"),
)

ledger_balances = _table(
    "ledger_balances",
    _id("account"),
    _text("currency"),
    _minor("amount"),
    _key("ledger_balances", "account", "currency"),
    CheckConstraint("amount >= 0", name="ledger_balances_amount"),
    fillfactor=50,
)

ledger_unchained = _table(
    "ledger_unchained",
    _minor("position"),
    _key("ledger_unchained", "position"),
)

ledger_chain = _table(
    "ledger_chain",
    _minor("number"),
    _minor("position"),
    _text("digest"),
    _key("ledger_chain", "number"),
    UniqueConstraint("position", name="ledger_chain_entry"),
    ForeignKeyConstraint(["position"], ["ledger_entries.position"], name="ledger_chain_of_entry"),
)

UNFINISHED_OPERATION = operations.c.state.in_(
    [literal_column("'requested'"), literal_column("'unknown'")]
)
