"""Cooks, dishes and slots, as every store keeps them."""

from datetime import datetime, timedelta

import pytest
from attrs import evolve

from foodmarket.domain.accounts.model import AccountId, CookId
from foodmarket.domain.catalogue.errors import OverlappingSlot
from foodmarket.domain.catalogue.model import DishId, DishStatus, Slot, SlotId
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.kernel.time import Window
from foodmarket.ports.contracts.racing import DONE, outcomes
from foodmarket.ports.contracts.raw import Raw
from foodmarket.ports.contracts.samples import NOW, a_dish, a_slot, a_window, an_id
from foodmarket.ports.contracts.stage import Stage
from foodmarket.ports.paging import Page
from foodmarket.ports.unit_of_work import Begin


class CatalogueSuite:
    """Fixtures: ``begin``, ``raw``, ``stage``."""

    async def test_what_was_added_comes_back_as_it_was(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """Cook, dish and slot."""
        yen = Currency("JPY")
        shop = await stage.shop(
            cook={"about": None, "currency": yen, "delivery_fee": Money(9, yen)}
        )
        assert [await raw.count(table) for table in ("cooks", "dishes", "slots")] == [1, 2, 1]
        async with begin() as uow:
            assert await uow.catalogue.cook(shop.cook.id) == shop.cook
            assert await uow.catalogue.cook_of(shop.owner.id) == shop.cook
            assert await uow.catalogue.dish(shop.dishes[0].id) == shop.dishes[0]
            assert await uow.catalogue.slot(shop.slot.id) == shop.slot

    async def test_a_bare_draft_comes_back_as_it_was(self, begin: Begin, stage: Stage) -> None:
        """Undeclared allergens are not the same as none."""
        shop = await stage.shop()
        bare = a_dish(
            shop.cook.id,
            description=None,
            price=None,
            allergens=None,
            ingredients=None,
            photos=(),
            status=DishStatus.DRAFT,
        )
        free_of = a_dish(shop.cook.id, allergens=())
        async with begin() as uow:
            uow.catalogue.add_dish(bare)
            uow.catalogue.add_dish(free_of)
            await uow.commit()
        async with begin() as uow:
            assert await uow.catalogue.dish(bare.id) == bare
            assert await uow.catalogue.dish(free_of.id) == free_of

    async def test_what_is_unknown_is_none(self, begin: Begin) -> None:
        """And an offer of an unknown slot, too."""
        async with begin() as uow:
            assert await uow.catalogue.cook(an_id(CookId)) is None
            assert await uow.catalogue.cook_of(an_id(AccountId)) is None
            assert await uow.catalogue.dish(an_id(DishId)) is None
            assert await uow.catalogue.slot(an_id(SlotId)) is None
            assert await uow.catalogue.offer(an_id(SlotId), []) is None

    async def test_saved_facts_have_the_next_version(self, begin: Begin, stage: Stage) -> None:
        """Cook, dish and slot; what is taken of the slot is not written."""
        shop = await stage.shop()
        cook = evolve(shop.cook, open=False, name=Bilingual(en="Moved"), permitted_until=NOW)
        dish = evolve(shop.dishes[0], portions=3, status=DishStatus.DRAFT)
        slot = evolve(shop.slot, portions=5, work_units=9, open=False)
        async with begin() as uow:
            uow.catalogue.save_cook(cook)
            uow.catalogue.save_dish(dish)
            uow.catalogue.save_slot(evolve(slot, portions_taken=4, work_taken=4))
            await uow.commit()
        async with begin() as uow:
            assert await uow.catalogue.cook(cook.id) == evolve(cook, version=2)
            assert await uow.catalogue.dish(dish.id) == evolve(dish, version=2)
            assert await uow.catalogue.slot(slot.id) == evolve(slot, version=2)

    async def test_a_stale_save_is_refused(self, begin: Begin, stage: Stage) -> None:
        """Of two who read the same facts, one saves: cook, dish and slot alike."""
        shop = await stage.shop()

        async def save_cook() -> None:
            async with begin() as uow:
                uow.catalogue.save_cook(shop.cook)
                await uow.commit()

        async def save_dish() -> None:
            async with begin() as uow:
                uow.catalogue.save_dish(shop.dishes[0])
                await uow.commit()

        async def save_slot() -> None:
            async with begin() as uow:
                uow.catalogue.save_slot(shop.slot)
                await uow.commit()

        for save in (save_cook, save_dish, save_slot):
            assert await outcomes([save(), save()]) == {DONE: 1, "StaleFacts": 1}
            with pytest.raises(StaleFacts):
                await save()

    async def test_slots_of_a_cook_do_not_overlap(self, begin: Begin, stage: Stage) -> None:
        """They may touch; another cook's may overlap; the same commit is no exception."""
        shop, other = await stage.shop(), await stage.shop()
        window = shop.slot.window
        half = timedelta(hours=1)
        with pytest.raises(OverlappingSlot):
            await _open(begin, a_slot(shop.cook.id, window=Window(window.start + half, window.end)))
        after = Window(window.end, window.end + half)
        await _open(begin, a_slot(shop.cook.id, window=after))
        far = a_window(days=5)
        with pytest.raises(OverlappingSlot):
            await _open(begin, a_slot(other.cook.id, window=far), a_slot(other.cook.id, window=far))
        async with begin() as uow:
            assert len(await uow.catalogue.slots(shop.cook.id, NOW, Page())) == 2
            assert len(await uow.catalogue.slots(other.cook.id, NOW, Page())) == 1

    async def test_of_many_who_open_the_same_slot_at_once_one_does(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """The others are refused by name."""
        shop = await stage.shop()
        window = a_window(days=3)
        calls = [_open(begin, a_slot(shop.cook.id, window=window)) for _ in range(8)]
        assert await outcomes(calls) == {DONE: 1, "OverlappingSlot": 7}
        assert await raw.count("slots") == 2

    async def test_slots_are_listed_by_their_start(self, begin: Begin, stage: Stage) -> None:
        """Page by page; those that have ended are left out."""
        shop = await stage.shop()
        first = shop.slot
        third = a_slot(shop.cook.id, window=a_window(days=3))
        second = a_slot(shop.cook.id, window=a_window(days=2))
        await _open(begin, third, second)
        async with begin() as uow:
            listed = await uow.catalogue.slots(shop.cook.id, NOW, Page())
            assert list(listed) == [first, second, third]
            page = await uow.catalogue.slots(shop.cook.id, NOW, Page(limit=1, after=first.id))
            assert list(page) == [second]
            later = await uow.catalogue.slots(shop.cook.id, first.window.end, Page())
            assert list(later) == [second, third]

    async def test_cooks_are_listed_by_city(self, begin: Begin, stage: Stage) -> None:
        """By id, page by page."""
        kazan = [(await stage.shop()).cook for _ in range(3)]
        tver = (await stage.shop(cook={"city": "Tver"})).cook
        async with begin() as uow:
            assert list(await uow.catalogue.cooks("Tver", Page())) == [tver]
            assert list(await uow.catalogue.cooks("Kazan", Page(limit=2))) == kazan[:2]
            assert list(await uow.catalogue.cooks("Kazan", Page(after=kazan[1].id))) == kazan[2:]
            assert list(await uow.catalogue.cooks(None, Page())) == [*kazan, tver]

    async def test_a_cooks_dishes_are_listed_with_drafts(self, begin: Begin, stage: Stage) -> None:
        """By id, page by page."""
        shop, _ = await stage.shop(), await stage.shop()
        draft = a_dish(shop.cook.id, status=DishStatus.DRAFT)
        async with begin() as uow:
            uow.catalogue.add_dish(draft)
            await uow.commit()
        first, second = shop.dishes
        async with begin() as uow:
            assert list(await uow.catalogue.dishes(shop.cook.id, Page(limit=2))) == [first, second]
            after = Page(after=first.id)
            assert list(await uow.catalogue.dishes(shop.cook.id, after)) == [second, draft]

    async def test_an_offer_holds_slot_cook_and_the_dishes_that_exist(
        self, begin: Begin, stage: Stage
    ) -> None:
        """With what is taken of each."""
        shop = await stage.shop()
        await stage.placed(shop, quantity=3)
        wanted = sorted([dish.id for dish in shop.dishes] + [an_id(DishId)])
        async with begin() as uow:
            offer = await uow.catalogue.offer(shop.slot.id, wanted)
        assert offer is not None
        assert offer.cook == shop.cook
        assert (offer.slot.portions_taken, offer.slot.work_taken) == (3, 6)
        assert set(offer.dishes) == set(shop.dishes)
        assert offer.taken.get(shop.dishes[0].id) == 3
        assert offer.taken.get(shop.dishes[1].id, 0) == 0

    async def test_the_menu_shows_published_dishes_of_open_cooks(
        self, begin: Begin, stage: Stage
    ) -> None:
        """By dish id, page by page, of one city or of all."""
        shop = await stage.shop()
        later = NOW + timedelta(seconds=1)
        tver = await stage.shop(cook={"city": "Tver", "permitted_until": later})
        await stage.shop(cook={"open": False})
        await stage.shop(cook={"permitted_until": NOW})
        await stage.shop(dish={"status": DishStatus.DRAFT})
        async with begin() as uow:
            whole = await uow.catalogue.menu(None, NOW, Page())
            here = await uow.catalogue.menu("Kazan", NOW, Page())
            rest = await uow.catalogue.menu(None, NOW, Page(limit=2, after=shop.dishes[0].id))
        assert [item.dish for item in whole] == [*shop.dishes, *tver.dishes]
        assert [(item.dish, item.cook) for item in here] == [(d, shop.cook) for d in shop.dishes]
        assert [item.dish for item in rest] == [shop.dishes[1], tver.dishes[0]]

    async def test_the_menu_names_the_next_slot_that_takes_orders(
        self, begin: Begin, stage: Stage
    ) -> None:
        """A closed one, and one past its last hour for orders, are not named."""
        shop = await stage.shop()
        second = a_slot(shop.cook.id, window=a_window(days=2))
        third = a_slot(shop.cook.id, window=a_window(days=3))
        await _open(begin, third, second)
        assert await _next_slot(begin, shop.slot.orders_until - timedelta(seconds=1)) == shop.slot
        assert await _next_slot(begin, shop.slot.orders_until) == second
        async with begin() as uow:
            uow.catalogue.save_slot(evolve(second, open=False))
            await uow.commit()
        assert await _next_slot(begin, shop.slot.orders_until) == third
        assert await _next_slot(begin, third.window.end) is None


async def _open(begin: Begin, *slots: Slot) -> None:
    async with begin() as uow:
        for slot in slots:
            uow.catalogue.add_slot(slot)
        await uow.commit()


async def _next_slot(begin: Begin, now: datetime) -> Slot | None:
    async with begin() as uow:
        items = await uow.catalogue.menu(None, now, Page())
    slots = [item.next_slot for item in items]
    assert slots[0] == slots[1]
    return slots[0]
