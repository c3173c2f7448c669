"""What a cook does with the own kitchen over HTTP: dishes, slots, open and closed."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec
from attrs import evolve
from litestar import Response, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Meta, UnsetType

from foodmarket import ports
from foodmarket.domain.accounts import CookId, NotAllowed
from foodmarket.domain.catalogue import (
    AddDish,
    Allergen,
    BrowseDishes,
    CloseSlot,
    Dish,
    DishId,
    EditDish,
    NewSlot,
    OpenKitchen,
    OpenSlots,
    PublishDish,
    SlotId,
)
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.time import Window
from foodmarket.entrypoints.http.access import COOK
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.catalogue_views import (
    CookView,
    DishView,
    SlotsView,
    SlotView,
    show_cook,
    show_dish,
    show_slot,
)
from foodmarket.entrypoints.http.describing import MaybeKeyedOperation, about
from foodmarket.entrypoints.http.keys import MAY_MAKE, once
from foodmarket.entrypoints.http.paging import After, Limit, Listed, listed, window
from foodmarket.entrypoints.http.views import LongText, MoneyView, ShortText

TAG = "Kitchen"
Photos = Annotated[list[Annotated[str, Meta(max_length=500)]], Meta(max_length=20)]
Allergens = Annotated[list[Allergen], Meta(max_length=14)]
Count = Annotated[int, Meta(ge=0, le=100_000)]
Minutes = Annotated[int, Meta(ge=0, le=3 * 24 * 60)]


class DishEdit(msgspec.Struct, forbid_unknown_fields=True):
    """A change of a dish: what is left out stays as it is."""

    name: ShortText | UnsetType = UNSET
    description: LongText | UnsetType | None = UNSET
    price: MoneyView | UnsetType | None = UNSET
    portions: Count | UnsetType = UNSET
    grams: Count | UnsetType = UNSET
    work_units: Count | UnsetType = UNSET
    preparation_minutes: Minutes | UnsetType = UNSET
    allergens: Allergens | UnsetType | None = UNSET
    ingredients: LongText | UnsetType | None = UNSET
    photos: Photos | UnsetType = UNSET

    def applied(self, dish: Dish) -> Dish:
        """Return the dish with what is set here."""
        changes: dict[str, Any] = {}
        for name in ("name", "description", "ingredients"):
            written = getattr(self, name)
            if written is not UNSET:
                changes[name] = written.bilingual() if written else None
        for name in ("portions", "grams", "work_units"):
            if getattr(self, name) is not UNSET:
                changes[name] = getattr(self, name)
        if self.price is not UNSET:
            changes["price"] = self.price.money() if self.price else None
        if self.allergens is not UNSET:
            declared = self.allergens
            changes["allergens"] = None if declared is None else tuple(dict.fromkeys(declared))
        if self.preparation_minutes is not UNSET:
            changes["preparation"] = timedelta(minutes=self.preparation_minutes)
        if self.photos is not UNSET:
            changes["photos"] = tuple(self.photos)
        return evolve(dish, **changes)


class NewDish(DishEdit, forbid_unknown_fields=True, kw_only=True):
    """A new dish. Only its name has to be there; publishing asks for the rest."""

    name: ShortText


class SlotToOpen(msgspec.Struct, forbid_unknown_fields=True):
    """A delivery window (with a UTC offset) and its capacity in portions and in work units.

    Orders are taken until ``orders_until``, or until the window starts.
    """

    start: Annotated[datetime, Meta(tz=True)]
    end: Annotated[datetime, Meta(tz=True)]
    portions: Count
    work_units: Count
    orders_until: Annotated[datetime, Meta(tz=True)] | None = None

    def slot(self) -> NewSlot:
        """Return it in the domain's words. Refuses with `EmptyWindow`."""
        until = self.orders_until
        return NewSlot(
            window=Window(utc(self.start), utc(self.end)),
            portions=self.portions,
            work_units=self.work_units,
            orders_until=utc(until) if until else None,
        )


class SlotsToOpen(msgspec.Struct, forbid_unknown_fields=True):
    """Slots that are opened together, all of them or none."""

    slots: Annotated[list[SlotToOpen], Meta(min_length=1, max_length=100)]


@get("/dishes", **about(BrowseDishes, COOK, "listOwnDishes", "Own dishes, drafts too", tag=TAG))
async def own_dishes(request: Call, limit: Limit = 20, after: After = None) -> Listed[DishView]:
    found = await request.market.browse_dishes(own_cook(request), window(limit, after))
    return listed(found, limit, lambda dish: dish.id, show_dish)


@post(
    "/dishes",
    **about(
        AddDish, COOK, "addDish", "Write a dish down", tag=TAG, key=MaybeKeyedOperation, body=True
    ),
)
async def add_dish(request: Call, data: JSONBody[NewDish]) -> Response[DishView]:
    cook_id, actor = own_cook(request), request.actor

    def write(dish_id: DishId) -> Dish:
        return data.applied(Dish(id=dish_id, cook_id=cook_id, name=data.name.bilingual()))

    async def act(key: ports.Key | None) -> DishView:
        return show_dish(await request.market.add_dish(actor, write, key))

    async def show(subject: Id) -> DishView:
        return show_dish(await request.market.browse_dishes.one(DishId(subject), actor))

    return await once(request, data, MAY_MAKE, act, show)


@patch(
    "/dishes/{dish_id:str}",
    **about(EditDish, COOK, "editDish", "Change a dish", tag=TAG, body=True),
)
async def edit_dish(request: Call, dish_id: FromPath[str], data: JSONBody[DishEdit]) -> DishView:
    wanted = DishId.parse(dish_id)
    return show_dish(await request.market.edit_dish(request.actor, wanted, data.applied))


@post(
    "/dishes/{dish_id:str}/publish",
    status_code=200,
    **about(PublishDish, COOK, "publishDish", "Put a dish on the menu", tag=TAG),
)
async def publish_dish(request: Call, dish_id: FromPath[str]) -> DishView:
    await request.nothing()
    wanted = DishId.parse(dish_id)
    return show_dish(await request.market.publish_dish(request.actor, wanted))


@post(
    "/dishes/{dish_id:str}/unpublish",
    status_code=200,
    **about(PublishDish, COOK, "unpublishDish", "Take a dish off the menu", tag=TAG),
)
async def unpublish_dish(request: Call, dish_id: FromPath[str]) -> DishView:
    await request.nothing()
    wanted = DishId.parse(dish_id)
    return show_dish(await request.market.publish_dish(request.actor, wanted, published=False))


@post(
    "/slots",
    **about(
        OpenSlots, COOK, "openSlots", "Open slots", tag=TAG, key=MaybeKeyedOperation, body=True
    ),
)
async def open_slots(request: Call, data: JSONBody[SlotsToOpen]) -> Response[SlotsView]:
    cook_id = own_cook(request)
    zone = await request.zone(cook_id)

    async def act(key: ports.Key | None) -> SlotsView:
        wanted = [slot.slot() for slot in data.slots]
        opened = await request.market.open_slots(request.actor, wanted, key)
        return SlotsView([show_slot(slot, zone) for slot in opened])

    async def show(_subject: Id) -> SlotsView:
        ahead = await request.market.browse_cooks.slots(cook_id, ports.Page(limit=100))
        return SlotsView([show_slot(slot, zone) for slot in ahead])

    return await once(request, data, MAY_MAKE, act, show)


@post(
    "/slots/{slot_id:str}/close",
    status_code=200,
    **about(CloseSlot, COOK, "closeSlot", "Take no more orders for a slot", tag=TAG),
)
async def close_slot(request: Call, slot_id: FromPath[str]) -> SlotView:
    await request.nothing()
    slot = await request.market.close_slot(request.actor, SlotId.parse(slot_id))
    return show_slot(slot, await request.zone(slot.cook_id))


@post(
    "/kitchen/open",
    status_code=200,
    **about(OpenKitchen, COOK, "openKitchen", "Take orders", tag=TAG),
)
async def open_kitchen(request: Call) -> CookView:
    await request.nothing()
    return show_cook(await request.market.open_kitchen(request.actor, taking_orders=True))


@post(
    "/kitchen/close",
    status_code=200,
    **about(OpenKitchen, COOK, "closeKitchen", "Take no orders for now", tag=TAG),
)
async def close_kitchen(request: Call) -> CookView:
    await request.nothing()
    return show_cook(await request.market.open_kitchen(request.actor, taking_orders=False))


def own_cook(call: Call) -> CookId:
    """Return the calling cook's id. Refuses with `NotAllowed`."""
    if call.actor.cook_id is None:
        raise NotAllowed
    return call.actor.cook_id


def utc(instant: datetime) -> datetime:
    """Return the instant in UTC, whatever offset it was written with."""
    return instant.astimezone(UTC)


ROUTES = (
    own_dishes,
    add_dish,
    edit_dish,
    publish_dish,
    unpublish_dish,
    open_slots,
    close_slot,
    open_kitchen,
    close_kitchen,
)
