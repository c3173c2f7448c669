"""Portions are never sold twice, however many buy at once."""

import pytest
from attrs import evolve

from foodmarket.domain.catalogue.errors import OutOfPortions, OutOfWork, SlotClosed
from foodmarket.domain.catalogue.model import Reservation, Slot
from foodmarket.domain.orders.process import Trigger
from foodmarket.ports.contracts.racing import DONE, outcomes
from foodmarket.ports.contracts.raw import Raw
from foodmarket.ports.contracts.samples import Shop, a_reservation
from foodmarket.ports.contracts.stage import Stage, decided
from foodmarket.ports.unit_of_work import Begin


class PortionsSuite:
    """Fixtures: ``begin``, ``raw``, ``stage``."""

    async def test_taken_portions_are_counted(self, begin: Begin, raw: Raw, stage: Stage) -> None:
        """In the slot and per dish; the slot's version stays."""
        shop = await stage.shop()
        await _take(begin, a_reservation(shop.slot, *shop.dishes, quantity=2))
        assert await raw.portions_taken(shop.slot.id) == 4
        async with begin() as uow:
            offer = await uow.catalogue.offer(shop.slot.id, [dish.id for dish in shop.dishes])
        assert offer is not None
        assert offer.slot == evolve(shop.slot, portions_taken=4, work_taken=8)
        assert offer.taken == {dish.id: 2 for dish in shop.dishes}

    async def test_more_than_the_slot_has_is_refused(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """By name, with no dish named; nothing is counted."""
        shop = await stage.shop(slot={"portions": 3})
        with pytest.raises(OutOfPortions) as refused:
            await _take(begin, a_reservation(shop.slot, *shop.dishes, quantity=2))
        assert refused.value.dish_id is None
        assert await raw.portions_taken(shop.slot.id) == 0
        assert await _taken(begin, shop) == [0, 0]

    async def test_more_than_a_dish_has_is_refused(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """The dish is named; nothing is counted."""
        shop = await stage.shop(dish={"portions": 3})
        await _take(begin, a_reservation(shop.slot, shop.dishes[1], quantity=2))
        with pytest.raises(OutOfPortions) as refused:
            await _take(begin, a_reservation(shop.slot, *shop.dishes, quantity=2))
        assert refused.value.dish_id == shop.dishes[1].id
        assert await raw.portions_taken(shop.slot.id) == 2
        assert await _taken(begin, shop) == [0, 2]

    async def test_more_work_than_the_slot_has_is_refused(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """Nothing is counted."""
        shop = await stage.shop(slot={"work_units": 7})
        with pytest.raises(OutOfWork):
            await _take(begin, a_reservation(shop.slot, shop.dishes[0], quantity=4))
        assert await raw.portions_taken(shop.slot.id) == 0

    async def test_a_closed_slot_gives_nothing(self, begin: Begin, raw: Raw, stage: Stage) -> None:
        """However much is left."""
        shop = await stage.shop(slot={"open": False})
        with pytest.raises(SlotClosed):
            await _take(begin, a_reservation(shop.slot, shop.dishes[0]))
        assert await raw.portions_taken(shop.slot.id) == 0

    async def test_freed_portions_can_be_taken_again(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """All of them, also of a slot that was closed meanwhile."""
        shop = await stage.shop(dish={"portions": 2})
        all_of_it = a_reservation(shop.slot, shop.dishes[0], quantity=2)
        await _take(begin, all_of_it)
        async with begin() as uow:
            uow.catalogue.free(all_of_it)
            await uow.commit()
        assert await raw.portions_taken(shop.slot.id) == 0
        await _take(begin, all_of_it)
        await _save(begin, evolve(shop.slot, open=False))
        async with begin() as uow:
            uow.catalogue.free(all_of_it)
            await uow.commit()
        assert await raw.portions_taken(shop.slot.id) == 0

    async def test_a_slot_is_not_made_smaller_than_what_is_taken(
        self, begin: Begin, stage: Stage
    ) -> None:
        """In portions, and in work."""
        shop = await stage.shop()
        await _take(begin, a_reservation(shop.slot, *shop.dishes, quantity=2))
        with pytest.raises(OutOfPortions):
            await _save(begin, evolve(shop.slot, portions=3))
        with pytest.raises(OutOfWork):
            await _save(begin, evolve(shop.slot, work_units=7))

    async def test_sixty_four_buyers_of_ten_portions_never_oversell(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """Ten orders are placed, 54 are refused, by the slot's limit and by a dish's."""
        by_dish = await stage.shop(dish={"portions": 10})
        by_slot = await stage.shop(slot={"portions": 10}, dish={"portions": 100})
        for shop in (by_dish, by_slot):
            orders = await raw.count("orders")
            told = await outcomes(stage.placed(shop) for _ in range(64))
            assert told == {DONE: 10, "OutOfPortions": 54}
            assert await raw.portions_taken(shop.slot.id) == 10
            assert await raw.count("orders") == orders + 10

    async def test_buyers_of_several_dishes_never_lock_each_other_out(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """Whatever order they name the dishes in."""
        shop = await stage.shop(slot={"portions": 1_000, "work_units": 1_000})
        there = a_reservation(shop.slot, *shop.dishes)
        back = evolve(there, dishes=there.dishes[::-1])
        told = await outcomes(_take(begin, wanted) for wanted in [there, back] * 16)
        assert told == {DONE: 10, "OutOfPortions": 22}
        assert await _taken(begin, shop) == [10, 10]

    async def test_an_order_that_ends_early_gives_its_portions_back_once(
        self, raw: Raw, stage: Stage
    ) -> None:
        """Two who cancel it at once free it once."""
        shop = await stage.shop()
        held = await stage.authorised(shop, quantity=3)
        await stage.authorised(shop, quantity=2)
        cancelled = decided(held, Trigger.CANCEL, shop.buyer)
        rejected = decided(held, Trigger.REJECT, shop.chef, reason="sold_out")
        told = await outcomes([stage.save(cancelled), stage.save(rejected)])
        assert told == {DONE: 1, "StaleFacts": 1}
        assert await raw.portions_taken(shop.slot.id) == 2


async def _take(begin: Begin, reservation: Reservation) -> None:
    async with begin() as uow:
        uow.catalogue.take(reservation)
        await uow.commit()


async def _save(begin: Begin, slot: Slot) -> None:
    async with begin() as uow:
        uow.catalogue.save_slot(slot)
        await uow.commit()


async def _taken(begin: Begin, shop: Shop) -> list[int]:
    async with begin() as uow:
        offer = await uow.catalogue.offer(shop.slot.id, [dish.id for dish in shop.dishes])
    assert offer is not None
    return [offer.taken.get(dish.id, 0) for dish in shop.dishes]
