"""Payments, operations, refunds and disputes."""

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    literal_column,
    text,
)

from foodmarket.adapters.postgres.columns import (
    count,
    document,
    ident,
    instant,
    key,
    minor,
    table,
    words,
    yes,
)

UNFINISHED = text("state IN ('requested', 'unknown')")
OPEN_STATES = "('opened', 'offered', 'countered', 'escalated', 'raised', 'contested')"
OPEN_DISPUTE = text(f"state IN {OPEN_STATES}")

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

disputes = table(
    "disputes",
    ident("id"),
    ident("order_id"),
    ident("cook_id"),
    words("kind"),
    words("state"),
    words("provider", nullable=True),
    words("reference", nullable=True),
    document("facts"),
    count("version"),
    key("disputes", "id"),
    ForeignKeyConstraint(["order_id"], ["orders.id"], name="disputes_of"),
    Index("disputes_of_order", "order_id", "id"),
    Index("disputes_of_cook", "cook_id", postgresql_where=OPEN_DISPUTE),
    Index("disputes_in_state", "state", "id"),
    Index("disputes_reference", "provider", "reference", unique=True),
    fillfactor=60,
)

UNFINISHED_OPERATION = operations.c.state.in_(
    [literal_column("'requested'"), literal_column("'unknown'")]
)
