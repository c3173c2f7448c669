"""Orders and their steps."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    text,
)

from foodmarket.adapters.postgres.columns import (
    count,
    document,
    ident,
    instant,
    key,
    table,
    words,
    yes,
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
