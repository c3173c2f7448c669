"""Orders, payments and operations, as every store keeps them."""

from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket.domain.catalogue.model import DishId, SlotId
from foodmarket.domain.escrow.model import RetentionTo, Terms
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.money import BasisPoints
from foodmarket.domain.orders.model import Change, Checkout, OrderId, OrderState
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.model import (
    OperationKind,
    OperationState,
    PaymentId,
    PaymentMethodId,
)
from foodmarket.domain.payments.outcomes import ActionRequired, Declined, Unknown
from foodmarket.ports.contracts.racing import DONE, outcomes
from foodmarket.ports.contracts.raw import Raw
from foodmarket.ports.contracts.samples import HELD, a_placed_order, an_id, roubles
from foodmarket.ports.contracts.stage import Stage, captured_whole, decided, learned
from foodmarket.ports.paging import Page
from foodmarket.ports.unit_of_work import Begin


class OrdersSuite:
    """Fixtures: ``begin``, ``raw``, ``stage``."""

    async def test_a_new_order_comes_back_as_it_was(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """Order, payment, operation and empty funds, field by field."""
        terms = Terms(
            payment_time=timedelta(minutes=7, microseconds=3),
            retention=BasisPoints(777),
            retention_to=RetentionTo.COOK,
            promotion=BasisPoints(500),
        )
        placed = await stage.placed(await stage.shop(), quantity=2, tip=1_50, terms=terms)
        assert await raw.order_state(placed.order.id) == "placed"
        assert await raw.payment_state(placed.payment.id) == "pending"
        counted = [await raw.count(table) for table in ("orders", "payments", "operations")]
        assert counted == [1, 1, 1]
        async with begin() as uow:
            assert await uow.orders.purchase(placed.order.id) == placed
            assert await uow.orders.by_payment(placed.payment.id) == placed.order.id

    async def test_what_is_unknown_is_none(self, begin: Begin) -> None:
        """Order and payment; an unknown order has no history."""
        nothing = an_id(OrderId)
        async with begin() as uow:
            assert await uow.orders.purchase(nothing) is None
            assert await uow.orders.by_payment(an_id(PaymentId)) is None
            assert list(await uow.orders.steps(nothing)) == []
            assert list(await uow.orders.operations(nothing)) == []

    async def test_a_checkout_is_what_is_offered_and_the_card(
        self, begin: Begin, stage: Stage
    ) -> None:
        """A card that is not there, or not asked for, is missing; without a slot all is."""
        shop, other = await stage.shop(), await stage.shop()
        await stage.placed(shop, quantity=3)
        slot, card, wanted = shop.slot.id, other.method.id, sorted(dish.id for dish in shop.dishes)
        async with begin() as uow:
            offer = await uow.catalogue.offer(slot, wanted)
            for method in (shop.method, other.method):
                found = await uow.orders.checkout(slot, wanted, method.id)
                assert found == Checkout(offer, method)
            assert await uow.orders.checkout(slot, wanted, None) == Checkout(offer, None)
            lost = await uow.orders.checkout(slot, wanted, an_id(PaymentMethodId))
            assert lost == Checkout(offer, None)
            nowhere = await uow.orders.checkout(an_id(SlotId), wanted, card)
            assert nowhere == Checkout(None, None)
            bare = await uow.orders.checkout(slot, [an_id(DishId)], card)
            assert bare.offer is not None
            assert (bare.offer.dishes, bare.method) == ((), other.method)

    async def test_every_kind_of_change_comes_back_as_it_was(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """From placed to completed, and refunded at the end."""
        shop = await stage.shop()
        placed = await stage.placed(shop, tip=50_00)
        waiting = learned(placed, ActionRequired("ref-1", "https://bank.example/3ds"))
        held = learned(waiting.purchase, HELD)
        accepted = decided(held.purchase, Trigger.ACCEPT, shop.chef)
        unknown = learned(accepted.purchase, Unknown("timeout"))
        funded = learned(unknown.purchase, captured_whole(placed, fee=roubles(9)))
        started = decided(funded.purchase, Trigger.START, shop.chef)
        ready = decided(started.purchase, Trigger.FINISH, shop.chef)
        brought = decided(ready.purchase, Trigger.HAND_OVER, shop.chef)
        confirmed = decided(brought.purchase, Trigger.CONFIRM, shop.buyer)
        bad = decided(confirmed.purchase, Trigger.COMPLAIN, shop.buyer, reason="quality")
        for change in (waiting, held, accepted, unknown, funded, started, ready, brought):
            await stage.save(change)
            async with begin() as uow:
                assert await uow.orders.purchase(placed.order.id) == change.purchase
            state = await raw.order_state(placed.order.id)
            assert state == change.purchase.order.state
        for change in (confirmed, bad):
            await stage.save(change)
        async with begin() as uow:
            assert await uow.orders.purchase(placed.order.id) == bad.purchase

    async def test_history_is_kept_in_order(self, begin: Begin, raw: Raw, stage: Stage) -> None:
        """Steps and operations, oldest first, of this order alone."""
        shop = await stage.shop()
        await stage.placed(shop)
        cancelled = await stage.refunded(shop)
        async with begin() as uow:
            steps = await uow.orders.steps(cancelled.order.id)
            operations = await uow.orders.operations(cancelled.order.id)
        assert [step.after for step in steps] == ["placed", "authorised", "accepted", "cancelled"]
        assert steps[3].actor == "customer"
        assert [step.order_id for step in steps] == [cancelled.order.id] * 4
        asked = [(operation.kind, operation.state) for operation in operations]
        succeeded = OperationState.SUCCEEDED
        assert asked == [
            (OperationKind.HOLD, succeeded),
            (OperationKind.CAPTURE, succeeded),
            (OperationKind.REFUND, succeeded),
        ]
        assert await raw.count("steps") == 5

    async def test_a_finished_operation_is_not_part_of_the_purchase(
        self, begin: Begin, stage: Stage
    ) -> None:
        """But of the history, with its reason."""
        placed = await stage.placed(await stage.shop())
        await stage.save(learned(placed, Declined("insufficient_funds")))
        async with begin() as uow:
            purchase = await uow.orders.purchase(placed.order.id)
            operations = await uow.orders.operations(placed.order.id)
        assert purchase is not None
        assert purchase.operation is None
        assert purchase.order.state is OrderState.DECLINED
        assert [operation.reason for operation in operations] == ["insufficient_funds"]

    async def test_a_stale_save_is_refused(self, begin: Begin, raw: Raw, stage: Stage) -> None:
        """Nothing of it is saved: no step, no operation, no event."""
        shop = await stage.shop()
        funded = await stage.funded(shop)
        started = await stage.save(decided(funded, Trigger.START, shop.chef))
        before = [await raw.count(table) for table in ("steps", "operations", "outbox")]
        for stale in (
            decided(funded, Trigger.START, shop.chef),
            decided(funded, Trigger.CANCEL, shop.buyer),
        ):
            with pytest.raises(StaleFacts):
                await stage.save(stale)
        after = [await raw.count(table) for table in ("steps", "operations", "outbox")]
        assert after == before
        async with begin() as uow:
            assert await uow.orders.purchase(funded.order.id) == started

    async def test_of_two_saves_of_the_same_facts_one_is_stale(
        self, raw: Raw, stage: Stage
    ) -> None:
        """A cook starts while the customer cancels."""
        shop = await stage.shop()
        for _ in range(5):
            funded = await stage.funded(shop)
            start = decided(funded, Trigger.START, shop.chef)
            cancel = decided(funded, Trigger.CANCEL, shop.buyer)
            told = await outcomes([stage.save(start), stage.save(cancel)])
            assert told == {DONE: 1, "StaleFacts": 1}
            assert await raw.order_state(funded.order.id) in {"preparing", "cancelled"}

    async def test_an_outcome_is_applied_once(self, raw: Raw, stage: Stage) -> None:
        """A webhook and a call that bring the same news at the same time."""
        shop = await stage.shop()
        accepted = await stage.save(
            decided(await stage.authorised(shop), Trigger.ACCEPT, shop.chef)
        )
        news = [learned(accepted, captured_whole(accepted)) for _ in range(4)]
        told = await outcomes(stage.save(change) for change in news)
        assert told == {DONE: 1, "StaleFacts": 3}
        assert await raw.count("entries") == 1

    async def test_a_payment_change_is_stale_once_the_payment_moved(self, stage: Stage) -> None:
        """Even where the order did not."""
        shop = await stage.shop()
        accepted = await stage.save(
            decided(await stage.authorised(shop), Trigger.ACCEPT, shop.chef)
        )
        late = decided(accepted, Trigger.CANCEL, shop.buyer)
        await stage.save(learned(accepted, captured_whole(accepted)))
        with pytest.raises(StaleFacts):
            await stage.save(late)

    async def test_a_payment_has_one_unfinished_operation_at_most(
        self, raw: Raw, stage: Stage
    ) -> None:
        """A second one is refused as stale."""
        shop = await stage.shop()
        held = await stage.authorised(shop)
        accept = decided(held, Trigger.ACCEPT, shop.chef)
        await stage.save(accept)
        assert accept.requested is not None
        second = evolve(accept.requested, id=a_placed_order(shop).purchase.operation.id)  # type: ignore[union-attr]
        before = accept.purchase
        with pytest.raises(StaleFacts):
            await stage.save(Change(before=before, purchase=before, requested=second))
        assert await raw.count("operations") == 2

    async def test_an_order_is_added_once(self, raw: Raw, stage: Stage) -> None:
        """The same order again is refused as stale."""
        change = a_placed_order(await stage.shop())
        told = await outcomes([stage.add(change), stage.add(change)])
        assert told == {DONE: 1, "StaleFacts": 1}
        assert await raw.count("orders") == 1
        assert await raw.portions_taken(change.purchase.order.reservation.slot_id) == 1

    async def test_orders_are_listed_newest_first(self, begin: Begin, stage: Stage) -> None:
        """By customer and by cook, page by page, of one state or of all."""
        shop, other = await stage.shop(), await stage.shop()
        placed = [(await stage.placed(shop)).order for _ in range(3)]
        held = (await stage.authorised(shop)).order
        await stage.placed(other)
        newest_first = [held, *reversed(placed)]
        async with begin() as uow:
            mine, cooks = uow.orders.of_customer, uow.orders.of_cook
            assert list(await mine(shop.customer.id, None, Page())) == newest_first
            assert list(await cooks(shop.cook.id, None, Page(limit=2))) == newest_first[:2]
            after = Page(limit=2, after=placed[2].id)
            assert list(await mine(shop.customer.id, None, after)) == newest_first[2:]
            assert list(await cooks(shop.cook.id, OrderState.AUTHORISED, Page())) == [held]
            page = Page(limit=1, after=placed[2].id)
            assert list(await mine(shop.customer.id, OrderState.PLACED, page)) == [placed[1]]
