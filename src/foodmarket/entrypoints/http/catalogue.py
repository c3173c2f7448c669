"""The catalogue over HTTP, as everybody sees it: menu, cooks, slots, dishes."""

from typing import Annotated

from litestar import get
from litestar.params import FromPath, QueryParameter

from foodmarket.domain.accounts import CookId
from foodmarket.domain.catalogue import BrowseCooks, BrowseDishes, BrowseMenu, DishId
from foodmarket.entrypoints.http.access import ANYBODY, PUBLIC
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.catalogue_views import (
    CookView,
    DishView,
    MenuItemView,
    SlotView,
    show_cook,
    show_dish,
    show_menu_item,
    show_slot,
)
from foodmarket.entrypoints.http.describing import about
from foodmarket.entrypoints.http.paging import After, Limit, Listed, listed, window

TAG = "Catalogue"
City = Annotated[str | None, QueryParameter(max_length=100, description="Only of this city.")]


@get("/menu", **about(BrowseMenu, PUBLIC, "browseMenu", "What there is to eat", tag=TAG))
async def menu(
    request: Call, city: City = None, limit: Limit = 20, after: After = None
) -> Listed[MenuItemView]:
    found = await request.market.browse_menu(window(limit, after), city)
    return listed(found, limit, lambda item: item.dish.id, show_menu_item)


@get("/cooks", **about(BrowseCooks, PUBLIC, "listCooks", "Cooks", tag=TAG))
async def cooks(
    request: Call, city: City = None, limit: Limit = 20, after: After = None
) -> Listed[CookView]:
    found = await request.market.browse_cooks(window(limit, after), city)
    return listed(found, limit, lambda cook: cook.id, show_cook)


@get("/cooks/{cook_id:str}", **about(BrowseCooks.one, PUBLIC, "showCook", "One cook", tag=TAG))
async def cook(request: Call, cook_id: FromPath[str]) -> CookView:
    return show_cook(await request.market.browse_cooks.one(CookId.parse(cook_id)))


@get(
    "/cooks/{cook_id:str}/slots",
    **about(BrowseCooks.slots, PUBLIC, "listSlots", "When a cook delivers", tag=TAG),
)
async def slots(
    request: Call, cook_id: FromPath[str], limit: Limit = 20, after: After = None
) -> Listed[SlotView]:
    whose = CookId.parse(cook_id)
    zone = await request.zone(whose)
    found = await request.market.browse_cooks.slots(whose, window(limit, after))
    return listed(found, limit, lambda slot: slot.id, lambda slot: show_slot(slot, zone))


@get(
    "/dishes/{dish_id:str}",
    **about(BrowseDishes.one, ANYBODY, "showDish", "One dish", tag=TAG),
)
async def dish(request: Call, dish_id: FromPath[str]) -> DishView:
    session = request.session_found
    actor = session.actor if session else None
    return show_dish(await request.market.browse_dishes.one(DishId.parse(dish_id), actor))


ROUTES = (menu, cooks, cook, slots, dish)
