"""How cooks, dishes and slots look from outside."""

from datetime import datetime

import msgspec

from foodmarket.domain.catalogue import Allergen, CookProfile, Dish, MenuItem, Slot
from foodmarket.entrypoints.http.views import (
    MoneyView,
    TextView,
    WindowView,
    money,
    money_or_none,
    text,
    text_or_none,
    window,
)


class CookView(msgspec.Struct):
    """A cook's public profile. A cook that is not ``open`` takes no new orders."""

    id: str
    name: TextView
    about: TextView | None
    city: str
    time_zone: str
    currency: str
    delivery_fee: MoneyView
    open: bool


class DishView(msgspec.Struct):
    """A dish. ``preparation_minutes`` is the time from start to ready; ``allergens`` is null
    until declared, and empty where there are none.
    """

    id: str
    cook_id: str
    name: TextView
    description: TextView | None
    price: MoneyView | None
    portions: int
    grams: int
    work_units: int
    preparation_minutes: int
    allergens: list[Allergen] | None
    ingredients: TextView | None
    photos: list[str]
    status: str


class SlotView(msgspec.Struct):
    """A delivery window. Orders are taken until ``orders_until``, or until nothing is left."""

    id: str
    cook_id: str
    window: WindowView
    orders_until: datetime
    portions: int
    portions_left: int
    work_units: int
    work_units_left: int
    open: bool


class SlotsView(msgspec.Struct):
    """Slots that were opened together."""

    items: list[SlotView]


class MenuItemView(msgspec.Struct):
    """A dish on the menu, its cook, and the next slot that takes orders, where there is one."""

    dish: DishView
    cook: CookView
    next_slot: SlotView | None


def show_cook(cook: CookProfile) -> CookView:
    """Show a cook."""
    return CookView(
        id=str(cook.id),
        name=text(cook.name),
        about=text_or_none(cook.about),
        city=cook.city,
        time_zone=cook.time_zone,
        currency=str(cook.currency),
        delivery_fee=money(cook.delivery_fee),
        open=cook.open,
    )


def show_dish(dish: Dish) -> DishView:
    """Show a dish."""
    return DishView(
        id=str(dish.id),
        cook_id=str(dish.cook_id),
        name=text(dish.name),
        description=text_or_none(dish.description),
        price=money_or_none(dish.price),
        portions=dish.portions,
        grams=dish.grams,
        work_units=dish.work_units,
        preparation_minutes=int(dish.preparation.total_seconds() // 60),
        allergens=None if dish.allergens is None else list(dish.allergens),
        ingredients=text_or_none(dish.ingredients),
        photos=list(dish.photos),
        status=dish.status.value,
    )


def show_slot(slot: Slot, time_zone: str) -> SlotView:
    """Show a slot, with the local time of the cook's zone."""
    return SlotView(
        id=str(slot.id),
        cook_id=str(slot.cook_id),
        window=window(slot.window, time_zone),
        orders_until=slot.orders_until,
        portions=slot.portions,
        portions_left=max(slot.portions - slot.portions_taken, 0),
        work_units=slot.work_units,
        work_units_left=max(slot.work_units - slot.work_taken, 0),
        open=slot.open,
    )


def show_menu_item(item: MenuItem) -> MenuItemView:
    """Show one line of the menu."""
    slot = show_slot(item.next_slot, item.cook.time_zone) if item.next_slot else None
    return MenuItemView(show_dish(item.dish), show_cook(item.cook), slot)
