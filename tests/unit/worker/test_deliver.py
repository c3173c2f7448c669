"""What becomes of an event while something that its handling depends on is away."""

import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from enum import StrEnum

import pytest
from redis.exceptions import ConnectionError as NoConnection

from foodmarket import ports
from foodmarket.domain.kernel import StoreUnavailable
from foodmarket.entrypoints.simulation.stream import Hashes
from foodmarket.entrypoints.worker.deliver import Deliver
from foodmarket.entrypoints.worker.parking import Parking
from foodmarket.ports.outbox import Envelope
from tests.unit.orders.town import Town

LEASE = timedelta(seconds=30)


class Away(StrEnum):
    """What is away, and when."""

    REDIS_BEFORE = "redis, before the effect"
    POSTGRES_AT_THE_EFFECT = "postgresql, at the effect"
    REDIS_AFTER = "redis, after the effect"
    POSTGRES_AFTER = "postgresql, when the event is ticked off"


class Failing(Hashes):
    """Redis, which answers as long as it is there."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False

    async def hget(self, name: str, key: str) -> str | None:
        if self.away:
            raise NoConnection
        return await super().hget(name, key)

    async def hdel(self, name: str, *keys: str) -> None:
        if self.away:
            raise NoConnection
        await super().hdel(name, *keys)


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    town = await Town.open()
    yield town
    town.bank.close()


async def claimed(town: Town) -> list[Envelope]:
    async with town.store.begin() as uow:
        return list(await uow.outbox.claim(town.clock.now(), LEASE, 1000))


async def test_what_is_wrong_with_an_effect_is_told_although_nobody_counts_it(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    redis = Failing()

    async def consume(_envelope: Envelope) -> None:
        redis.away = True
        raise ZeroDivisionError

    parking = Parking(redis=redis, tries=3)
    deliver = Deliver(begin=town.store.begin, clock=town.clock, consume=consume, parking=parking)
    await town.order()
    with caplog.at_level(logging.WARNING):
        await deliver.handle(await claimed(town))
    failed, waits = [(record.getMessage(), vars(record)["facts"]) for record in caplog.records]
    assert (failed[0], failed[1]["error"]) == ("event failed", "ZeroDivisionError")
    assert (waits[0], waits[1]["error"]) == ("event waits, something is away", "ConnectionError")


async def test_a_parked_event_that_fails_once_more_stays_parked(town: Town) -> None:
    """The outbox does not hand it out again, so it must not count as one that comes again."""
    await town.order()
    event, *_ = await claimed(town)
    parking = Parking(redis=Hashes(), tries=2)
    now = town.clock.now()
    assert [await parking.failed(event, "why", now) for _ in range(3)] == [False, True, True]
    assert (await parking.failing(), await parking.parked_count()) == (0, 1)
    [parked] = await parking.parked()
    assert parked.tries == 3
    await parking.worked(event.id)
    assert (await parking.failing(), await parking.parked_count()) == (0, 0)


@pytest.mark.parametrize("away", Away)
async def test_an_event_comes_again_when_all_is_back(
    town: Town, away: Away, caplog: pytest.LogCaptureFixture
) -> None:
    redis, effects, postgres_away = Failing(), list[str](), False

    async def consume(envelope: Envelope) -> None:
        nonlocal postgres_away
        if postgres_away:
            raise StoreUnavailable(store="postgresql")
        effects.append(envelope.id)
        postgres_away = away is Away.POSTGRES_AFTER and len(effects) == 1
        redis.away = away is Away.REDIS_AFTER and len(effects) == 1

    def begin() -> AbstractAsyncContextManager[ports.UnitOfWork]:
        if postgres_away:
            raise StoreUnavailable(store="postgresql")
        return town.store.begin()

    deliver = Deliver(
        begin=begin, clock=town.clock, consume=consume, parking=Parking(redis=redis, tries=3)
    )
    await town.order()
    events = await claimed(town)
    assert len({event.event.subject for event in events}) == 1 < len(events)
    redis.away = away is Away.REDIS_BEFORE
    postgres_away = away is Away.POSTGRES_AT_THE_EFFECT
    with caplog.at_level(logging.WARNING):
        await deliver.handle(events)
    assert [record.getMessage() for record in caplog.records] == ["event waits, something is away"]
    assert not any(record.exc_info for record in caplog.records), "nobody has to mend anything"

    redis.away = postgres_away = False
    assert await claimed(town) == [], "each keeps its lease"
    town.clock.advance(LEASE)
    for event in (again := await claimed(town)):
        await deliver.handle([event])
    assert [event.id for event in again] == [event.id for event in events]
    assert sorted(set(effects)) == [event.id for event in events]
    town.clock.advance(LEASE)
    assert await claimed(town) == []
