"""The servers go away and come back while a worker runs; nothing is lost and nothing restarted."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as NoConnection

from foodmarket.adapters.embedded import EmbeddedServices
from foodmarket.adapters.postgres import migrate
from foodmarket.domain.kernel import StoreUnavailable
from foodmarket.entrypoints.simulators import free_port
from foodmarket.entrypoints.worker.broker import GROUP, STREAM, EventBroker, Stream, carry
from foodmarket.entrypoints.worker.messages import Message
from tests.integration.worker.conftest import Town, eventually, town


@pytest.fixture
async def own_services(tmp_path: Path) -> AsyncIterator[EmbeddedServices]:
    """Servers that a test may stop."""
    async with EmbeddedServices(tmp_path / "servers") as services:
        await migrate(services.database_url)
        yield services


async def noticed(place: Town, count: int) -> bool:
    try:
        return len({notice.order_id for notice in await place.notices()}) == count
    except StoreUnavailable:
        return False


async def placed(place: Town) -> bool:
    """Order again until it works: the pool may still hold connections of the former server."""
    try:
        await place.order()
    except StoreUnavailable:
        return False
    return True


async def test_a_worker_outlives_postgres(
    own_services: EmbeddedServices, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place_of = town(own_services.database_url, own_services.redis_url, tmp_path / "data")
    async with place_of as place, place.working():
        await place.order()
        await eventually(partial(noticed, place, 1))
        await own_services.postgres.stop()
        await eventually(partial(complained, caplog))
        await own_services.postgres.start()
        await eventually(partial(placed, place))
        await eventually(partial(noticed, place, 2))


async def test_a_worker_outlives_redis(
    own_services: EmbeddedServices, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place_of = town(own_services.database_url, own_services.redis_url, tmp_path / "data")
    async with place_of as place, place.working():
        await place.order()
        await eventually(partial(noticed, place, 1))
        await own_services.redis.stop()
        await eventually(partial(complained, caplog))
        await place.order()
        await own_services.redis.start()
        await eventually(partial(noticed, place, 2))


async def test_what_can_not_be_acknowledged_is_no_error(
    own_services: EmbeddedServices, caplog: pytest.LogCaptureFixture
) -> None:
    async def nothing(_message: Message) -> None:
        return

    stop = asyncio.Event()
    broker = EventBroker(own_services.redis_url, concurrency=1, stop=stop)
    task = carry(broker, nothing)
    await broker.startup()
    await task.kiq([])
    async for message in broker.listen():
        await own_services.redis.stop()
        acknowledging = message.ack()
        assert acknowledging is not None
        await acknowledging
        stop.set()
        await own_services.redis.start()
    assert [record.getMessage() for record in caplog.records] == ["message may come again"]
    async with Redis.from_url(own_services.redis_url) as redis:
        assert (await redis.xpending(STREAM, GROUP))["pending"] == 1
    await broker.shutdown()


async def test_sending_without_a_redis_tells_what_redis_told() -> None:
    """The relay takes it for an outage, as it does not take an error of the library's own."""

    async def nothing(_message: Message) -> None:
        return

    url = f"redis://127.0.0.1:{free_port()}"
    broker = EventBroker(url, concurrency=1, stop=asyncio.Event())
    async with Redis.from_url(url) as redis:
        with pytest.raises(NoConnection):
            await Stream(carry(broker, nothing), redis).send([])
    await broker.shutdown()


async def complained(caplog: pytest.LogCaptureFixture) -> bool:
    return "does not work" in {record.getMessage() for record in caplog.records}
