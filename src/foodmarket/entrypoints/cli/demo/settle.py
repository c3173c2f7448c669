"""Settling the city over HTTP: everybody registers, cooks write menus, customers save cards."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from attrs import frozen

from foodmarket.domain.accounts.model import Duty, Role
from foodmarket.domain.kernel.money import Money
from foodmarket.entrypoints.cli.cards import TestCards
from foodmarket.entrypoints.cli.city import (
    PASSWORD,
    STAFF_EMAIL,
    CityPlan,
    PlannedCook,
    PlannedCustomer,
    PlannedDish,
)
from foodmarket.entrypoints.cli.demo.line import Line, Person
from foodmarket.entrypoints.marketplace import Marketplace

T = TypeVar("T")
R = TypeVar("R")
DAYS = 7
AT_ONCE = 12
NOBODY = Person("nobody")
OK_CARD = "sandbox_ok"


@frozen(kw_only=True)
class Slot:
    """A delivery window that takes orders until an instant (UTC)."""

    id: str
    orders_until: datetime


@frozen(kw_only=True)
class Kitchen:
    """A cook who is signed in, with everything on offer; ``dishes`` are as the API shows them."""

    person: Person
    dishes: tuple[dict[str, Any], ...]
    slots: tuple[Slot, ...]


@frozen(kw_only=True)
class Shopper:
    """A customer who is signed in; ``cards`` are saved methods by the sandbox's name."""

    person: Person
    street: str
    cards: dict[str, str]


@frozen(kw_only=True)
class Town:
    """Everybody, signed in."""

    name: str
    kitchens: tuple[Kitchen, ...]
    shoppers: tuple[Shopper, ...]
    staff: Person
    cards: TestCards

    def with_card(self, token: str) -> list[Shopper]:
        """Return the customers who saved that card."""
        return [shopper for shopper in self.shoppers if token in shopper.cards]


async def settle(
    line: Line,
    plan: CityPlan,
    marketplace: Marketplace,
    tests: TestCards,
    made: Callable[[], object],
) -> Town:
    """Settle everybody, with test cards of the provider; ``made`` is called for each person.

    Staff alone do not register over HTTP: nobody may make themselves staff.
    """
    now = marketplace.adapters.clock.now()
    special = [card for card in tests.tokens if card != OK_CARD]

    async def cook(planned: PlannedCook) -> Kitchen:
        kitchen = await _kitchen(line, planned, now)
        made()
        return kitchen

    async def customer(numbered: tuple[int, PlannedCustomer]) -> Shopper:
        number, planned = numbered
        cards = (OK_CARD, special[number % len(special)])
        shopper = await _shopper(line, planned, cards, tests)
        made()
        return shopper

    kitchens = await side_by_side(cook, plan.cooks)
    shoppers = await side_by_side(customer, list(enumerate(plan.customers)))
    await marketplace.register_account(
        name="Staff",
        email=STAFF_EMAIL,
        password=PASSWORD,
        role=Role.STAFF,
        duties=frozenset({Duty.SUPPORT}),
    )
    return Town(
        name=plan.name,
        kitchens=tuple(kitchens),
        shoppers=tuple(shoppers),
        staff=await sign_in(line, STAFF_EMAIL),
        cards=tests,
    )


async def side_by_side(act: Callable[[T], Awaitable[R]], things: Sequence[T]) -> list[R]:
    """Act on all things, a dozen at once; the results in the order of the things."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(thing: T) -> R:
        async with room:
            return await act(thing)

    return list(await asyncio.gather(*(one(thing) for thing in things)))


async def sign_in(line: Line, email: str) -> Person:
    """Open a session."""
    person = Person(email)
    await sign_in_again(line, person)
    return person


async def sign_in_again(line: Line, person: Person) -> None:
    """Open a session anew, because the one before has ended by now."""
    credentials = {"email": person.email, "password": PASSWORD}
    opened = await line.ask(NOBODY, "POST", "/v1/sessions", credentials)
    person.token = opened.body["token"]


async def _kitchen(line: Line, planned: PlannedCook, now: datetime) -> Kitchen:
    profile = {
        "name": planned.name,
        "email": planned.email,
        "password": PASSWORD,
        "kitchen": {"ru": planned.kitchen.ru, "en": planned.kitchen.en},
        "city": planned.city,
        "time_zone": planned.time_zone,
        "delivery_fee": _money(planned.delivery_fee),
    }
    await line.ask(NOBODY, "POST", "/v1/cooks", profile)
    cook = await sign_in(line, planned.email)
    dishes = []
    for dish in planned.dishes:
        draft = await line.ask(cook, "POST", "/v1/dishes", _dish(dish))
        shown = await line.ask(cook, "POST", f"/v1/dishes/{draft.body['id']}/publish")
        dishes.append(shown.body)
    wanted = [
        {
            "start": slot.window.start.isoformat(),
            "end": slot.window.end.isoformat(),
            "portions": slot.portions,
            "work_units": slot.work_units,
            "orders_until": slot.orders_until.isoformat(),
        }
        for slot in planned.slots(now, DAYS)
        if slot.orders_until is not None
    ]
    opened = await line.ask(cook, "POST", "/v1/slots", {"slots": wanted})
    slots = [
        Slot(id=slot["id"], orders_until=datetime.fromisoformat(slot["orders_until"]))
        for slot in opened.body["items"]
    ]
    return Kitchen(person=cook, dishes=tuple(dishes), slots=tuple(slots))


async def _shopper(
    line: Line, planned: PlannedCustomer, wanted: Sequence[str], tests: TestCards
) -> Shopper:
    account = {
        "name": planned.name,
        "email": planned.email,
        "password": PASSWORD,
        "language": planned.language.value,
    }
    await line.ask(NOBODY, "POST", "/v1/customers", account)
    person = await sign_in(line, planned.email)
    cards = {}
    for card in wanted:
        token, label = tests.tokens[card], tests.label(card)
        method = {"provider": tests.provider, "token": token, "label": label}
        saved = await line.ask(person, "POST", "/v1/payment-methods", method, key=f"save-{card}")
        cards[card] = saved.body["id"]
    return Shopper(person=person, street=planned.street, cards=cards)


def _dish(dish: PlannedDish) -> dict[str, Any]:
    recipe = dish.recipe
    return {
        "name": {"ru": recipe.name.ru, "en": recipe.name.en},
        "price": _money(dish.price),
        "portions": dish.portions,
        "grams": recipe.grams,
        "work_units": dish.work_units,
        "preparation_minutes": int(recipe.preparation.total_seconds() // 60),
        "allergens": [allergen.value for allergen in recipe.allergens],
        "ingredients": {"ru": recipe.ingredients.ru, "en": recipe.ingredients.en},
    }


def _money(money: Money) -> dict[str, Any]:
    return {"amount": money.amount, "currency": str(money.currency)}
