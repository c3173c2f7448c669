"""What is due is found, and handed to one worker at a time."""

import asyncio
from datetime import datetime, timedelta

from foodmarket.domain.accounts.model import SYSTEM
from foodmarket.domain.orders.decisions import elapse
from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.payments.model import OperationId
from foodmarket.domain.payments.outcomes import Unknown
from foodmarket.ports.contracts.samples import HELD, NOW, an_id
from foodmarket.ports.contracts.stage import Stage, learned
from foodmarket.ports.unit_of_work import Begin

LEASE = timedelta(seconds=30)
PAYMENT_TIME = timedelta(minutes=15)
CALL_LEASE = timedelta(seconds=30)


class ClaimsSuite:
    """Fixtures: ``begin``, ``stage``."""

    async def test_an_order_is_claimed_when_it_is_due_and_not_before(
        self, begin: Begin, stage: Stage
    ) -> None:
        """To the instant."""
        placed = await stage.placed(await stage.shop())
        due = NOW + PAYMENT_TIME
        assert await _orders(begin, due - timedelta(microseconds=1)) == []
        assert await _orders(begin, due) == [placed.order.id]

    async def test_a_claimed_order_is_kept_from_others_for_the_lease(
        self, begin: Begin, stage: Stage
    ) -> None:
        """And found again afterwards: its claimer may have died."""
        placed = await stage.placed(await stage.shop())
        due = NOW + PAYMENT_TIME
        assert await _orders(begin, due) == [placed.order.id]
        assert await _orders(begin, due + LEASE - timedelta(microseconds=1)) == []
        assert await _orders(begin, due + LEASE) == [placed.order.id]

    async def test_claiming_changes_nothing_of_the_order(self, begin: Begin, stage: Stage) -> None:
        """What was decided before the claim can still be saved."""
        placed = await stage.placed(await stage.shop())
        assert await _orders(begin, NOW + PAYMENT_TIME) == [placed.order.id]
        async with begin() as uow:
            assert await uow.orders.purchase(placed.order.id) == placed
        await stage.save(learned(placed, HELD))

    async def test_an_order_that_moved_on_is_due_when_its_new_state_says(
        self, begin: Begin, stage: Stage
    ) -> None:
        """The old instant means nothing any more."""
        held = await stage.authorised(await stage.shop())
        assert held.order.due_at is not None
        assert held.order.due_at == NOW + timedelta(minutes=15)  # half of the acceptance time
        late = NOW + timedelta(minutes=16)
        reminded = elapse(held, SYSTEM, late, an_id(OperationId))
        assert reminded is not None
        await stage.save(reminded)
        assert await _orders(begin, NOW + timedelta(minutes=29)) == []
        assert await _orders(begin, NOW + timedelta(minutes=30)) == [held.order.id]

    async def test_a_claim_ends_with_the_state_that_was_claimed(
        self, begin: Begin, stage: Stage
    ) -> None:
        """What falls due next is not kept waiting for the rest of a lease."""
        placed = await stage.placed(await stage.shop())
        late = NOW + PAYMENT_TIME
        async with begin() as uow:
            claimed = await uow.orders.claim_due(late, timedelta(days=1), 10)
        assert list(claimed) == [placed.order.id]
        held = await stage.save(learned(placed, HELD))
        assert held.order.due_at is not None
        assert await _orders(begin, held.order.due_at) == [placed.order.id]

    async def test_an_ended_order_is_never_due(self, begin: Begin, stage: Stage) -> None:
        """However late it gets."""
        await stage.settled(await stage.shop())
        assert await _orders(begin, NOW + timedelta(days=1_000)) == []

    async def test_claims_respect_the_limit_and_take_the_longest_due_first(
        self, begin: Begin, stage: Stage
    ) -> None:
        """The rest stays for the next claim."""
        shop = await stage.shop()
        later = await stage.placed(shop, at=NOW + timedelta(minutes=2))
        sooner = await stage.placed(shop, at=NOW + timedelta(minutes=1))
        now = NOW + timedelta(hours=1)
        assert await _orders(begin, now, limit=1) == [sooner.order.id]
        assert await _orders(begin, now, limit=5) == [later.order.id]

    async def test_many_claimers_never_get_the_same_order(self, begin: Begin, stage: Stage) -> None:
        """And together they get all of them."""
        shop = await stage.shop(slot={"portions": 100}, dish={"portions": 100})
        placed = {(await stage.placed(shop)).order.id for _ in range(12)}
        now = NOW + PAYMENT_TIME
        rounds = await asyncio.gather(*(_orders(begin, now, limit=3) for _ in range(8)))
        rest = [await _orders(begin, now, limit=100)]
        claimed = [order_id for got in (*rounds, *rest) for order_id in got]
        assert len(claimed) == len(set(claimed))
        assert set(claimed) == placed

    async def test_an_unfinished_operation_is_claimed_when_it_is_due(
        self, begin: Begin, stage: Stage
    ) -> None:
        """To the instant, and for the lease."""
        placed = await stage.placed(await stage.shop())
        assert placed.operation is not None
        due = NOW + CALL_LEASE
        assert await _operations(begin, due - timedelta(microseconds=1)) == []
        assert await _operations(begin, due) == [placed.operation.id]
        assert await _operations(begin, due + LEASE - timedelta(microseconds=1)) == []
        assert await _operations(begin, due + LEASE) == [placed.operation.id]

    async def test_an_operation_can_be_saved_after_it_was_claimed(
        self, begin: Begin, stage: Stage
    ) -> None:
        """The claim is no change of it; a new instant counts from then on."""
        placed = await stage.placed(await stage.shop())
        claimed_at = NOW + CALL_LEASE
        assert len(await _operations(begin, claimed_at)) == 1
        asked_again = await stage.save(learned(placed, Unknown("timeout"), claimed_at))
        assert asked_again.operation is not None
        due = asked_again.operation.due_at
        assert due > claimed_at
        assert due < claimed_at + LEASE
        async with begin() as uow:
            claimed = await uow.orders.claim_operations(due, LEASE, 10)
        assert [operation.version for operation in claimed] == [2]
        assert [operation.state for operation in claimed] == ["unknown"]

    async def test_a_finished_operation_is_never_due(self, begin: Begin, stage: Stage) -> None:
        """However late it gets."""
        await stage.authorised(await stage.shop())
        assert await _operations(begin, NOW + timedelta(days=1_000)) == []

    async def test_many_claimers_never_get_the_same_operation(
        self, begin: Begin, stage: Stage
    ) -> None:
        """And together they get all of them."""
        shop = await stage.shop(slot={"portions": 100}, dish={"portions": 100})
        for _ in range(12):
            await stage.placed(shop)
        now = NOW + CALL_LEASE
        rounds = await asyncio.gather(*(_operations(begin, now, limit=3) for _ in range(8)))
        rest = [await _operations(begin, now, limit=100)]
        claimed = [operation_id for got in (*rounds, *rest) for operation_id in got]
        assert len(claimed) == len(set(claimed)) == 12


async def _orders(begin: Begin, now: datetime, limit: int = 10) -> list[OrderId]:
    async with begin() as uow:
        return list(await uow.orders.claim_due(now, LEASE, limit))


async def _operations(begin: Begin, now: datetime, limit: int = 10) -> list[OperationId]:
    async with begin() as uow:
        claimed = await uow.orders.claim_operations(now, LEASE, limit)
    return [operation.id for operation in claimed]
