"""Who lives in the city and what they cook, before anybody is settled: the same seed, the same."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen

from foodmarket.domain.catalogue import NewSlot
from foodmarket.domain.kernel.language import Bilingual, Language
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.kernel.time import Window
from foodmarket.entrypoints.cli.city.recipes import Kitchen, Recipe, kitchens, read

ROUBLE = Currency("RUB")
DISHES_PER_COOK = 5
MEALS = ((time(12), time(14)), (time(18), time(20)))  # by the clock of the city
ACCEPTANCE = timedelta(minutes=30)
STAFF_EMAIL = "staff@foodmarket.example"


@frozen(kw_only=True)
class PlannedDish:
    """A recipe with one cook's own price and how many portions there are for a slot."""

    recipe: Recipe
    price: Money
    portions: int

    @property
    def work_units(self) -> int:
        """Return how much of a cook's strength a portion takes."""
        return 1 + self.recipe.preparation // timedelta(hours=1)


@frozen(kw_only=True)
class PlannedCook:
    """A cook with kitchen and dishes."""

    name: str
    email: str
    kitchen: Bilingual
    city: str
    time_zone: str
    delivery_fee: Money
    dishes: tuple[PlannedDish, ...]

    def slots(self, now: datetime, days: int) -> list[NewSlot]:
        """Lunch and dinner of the coming days; orders are taken until there is just time to cook.

        ``now`` and all instants are in UTC.
        """
        longest = max(dish.recipe.preparation for dish in self.dishes)
        local = ZoneInfo(self.time_zone)
        today = now.astimezone(local).date()
        slots = []
        for day in range(days + 1):
            for start, end in MEALS:
                date = today + timedelta(days=day)
                begins = datetime.combine(date, start, local).astimezone(UTC)
                ends = datetime.combine(date, end, local).astimezone(UTC)
                until = begins - longest - ACCEPTANCE
                if until > now:
                    window = Window(begins, ends)
                    slots.append(
                        NewSlot(window=window, portions=60, work_units=150, orders_until=until)
                    )
        return slots[: days * len(MEALS)]


@frozen(kw_only=True)
class PlannedCustomer:
    """A customer and where the meals go."""

    name: str
    email: str
    language: Language
    street: str


@frozen(kw_only=True)
class CityPlan:
    """Everybody, before they are settled."""

    name: str
    time_zone: str
    cooks: tuple[PlannedCook, ...]
    customers: tuple[PlannedCustomer, ...]


def plan_city(*, cooks: int, customers: int, seed: int) -> CityPlan:
    """Return the plan of a city of that size."""
    random, people = Random(seed), read("people.toml")
    return CityPlan(
        name=people["city"],
        time_zone=people["time_zone"],
        cooks=tuple(_cook(random, people, number) for number in range(cooks)),
        customers=tuple(_customer(random, people, number) for number in range(customers)),
    )


def _cook(random: Random, people: dict[str, Any], number: int) -> PlannedCook:
    ru, en = people["cooks"][number % len(people["cooks"])]
    kinds = kitchens()
    kitchen = kinds[number % len(kinds)]
    return PlannedCook(
        name=ru,
        email=f"cook{number + 1}@foodmarket.example",
        kitchen=Bilingual(f"{kitchen.name.ru} — {ru}", f"{kitchen.name.en} by {en}"),
        city=people["city"],
        time_zone=people["time_zone"],
        delivery_fee=Money(random.choice((0, 9_900, 14_900, 19_900)), ROUBLE),
        dishes=tuple(_dish(random, recipe) for recipe in _chosen(kitchen, number // len(kinds))),
    )


def _chosen(kitchen: Kitchen, turn: int) -> list[Recipe]:
    # Cooks of the same kind of kitchen begin at different places of its list.
    first = turn * DISHES_PER_COOK
    count = len(kitchen.recipes)
    return [kitchen.recipes[(first + step) % count] for step in range(DISHES_PER_COOK)]


def _dish(random: Random, recipe: Recipe) -> PlannedDish:
    return PlannedDish(
        recipe=recipe,
        price=Money(recipe.price * random.randint(92, 112) // 100_000 * 1_000, ROUBLE),
        portions=random.randint(10, 24),
    )


def _customer(random: Random, people: dict[str, Any], number: int) -> PlannedCustomer:
    names: Sequence[Sequence[str]] = people["customers"]
    given, family = names[number % len(names)]
    return PlannedCustomer(
        name=f"{given} {family}",
        email=f"customer{number + 1}@foodmarket.example",
        language=Language.EN if number % 3 == 2 else Language.RU,
        street=f"{random.choice(people['streets'])}, {random.randint(1, 120)}",
    )
