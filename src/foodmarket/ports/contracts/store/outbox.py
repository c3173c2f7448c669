"""Events leave with the facts, in order, at least once."""

import asyncio
from datetime import datetime, timedelta

from foodmarket.domain.orders.model import MoneyReturned, OrderId, OrderMoved, PaymentActionRequired
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.outcomes import ActionRequired
from foodmarket.ports.contracts.raw import Raw
from foodmarket.ports.contracts.samples import NOW, a_placed_order
from foodmarket.ports.contracts.stage import Stage, decided, learned
from foodmarket.ports.outbox import Envelope
from foodmarket.ports.tracer import CURRENT, Trace
from foodmarket.ports.unit_of_work import Begin

LEASE = timedelta(seconds=30)


class OutboxSuite:
    """Fixtures: ``begin``, ``raw``, ``stage``."""

    async def test_events_come_out_as_they_went_in(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """Oldest first; every field of every kind."""
        shop = await stage.shop()
        change = a_placed_order(shop)
        waiting = learned(change.purchase, ActionRequired("ref-1", "https://bank.example/3ds"))
        cancelled = decided(waiting.purchase, Trigger.CANCEL, shop.buyer)
        await stage.add(change)
        await stage.save(waiting)
        await stage.save(cancelled)
        told = [*change.events, *waiting.events, *cancelled.events]
        assert await raw.count("outbox") == len(told) == 3
        envelopes = await _claim(begin)
        assert [envelope.event for envelope in envelopes] == told
        assert [type(envelope.event) for envelope in envelopes] == [
            OrderMoved,
            PaymentActionRequired,
            OrderMoved,
        ]
        assert len({envelope.id for envelope in envelopes}) == 3

    async def test_money_in_an_event_comes_out_as_it_went_in(
        self, begin: Begin, stage: Stage
    ) -> None:
        """Amount and currency."""
        refunded = await stage.refunded(await stage.shop())
        last = (await _claim(begin))[-1].event
        assert isinstance(last, MoneyReturned)
        assert last.amount == refunded.payment.refunded

    async def test_an_event_carries_the_trace_of_its_work(self, begin: Begin, stage: Stage) -> None:
        """So that what it causes later is found under the same trace; of no trace, none."""
        shop = await stage.shop()
        trace = Trace("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", sampled=True)
        token = CURRENT.set(trace)
        try:
            await stage.placed(shop)
        finally:
            CURRENT.reset(token)
        await stage.placed(shop)
        assert [envelope.trace for envelope in await _claim(begin)] == [trace, None]

    async def test_claimed_events_are_kept_from_others_for_the_lease(
        self, begin: Begin, stage: Stage
    ) -> None:
        """And come again afterwards, under the same id: their claimer may have died."""
        await stage.placed(await stage.shop())
        first = await _claim(begin)
        assert len(first) == 1
        assert await _claim(begin, NOW + LEASE - timedelta(microseconds=1)) == []
        assert await _claim(begin, NOW + LEASE) == first

    async def test_sent_events_do_not_come_again(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """However late it gets; telling twice that they were sent is fine."""
        await stage.placed(await stage.shop())
        ids = [envelope.id for envelope in await _claim(begin)]
        async with begin() as uow:
            assert await uow.outbox.size() == 1
            await uow.outbox.sent(ids)
            await uow.outbox.sent(ids)
            assert await uow.outbox.size() == 0
        assert await raw.count("outbox") == 0
        assert await _claim(begin, NOW + timedelta(days=9)) == []

    async def test_an_event_never_overtakes_an_earlier_one_of_its_subject(
        self, begin: Begin, stage: Stage
    ) -> None:
        """While the first is with a claimer, the second waits; other subjects do not."""
        shop = await stage.shop()
        first = await stage.authorised(shop)
        other = await stage.placed(shop)
        one = await _claim(begin, limit=1)
        assert _subjects(one) == [first.order.id]
        rest = await _claim(begin)
        assert _subjects(rest) == [other.order.id]
        async with begin() as uow:
            await uow.outbox.sent([one[0].id])
        second = await _claim(begin)
        assert _subjects(second) == [first.order.id]
        assert second[0].event.name == "order.authorised"

    async def test_many_relays_never_get_the_same_event(self, begin: Begin, stage: Stage) -> None:
        """Together they send each once, and each subject's in order."""
        shop = await stage.shop(slot={"portions": 100}, dish={"portions": 100})
        for _ in range(8):
            await stage.authorised(shop)
        sent: list[Envelope] = []

        async def relay() -> None:
            batch = await _claim(begin, limit=3)
            async with begin() as uow:
                await uow.outbox.sent([envelope.id for envelope in batch])
            sent.extend(batch)

        for _ in range(16):
            await asyncio.gather(*(relay() for _ in range(6)))
        assert len({envelope.id for envelope in sent}) == len(sent) == 16
        names: dict[str, list[str]] = {}
        for envelope in sent:
            names.setdefault(envelope.event.subject, []).append(envelope.event.name)
        assert set(map(tuple, names.values())) == {("order.placed", "order.authorised")}


async def _claim(begin: Begin, now: datetime = NOW, limit: int = 100) -> list[Envelope]:
    async with begin() as uow:
        return list(await uow.outbox.claim(now, LEASE, limit))


def _subjects(envelopes: list[Envelope]) -> list[OrderId]:
    return [OrderId(envelope.event.subject) for envelope in envelopes]
