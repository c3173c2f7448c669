"""Menus: what cooks write, and what customers see."""

import asyncio
from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import AccountId, Actor, CookId, Role
from foodmarket.domain.catalogue.errors import (
    CookClosed,
    IncompleteDish,
    OverlappingSlot,
    SlotClosed,
    SlotInPast,
    UnknownCook,
    UnknownDish,
    UnknownSlot,
)
from foodmarket.domain.catalogue.model import Dish, DishId, DishStatus, SlotId
from foodmarket.domain.kernel.money import Currency, CurrencyMismatch, Money
from tests.unit.orders.town import Town

PAGE = ports.Page()
OTHER_COOK = Actor(Role.COOK, AccountId.of(1), CookId.of(1))


async def test_a_published_dish_is_on_the_menu_with_its_next_slot(town: Town) -> None:
    (item,) = await town.market.browse_menu(PAGE)
    assert item.dish == town.dish
    assert item.next_slot == town.slot
    assert list(await town.market.browse_menu(PAGE, "Казань")) == []


async def test_a_dish_that_is_taken_off_is_seen_by_its_cook_alone(town: Town) -> None:
    assert town.dish is not None
    assert town.cook.cook_id is not None
    dish_id = town.dish.id
    await town.market.publish_dish(town.cook, dish_id, published=False)
    assert list(await town.market.browse_menu(PAGE)) == []
    assert (await town.market.browse_dishes.one(dish_id, town.cook)).status is DishStatus.DRAFT
    assert len(await town.market.browse_dishes(town.cook.cook_id, PAGE)) == 1
    for actor in (None, town.customer, OTHER_COOK):
        with pytest.raises(UnknownDish):
            await town.market.browse_dishes.one(dish_id, actor)


async def test_a_new_dish_is_a_draft_whatever_was_written(town: Town) -> None:
    def write(dish_id: DishId) -> Dish:
        return evolve(town.write(dish_id), status=DishStatus.PUBLISHED)

    dish = await town.market.add_dish(town.cook, write)
    assert dish.status is DishStatus.DRAFT
    assert await town.market.browse_dishes.one(dish.id, town.cook) == dish


async def test_a_dish_is_edited_by_its_cook_alone_and_stays_complete(town: Town) -> None:
    assert town.dish is not None
    dish_id, edit = town.dish.id, town.market.edit_dish
    edited = await edit(town.cook, dish_id, lambda dish: evolve(dish, grams=500))
    assert await town.market.browse_dishes.one(dish_id, None) == edited
    with pytest.raises(UnknownDish):
        await edit(OTHER_COOK, dish_id, lambda dish: dish)
    with pytest.raises(IncompleteDish):
        await edit(town.cook, dish_id, lambda dish: evolve(dish, price=None))
    with pytest.raises(NotAllowed):
        await edit(town.cook, dish_id, lambda dish: evolve(dish, cook_id=CookId.of(1)))
    euro = Money(1, Currency("EUR"))
    with pytest.raises(CurrencyMismatch):
        await edit(town.cook, dish_id, lambda dish: evolve(dish, price=euro))
    assert await town.market.browse_dishes.one(dish_id, None) == edited


async def test_only_cooks_write_dishes(town: Town) -> None:
    with pytest.raises(NotAllowed):
        await town.market.add_dish(town.customer, town.write)
    ghost = Actor(Role.COOK, AccountId.of(1), CookId.of(1))
    with pytest.raises(UnknownCook):
        await town.market.add_dish(ghost, lambda i: evolve(town.write(i), cook_id=CookId.of(1)))


async def test_a_closed_kitchen_takes_no_orders_and_opens_again(town: Town) -> None:
    assert not (await town.market.open_kitchen(town.cook, taking_orders=False)).open
    with pytest.raises(CookClosed):
        await town.order()
    assert list(await town.market.browse_menu(PAGE)) == []
    await town.market.open_kitchen(town.cook, taking_orders=True)
    await town.order()


async def test_opening_a_kitchen_twice_at_once_is_fine(town: Town) -> None:
    kitchens = [town.market.open_kitchen(town.cook, taking_orders=True) for _ in range(3)]
    assert all(cook.open for cook in await asyncio.gather(*kitchens))


async def test_only_cooks_have_kitchens_and_slots(town: Town) -> None:
    with pytest.raises(NotAllowed):
        await town.market.open_kitchen(town.customer, taking_orders=True)
    with pytest.raises(NotAllowed):
        await town.market.open_slots(town.customer, [town.new_slot(9)])
    with pytest.raises(UnknownCook):
        await town.market.open_kitchen(OTHER_COOK, taking_orders=True)


async def test_a_closed_slot_takes_no_orders_and_keeps_those_it_has(town: Town) -> None:
    assert town.slot is not None
    purchase = await town.order()
    await town.market.close_slot(town.cook, town.slot.id)
    with pytest.raises(SlotClosed):
        await town.order()
    assert await town.market.show_order(town.customer, purchase.order.id) == purchase
    for actor, slot_id in ((OTHER_COOK, town.slot.id), (town.cook, SlotId.of(1))):
        with pytest.raises(UnknownSlot):
            await town.market.close_slot(actor, slot_id)


async def test_slots_are_opened_all_or_none(town: Town) -> None:
    assert town.cook.cook_id is not None
    with pytest.raises(OverlappingSlot):
        await town.market.open_slots(town.cook, [town.new_slot(9), town.new_slot(10)])
    with pytest.raises(SlotInPast):
        await town.market.open_slots(town.cook, [town.new_slot(9), town.new_slot(-3)])
    assert list(await town.market.browse_cooks.slots(town.cook.cook_id, PAGE)) == [town.slot]


async def test_slots_that_are_over_are_not_shown(town: Town) -> None:
    assert town.cook.cook_id is not None
    town.clock.advance(timedelta(hours=8))
    assert list(await town.market.browse_cooks.slots(town.cook.cook_id, PAGE)) == []


async def test_cooks_are_found_by_city_and_by_id(town: Town) -> None:
    assert town.cook.cook_id is not None
    (cook,) = await town.market.browse_cooks(PAGE, "Москва")
    assert await town.market.browse_cooks.one(town.cook.cook_id) == cook
    with pytest.raises(UnknownCook):
        await town.market.browse_cooks.one(CookId.of(1))
