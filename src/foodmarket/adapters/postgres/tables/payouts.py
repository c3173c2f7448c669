"""How cooks are paid."""

from sqlalchemy import (
    CheckConstraint,
    Index,
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
    Index("payouts_of_provider", "provider", "reserved_at"),
    Index("payouts_due", "due_at", postgresql_where=text("state IN ('reserved', 'submitted')")),
    fillfactor=60,
)
