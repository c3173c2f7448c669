"""Settling the city: everything goes through the use cases, as people would do it."""

from collections.abc import Callable, Sequence

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.model import Actor, Duty, Role
from foodmarket.domain.catalogue.model import CookProfile, Dish, DishId, Slot
from foodmarket.domain.payments.model import PaymentMethod
from foodmarket.entrypoints.cli.cards import SANDBOX, TestCards
from foodmarket.entrypoints.cli.city.plan import (
    STAFF_EMAIL,
    PlannedCook,
    PlannedCustomer,
    PlannedDish,
    plan_city,
)
from foodmarket.entrypoints.marketplace import Marketplace

PASSWORD = "home-cooked-food"  # noqa: S105 - of made-up people
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
    tests: TestCards = SANDBOX,
    made: Made = lambda: None,
) -> City:
    """Settle that many people, with slots for that many days; the same ``seed``, the same city.

    ``cards`` gives the sandbox tokens of a customer by number, ``tests`` what the provider calls
    them; ``made`` is called for each person.
    """
    plan = plan_city(cooks=cooks, customers=customers, seed=seed)
    settled = []
    for cook in plan.cooks:
        settled.append(await _settle_cook(marketplace, cook, days))
        made()
    buyers = []
    for number, customer in enumerate(plan.customers):
        buyers.append(await _settle_customer(marketplace, customer, cards(number), tests))
        made()
    staff = await marketplace.register_account(
        name="Staff",
        email=STAFF_EMAIL,
        password=PASSWORD,
        role=Role.STAFF,
        duties=frozenset(Duty),
    )
    return City(
        name=plan.name,
        cooks=tuple(settled),
        customers=tuple(buyers),
        staff=Actor(Role.STAFF, staff.id, duties=staff.duties),
        staff_email=STAFF_EMAIL,
    )


async def _settle_cook(marketplace: Marketplace, planned: PlannedCook, days: int) -> CityCook:
    profile = await marketplace.register_cook(
        name=planned.name,
        email=planned.email,
        password=PASSWORD,
        kitchen=planned.kitchen,
        city=planned.city,
        time_zone=planned.time_zone,
        delivery_fee=planned.delivery_fee,
    )
    actor = Actor(Role.COOK, profile.account_id, profile.id)
    dishes = [await _cook_dish(marketplace, actor, profile, dish) for dish in planned.dishes]
    now = marketplace.adapters.clock.now()
    slots = await marketplace.open_slots(actor, planned.slots(now, days))
    return CityCook(
        email=planned.email,
        actor=actor,
        profile=profile,
        dishes=tuple(dishes),
        slots=tuple(slots),
    )


async def _cook_dish(
    marketplace: Marketplace, actor: Actor, cook: CookProfile, planned: PlannedDish
) -> Dish:
    recipe = planned.recipe

    def write(dish_id: DishId) -> Dish:
        return Dish(
            id=dish_id,
            cook_id=cook.id,
            name=recipe.name,
            price=planned.price,
            portions=planned.portions,
            grams=recipe.grams,
            work_units=planned.work_units,
            preparation=recipe.preparation,
            allergens=recipe.allergens,
            ingredients=recipe.ingredients,
        )

    dish = await marketplace.add_dish(actor, write)
    return await marketplace.publish_dish(actor, dish.id)


async def _settle_customer(
    marketplace: Marketplace, planned: PlannedCustomer, cards: Sequence[str], tests: TestCards
) -> CityCustomer:
    account = await marketplace.register_account(
        name=planned.name,
        email=planned.email,
        password=PASSWORD,
        language=planned.language,
    )
    actor = Actor(Role.CUSTOMER, account.id)
    methods = [
        await marketplace.save_method(
            actor, provider=tests.provider, token=tests.tokens[card], label=tests.label(card)
        )
        for card in cards
    ]
    return CityCustomer(
        email=planned.email,
        name=account.name,
        actor=actor,
        methods=tuple(methods),
        street=planned.street,
    )
