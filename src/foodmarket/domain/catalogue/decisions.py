"""What may stand on the menu, and how much of it may be taken."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

from attrs import evolve

from foodmarket.domain.catalogue.errors import (
    BadCook,
    BadDish,
    BadQuantity,
    CookClosed,
    DishNotOnMenu,
    EmptyOrder,
    IncompleteDish,
    OutOfPortions,
    OutOfWork,
    SlotClosed,
    SlotInPast,
    UnknownDish,
)
from foodmarket.domain.catalogue.model import (
    CookProfile,
    Dish,
    DishId,
    DishPortions,
    DishStatus,
    Offer,
    Reservation,
    Slot,
)
from foodmarket.domain.kernel.time import require_utc

MOST_PORTIONS = 100
MOST_LINES = 50
HIGHEST_PRICE = 10**9  # minor units of a portion: no sum of an order leaves 64 bits

_COUNTRY = re.compile("[A-Z]{2}")  # ISO 3166-1 alpha-2


def check_cook(cook: CookProfile) -> CookProfile:
    """Return the profile unchanged, or refuse with `BadCook` naming the first bad field."""
    bounds = {
        "city": 1 <= len(cook.city) <= 100,
        "country": bool(_COUNTRY.fullmatch(cook.country)),
        "time_zone": cook.time_zone in _time_zones(),
        "delivery_fee": 0 <= cook.delivery_fee.amount <= HIGHEST_PRICE
        and cook.delivery_fee.currency == cook.currency,
        "name": len(cook.name.ru) <= 120 and len(cook.name.en) <= 120,
    }
    for name, holds in bounds.items():
        if not holds:
            raise BadCook(field=name)
    return cook


@cache
def _time_zones() -> frozenset[str]:
    # Finding them takes milliseconds, in which a server answers nobody else. The two that are left
    # out are places on no map: the zone of whatever machine this is, and one that says so.
    return frozenset(available_timezones()) - {"localtime", "Factory"}


def check_dish(dish: Dish) -> Dish:
    """Return the dish unchanged, or refuse with `BadDish` naming the first bad field."""
    bounds = {
        "price": dish.price is None or 0 < dish.price.amount <= HIGHEST_PRICE,
        "portions": 0 <= dish.portions <= 10_000,
        "grams": 0 <= dish.grams <= 100_000,
        "work_units": 0 <= dish.work_units <= 1_000,
        "preparation": timedelta(0) <= dish.preparation <= timedelta(days=3),
        "photos": len(dish.photos) <= 20,
        "name": len(dish.name.ru) <= 120 and len(dish.name.en) <= 120,
    }
    for name, holds in bounds.items():
        if not holds:
            raise BadDish(field=name)
    return dish


def publish(dish: Dish) -> Dish:
    """Put a complete dish on the menu. Refuses with `IncompleteDish`."""
    missing = [
        name
        for name, complete in {
            "price": dish.price is not None,
            "portions": dish.portions > 0,
            "grams": dish.grams > 0,
            "allergens": dish.allergens is not None,
            "ingredients": dish.ingredients is not None,
        }.items()
        if not complete
    ]
    if missing:
        raise IncompleteDish(missing=missing)
    return evolve(check_dish(dish), status=DishStatus.PUBLISHED)


def unpublish(dish: Dish) -> Dish:
    """Take the dish off the menu; orders that were placed are not touched."""
    return evolve(dish, status=DishStatus.DRAFT)


def check_slot(slot: Slot, now: datetime) -> Slot:
    """Return the slot unchanged, or refuse with `SlotInPast`, `BadQuantity` or `NotUtc`."""
    if not now < require_utc(slot.orders_until) <= slot.window.start:
        raise SlotInPast(start=slot.window.start)
    for capacity in (slot.portions, slot.work_units):
        if not 0 < capacity <= 100_000:
            raise BadQuantity(quantity=capacity)
    return slot


def reserve(offer: Offer, wanted: Mapping[DishId, int], now: datetime) -> Reservation:
    """Check a customer's choice (dish -> portions) against the offer.

    Refuses with `EmptyOrder`, `BadQuantity`, `CookClosed`, `SlotClosed`, `UnknownDish`,
    `DishNotOnMenu`, `OutOfPortions`, `OutOfWork`. The store checks the limits again when it
    takes the portions, because others may be taking them at the same time.
    """
    slot = offer.slot
    if not wanted or len(wanted) > MOST_LINES:
        raise EmptyOrder
    if not offer.cook.serves(now):
        raise CookClosed
    if not slot.open or now >= slot.orders_until:
        raise SlotClosed(slot_id=slot.id, orders_until=slot.orders_until)
    portions = []
    work = 0
    for dish_id, quantity in sorted(wanted.items()):
        dish = _on_menu(offer, dish_id)
        if not 1 <= quantity <= MOST_PORTIONS:
            raise BadQuantity(quantity=quantity)
        left = dish.portions - offer.taken.get(dish_id, 0)
        if quantity > left:
            raise OutOfPortions(dish_id=dish_id, asked=quantity, left=max(left, 0))
        portions.append(DishPortions(dish_id, quantity, dish.portions))
        work += quantity * dish.work_units
    reservation = Reservation(slot.id, tuple(portions), work)
    left = slot.portions - slot.portions_taken
    if reservation.portions > left:
        raise OutOfPortions(dish_id=None, asked=reservation.portions, left=max(left, 0))
    left = slot.work_units - slot.work_taken
    if work > left:
        raise OutOfWork(asked=work, left=max(left, 0))
    return reservation


def _on_menu(offer: Offer, dish_id: DishId) -> Dish:
    dish = offer.dish(dish_id)
    if dish is None or dish.cook_id != offer.cook.id:
        raise UnknownDish
    if dish.status is not DishStatus.PUBLISHED or dish.price is None:
        raise DishNotOnMenu(dish_id=dish_id)
    return dish
