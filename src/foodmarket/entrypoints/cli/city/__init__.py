"""A made-up city: cooks with menus and slots, and customers with saved cards."""

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
    "City",
    "CityCook",
    "CityCustomer",
    "Kitchen",
    "Recipe",
    "is_empty",
    "kitchens",
    "seed_city",
]
