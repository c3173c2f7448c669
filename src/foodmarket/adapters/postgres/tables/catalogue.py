"""Cooks, dishes and slots."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Interval,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint

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
    instant("permitted_until", nullable=True),
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
