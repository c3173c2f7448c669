"""Settling the city: everything goes through the use cases, as people would do it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.model import Actor, Role
from foodmarket.domain.catalogue import NewSlot
from foodmarket.domain.catalogue.model import CookProfile, Dish, DishId, Slot
from foodmarket.domain.kernel.language import Bilingual, Language
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.kernel.time import Window
from foodmarket.domain.payments.model import PaymentMethod
from foodmarket.entrypoints.cli.city.recipes import Kitchen, Recipe, kitchens, read
from foodmarket.entrypoints.marketplace import Marketplace

PASSWORD = "home-cooked-food"  # noqa: S105 - of made-up people
ROUBLE = Currency("RUB")
DISHES_PER_COOK = 5
MEALS = ((time(12), time(14)), (time(18), time(20)))  # by the clock of the city
ACCEPTANCE = timedelta(minutes=30)
Made = Callable[[], object]


@frozen(kw_only=True)
class CityCook:
    """A cook of the city with everything on offer."""

    email: str
    actor: Actor
    profile: CookProfile
    dishes: tuple[Dish, ...]
    slots: tuple[Slot, ...]


@frozen(kw_only=True)
class CityCustomer:
    """A customer of the city with saved cards and a street to deliver to."""

    email: str
    name: str
    actor: Actor
    methods: tuple[PaymentMethod, ...]
    street: str


@frozen(kw_only=True)
class City:
    """Everybody in the city; all sign in with `PASSWORD`."""

    name: str
    cooks: tuple[CityCook, ...]
    customers: tuple[CityCustomer, ...]
    staff: Actor
    staff_email: str


def two_cards(number: int) -> Sequence[str]:
    """Return the cards of the customer with that number: one that works, one that asks."""
    return ("sandbox_ok", "sandbox_second_step" if number % 2 else "sandbox_declined")


async def is_empty(marketplace: Marketplace) -> bool:
    """Tell whether there are no cooks yet."""
    return not await marketplace.browse_cooks(ports.Page(limit=1))


async def seed_city(
    marketplace: Marketplace,
    *,
    cooks: int,
    customers: int,
    days: int,
    seed: int = 7,
    cards: Callable[[int], Sequence[str]] = two_cards,
    made: Made = lambda: None,
) -> City:
    """Settle that many people, with slots for that many days; the same ``seed``, the same city.

    ``cards`` gives the sandbox tokens of a customer by number; ``made`` is called for each person.
    """
    random, people = Random(seed), read("people.toml")
    settled = []
    for number in range(cooks):
        settled.append(await _settle_cook(marketplace, random, people, number, days))
        made()
    buyers = []
    for number in range(customers):
        buyers.append(await _settle_customer(marketplace, random, people, number, cards(number)))
        made()
    staff_email = "staff@foodmarket.example"
    staff = await marketplace.register_account(
        name="Staff", email=staff_email, password=PASSWORD, role=Role.STAFF
    )
    return City(
        name=people["city"],
        cooks=tuple(settled),
        customers=tuple(buyers),
        staff=Actor(Role.STAFF, staff.id),
        staff_email=staff_email,
    )


async def _settle_cook(
    marketplace: Marketplace,
    random: Random,
    people: dict[str, list[list[str]]],
    number: int,
    days: int,
) -> CityCook:
    ru, en = people["cooks"][number % len(people["cooks"])]
    kinds = kitchens()
    kitchen = kinds[number % len(kinds)]
    email = f"cook{number + 1}@foodmarket.example"
    profile = await marketplace.register_cook(
        name=ru,
        email=email,
        password=PASSWORD,
        kitchen=Bilingual(f"{kitchen.name.ru} — {ru}", f"{kitchen.name.en} by {en}"),
        city=str(people["city"]),
        time_zone=str(people["time_zone"]),
        delivery_fee=Money(random.choice((0, 9_900, 14_900, 19_900)), ROUBLE),
    )
    actor = Actor(Role.COOK, profile.account_id, profile.id)
    dishes = [
        await _cook_dish(marketplace, random, actor, profile, recipe)
        for recipe in _chosen(kitchen, number // len(kinds))
    ]
    longest = max(dish.preparation for dish in dishes)
    wanted = _meals(marketplace.adapters.clock.now(), profile.time_zone, days, longest)
    slots = await marketplace.open_slots(actor, wanted)
    return CityCook(
        email=email, actor=actor, profile=profile, dishes=tuple(dishes), slots=tuple(slots)
    )


def _chosen(kitchen: Kitchen, turn: int) -> list[Recipe]:
    # Cooks of the same kind of kitchen begin at different places of its list.
    first = turn * DISHES_PER_COOK
    count = len(kitchen.recipes)
    return [kitchen.recipes[(first + step) % count] for step in range(DISHES_PER_COOK)]


async def _cook_dish(
    marketplace: Marketplace, random: Random, actor: Actor, cook: CookProfile, recipe: Recipe
) -> Dish:
    def write(dish_id: DishId) -> Dish:
        return Dish(
            id=dish_id,
            cook_id=cook.id,
            name=recipe.name,
            price=Money(recipe.price * random.randint(92, 112) // 100_000 * 1_000, ROUBLE),
            portions=random.randint(10, 24),
            grams=recipe.grams,
            work_units=1 + recipe.preparation // timedelta(hours=1),
            preparation=recipe.preparation,
            allergens=recipe.allergens,
            ingredients=recipe.ingredients,
        )

    dish = await marketplace.add_dish(actor, write)
    return await marketplace.publish_dish(actor, dish.id)


def _meals(now: datetime, zone: str, days: int, longest: timedelta) -> list[NewSlot]:
    """Lunch and dinner of the coming days; orders are taken until there is just time to cook."""
    local = ZoneInfo(zone)
    today = now.astimezone(local).date()
    slots = []
    for day in range(days + 1):
        for start, end in MEALS:
            date = today + timedelta(days=day)
            begins = datetime.combine(date, start, local).astimezone(UTC)
            ends = datetime.combine(date, end, local).astimezone(UTC)
            until = begins - longest - ACCEPTANCE
            if until > now:
                slots.append(
                    NewSlot(
                        window=Window(begins, ends), portions=60, work_units=150, orders_until=until
                    )
                )
    return slots[: days * len(MEALS)]


async def _settle_customer(
    marketplace: Marketplace,
    random: Random,
    people: dict[str, list[list[str]]],
    number: int,
    cards: Sequence[str],
) -> CityCustomer:
    names = people["customers"]
    given, family = names[number % len(names)]
    email = f"customer{number + 1}@foodmarket.example"
    account = await marketplace.register_account(
        name=f"{given} {family}",
        email=email,
        password=PASSWORD,
        language=Language.EN if number % 3 == 2 else Language.RU,
    )
    actor = Actor(Role.CUSTOMER, account.id)
    methods = [
        await marketplace.save_method(
            actor, provider="sandbox", token=card, label=f"Sandbox {card}"
        )
        for card in cards
    ]
    street = f"{random.choice(people['streets'])}, {random.randint(1, 120)}"
    return CityCustomer(
        email=email, name=account.name, actor=actor, methods=tuple(methods), street=street
    )
