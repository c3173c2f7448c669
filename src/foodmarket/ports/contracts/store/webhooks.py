"""Notifications are kept once, as they came, and handed to one worker at a time."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.payments.deliveries import (
    DeliveryId,
    DeliveryState,
    WebhookDelivery,
    applied,
    failed,
    ignored,
    put_off,
    replayed,
)
from foodmarket.domain.payments.model import PaymentId
from foodmarket.ports.contracts.racing import DONE, outcomes
from foodmarket.ports.contracts.raw import Raw
from foodmarket.ports.contracts.samples import NOW, PROVIDER, a_number, an_id
from foodmarket.ports.paging import Page
from foodmarket.ports.unit_of_work import Begin

LEASE = timedelta(seconds=30)


class WebhooksSuite:
    """Fixtures: ``begin``, ``raw``."""

    async def test_a_delivery_comes_back_as_it_was(self, begin: Begin) -> None:
        """Byte for byte, whatever the provider sent."""
        sent = [
            a_delivery(body=bytes(range(256)), event="оплата"),
            a_delivery(payment_id=None, state=DeliveryState.IGNORED, reason="not_ours", body=b""),
        ]
        await _add(begin, *sent)
        async with begin() as uow:
            assert [await uow.webhooks.get(one.id) for one in sent] == sent
            assert await uow.webhooks.get(an_id(DeliveryId)) is None

    async def test_a_repeated_notification_is_kept_once(self, begin: Begin, raw: Raw) -> None:
        """The first one stays as it is; another provider may use the same key."""
        first = a_delivery()
        again = a_delivery(key=first.key, body=b"again", event="other")
        other = a_delivery(key=first.key, provider="another")
        await _add(begin, first)
        await _add(begin, again)
        await _add(begin, other)
        assert await raw.count("webhooks") == 2
        async with begin() as uow:
            assert await uow.webhooks.get(again.id) is None
            assert await uow.webhooks.get(first.id) == first

    async def test_of_many_repetitions_at_once_one_is_kept(self, begin: Begin, raw: Raw) -> None:
        """And none of them is refused: the provider hears that all is well."""
        key = a_delivery().key
        told = await outcomes(_add(begin, a_delivery(key=key)) for _ in range(12))
        assert told == {DONE: 12}
        assert await raw.count("webhooks") == 1

    async def test_deliveries_are_listed_newest_first(self, begin: Begin) -> None:
        """All, or those of one state, page by page."""
        sent = [a_delivery() for _ in range(4)]
        await _add(begin, *sent)
        await _save(begin, ignored(sent[1], "not_ours"))
        newest = [one.id for one in reversed(sent)]
        assert await _found(begin) == newest
        assert await _found(begin, None, Page(limit=2)) == newest[:2]
        assert await _found(begin, None, Page(limit=2, after=newest[1])) == newest[2:]
        assert await _found(begin, DeliveryState.IGNORED) == [sent[1].id]
        assert await _found(begin, DeliveryState.PARKED) == []

    async def test_what_is_received_is_claimed_when_it_is_due(self, begin: Begin) -> None:
        """To the instant, the longest due first; what is ignored never."""
        later = a_delivery(due_at=NOW + timedelta(seconds=2))
        sooner = a_delivery(due_at=NOW + timedelta(seconds=1))
        await _add(begin, later, sooner, a_delivery(state=DeliveryState.IGNORED))
        assert await _claim(begin, NOW) == []
        assert await _claim(begin, NOW + timedelta(seconds=2), limit=1) == [sooner]
        assert await _claim(begin, NOW + timedelta(seconds=2)) == [later]

    async def test_a_claimed_delivery_is_kept_from_others_for_the_lease(self, begin: Begin) -> None:
        """And comes again afterwards: its claimer may have died."""
        sent = a_delivery()
        await _add(begin, sent)
        assert await _claim(begin, NOW) == [sent]
        assert await _claim(begin, NOW + LEASE - timedelta(microseconds=1)) == []
        assert await _claim(begin, NOW + LEASE) == [sent]

    async def test_many_claimers_never_get_the_same_delivery(self, begin: Begin) -> None:
        """And together they get all of them."""
        sent = [a_delivery() for _ in range(12)]
        await _add(begin, *sent)
        rounds = await asyncio.gather(*(_claim(begin, NOW, limit=3) for _ in range(8)))
        rest = [await _claim(begin, NOW, limit=100)]
        claimed = [one.id for got in (*rounds, *rest) for one in got]
        assert len(claimed) == len(set(claimed))
        assert set(claimed) == {one.id for one in sent}

    async def test_what_is_done_is_not_claimed_again(self, begin: Begin) -> None:
        """Applied, ignored or parked, however late it gets; a replayed one is."""
        sent = [a_delivery() for _ in range(3)]
        await _add(begin, *sent)
        parked = evolve(failed(sent[2], "KeyError: 'x'", NOW), state=DeliveryState.PARKED)
        for done in (applied(sent[0]), ignored(sent[1], "not_ours"), parked):
            await _save(begin, done)
        late = NOW + timedelta(days=900)
        assert await _claim(begin, late) == []
        async with begin() as uow:
            stored = await uow.webhooks.get(parked.id)
        assert stored == evolve(parked, version=2)
        assert stored is not None
        await _save(begin, replayed(stored, late))
        assert [one.id for one in await _claim(begin, late)] == [parked.id]

    async def test_what_is_put_off_comes_when_it_is_due(self, begin: Begin) -> None:
        """With its tries and its reason."""
        sent = a_delivery()
        await _add(begin, sent)
        (claimed,) = await _claim(begin, NOW)
        later = evolve(put_off(claimed, "unavailable", NOW), due_at=NOW + 2 * LEASE)
        await _save(begin, later)
        assert await _claim(begin, NOW + LEASE) == []
        assert await _claim(begin, NOW + 2 * LEASE) == [evolve(later, version=2)]

    async def test_a_stale_save_is_refused(self, begin: Begin) -> None:
        """Of many who save the same delivery, one does."""
        sent = a_delivery()
        await _add(begin, sent)
        told = await outcomes(_save(begin, applied(sent)) for _ in range(6))
        assert told == {DONE: 1, "StaleFacts": 5}
        with pytest.raises(StaleFacts):
            await _save(begin, a_delivery())


def a_delivery(**facts: Any) -> WebhookDelivery:
    """Return a delivery about a payment, due at `NOW`."""
    default: dict[str, Any] = {
        "id": an_id(DeliveryId),
        "provider": PROVIDER,
        "key": f"evt-{a_number()}",
        "event": "payment.captured",
        "payment_id": an_id(PaymentId),
        "body": b'{"id": 1}',
        "received_at": NOW,
        "due_at": NOW,
    }
    return WebhookDelivery(**default | facts)


async def _add(begin: Begin, *deliveries: WebhookDelivery) -> None:
    async with begin() as uow:
        for delivery in deliveries:
            uow.webhooks.add(delivery)
        await uow.commit()


async def _save(begin: Begin, delivery: WebhookDelivery) -> None:
    async with begin() as uow:
        uow.webhooks.save(delivery)
        await uow.commit()


async def _found(
    begin: Begin, state: DeliveryState | None = None, page: Page | None = None
) -> list[DeliveryId]:
    async with begin() as uow:
        return [one.id for one in await uow.webhooks.found(state, page or Page())]


async def _claim(begin: Begin, now: datetime, limit: int = 10) -> list[WebhookDelivery]:
    async with begin() as uow:
        return list(await uow.webhooks.claim(now, LEASE, limit))
