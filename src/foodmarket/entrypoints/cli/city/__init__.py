"""A made-up city: cooks with menus and slots, and customers with saved cards."""

from foodmarket.entrypoints.cli.city.plan import (
    STAFF_EMAIL,
    CityPlan,
    PlannedCook,
    PlannedCustomer,
    PlannedDish,
    plan_city,
)
from foodmarket.entrypoints.cli.city.recipes import Kitchen, Recipe, kitchens
from foodmarket.entrypoints.cli.city.settling import (
    PASSWORD,
    City,
    CityCook,
    CityCustomer,
    is_empty,
    seed_city,
)

__all__ = [
    "PASSWORD",
    "STAFF_EMAIL",
    "City",
    "CityCook",
    "CityCustomer",
    "CityPlan",
    "Kitchen",
    "PlannedCook",
    "PlannedCustomer",
    "PlannedDish",
    "Recipe",
    "is_empty",
    "kitchens",
    "plan_city",
    "seed_city",
]
