"""A Redis that goes away and comes back, and what it keeps meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
import uvloop
from redis.asyncio import Redis

from foodmarket.adapters.embedded.folder import DataFolder
from foodmarket.adapters.embedded.redis import RedisServer
from foodmarket.adapters.redis import (
    RedisGate,
    RedisLimiter,
    RedisPresence,
    RedisSessions,
    connect,
)
from foodmarket.adapters.redis.connection import refusing
from foodmarket.adapters.system import AdjustableClock
from foodmarket.domain.accounts.model import AccountId, Actor, Role, Session, SessionId
from foodmarket.domain.kernel.errors import StoreUnavailable
from foodmarket.domain.kernel.language import Language
from foodmarket.ports.limiter import Rate

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CUSTOMER = AccountId.of(1)
SESSION = Session(
    id=SessionId.of(2),
    actor=Actor(Role.CUSTOMER, CUSTOMER),
    language=Language.EN,
    opened_at=NOW,
    expires_at=NOW + timedelta(hours=1),
    idle_for=timedelta(hours=1),
)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[RedisServer]:
    """A Redis of the test's own, to be stopped at will."""
    folder = DataFolder(tmp_path / "data")
    folder.take()
    folder.fresh_sockets()
    server = RedisServer(folder)
    await server.start()
    yield server
    await server.stop()
    folder.release()


@pytest.fixture
async def client(server: RedisServer) -> AsyncIterator[Redis]:
    client = connect(server.url(), seconds=0.4)
    yield client
    await client.aclose()


async def refuses_soon(client: Redis) -> None:
    clock = AdjustableClock(NOW)
    sessions, presence = RedisSessions(client, clock), RedisPresence(client, clock)
    limiter = RedisLimiter(client, clock)
    for call in (
        sessions.open("token", SESSION),
        sessions.find("token"),
        sessions.end("token"),
        sessions.of(CUSTOMER),
        sessions.end_one(CUSTOMER, SESSION.id),
        sessions.end_all(CUSTOMER),
        presence.seen(CUSTOMER, timedelta(minutes=1)),
        presence.present([CUSTOMER]),
        limiter.take("key", Rate(1, timedelta(minutes=1))),
        RedisGate(client, clock).enter("token"),
    ):
        with pytest.raises(StoreUnavailable) as refusal:
            async with asyncio.timeout(5):  # far more than it takes, far less than forever
                await call
        assert refusal.value.data() == {"store": "redis"}


async def test_a_server_that_went_away_is_named_and_used_again_when_it_is_back(
    server: RedisServer, client: Redis
) -> None:
    sessions = RedisSessions(client, AdjustableClock(NOW))
    await sessions.open("token", SESSION)
    await server.stop()
    await refuses_soon(client)
    await server.start()
    assert await sessions.find("token") == SESSION


async def test_a_restart_between_two_calls_is_not_noticed(
    server: RedisServer, client: Redis
) -> None:
    sessions = RedisSessions(client, AdjustableClock(NOW))
    await sessions.open("token", SESSION)
    await server.stop()
    await server.start()
    assert await sessions.find("token") == SESSION


async def test_a_server_that_hangs_is_as_good_as_gone(server: RedisServer, client: Redis) -> None:
    assert server.pid is not None
    hanging = psutil.Process(server.pid)
    sessions = RedisSessions(client, AdjustableClock(NOW))
    await sessions.open("token", SESSION)
    hanging.suspend()
    try:
        await refuses_soon(client)
    finally:
        hanging.resume()
    assert await sessions.find("token") == SESSION


async def _sessions_seen(gate: RedisGate, times: int) -> list[Session | None]:
    entries = await asyncio.gather(*(gate.enter("token") for _ in range(times)))
    return [entry.session for entry in entries]


async def test_the_gate_keeps_no_connection_that_an_outage_has_broken(
    server: RedisServer, client: Redis
) -> None:
    """Many at once, before and after: each of them has one in hand from before."""
    clock = AdjustableClock(NOW)
    sessions, gate = RedisSessions(client, clock), RedisGate(client, clock)
    await sessions.open("token", SESSION)
    many = 4
    assert await _sessions_seen(gate, many) == [SESSION] * many
    await server.stop()
    with pytest.raises(StoreUnavailable):
        await gate.enter("token")
    await server.start()
    assert await _sessions_seen(gate, many) == [SESSION] * many


async def test_the_first_question_after_a_restart_that_lost_the_script_is_answered(
    server: RedisServer, client: Redis
) -> None:
    clock = AdjustableClock(NOW)
    sessions, gate = RedisSessions(client, clock), RedisGate(client, clock)
    await sessions.open("token", SESSION)
    assert (await gate.enter("token")).session == SESSION
    await server.stop()
    await server.start()
    await client.script_flush()  # as a server that took another's place knows no script
    assert (await gate.enter("token")).session == SESSION


async def test_the_gate_hears_its_own_answer_after_one_that_was_broken_off(
    server: RedisServer, client: Redis
) -> None:
    assert server.pid is not None
    hanging = psutil.Process(server.pid)
    clock = AdjustableClock(NOW)
    sessions, gate = RedisSessions(client, clock), RedisGate(client, clock)
    await sessions.open("token", SESSION)
    assert (await gate.enter("other")).session is None
    hanging.suspend()
    try:
        broken_off = asyncio.create_task(gate.enter("other"))
        for _ in range(10):
            await asyncio.sleep(0)  # so that it is sent, and its answer waited for
        broken_off.cancel()
        # Python before 3.12 drops what arrives while it sends; then the answer is waited for.
        with pytest.raises((asyncio.CancelledError, StoreUnavailable)):
            await broken_off
    finally:
        hanging.resume()
    assert (await gate.enter("token")).session == SESSION


async def test_the_gate_brings_its_script_along_where_the_server_has_lost_it(
    client: Redis,
) -> None:
    clock = AdjustableClock(NOW)
    sessions, gate = RedisSessions(client, clock), RedisGate(client, clock)
    await sessions.open("token", SESSION)
    for _ in range(2):
        assert (await gate.enter("token")).session == SESSION
        await client.script_flush()
    assert (await gate.enter("token")).session == SESSION


def test_what_uvloop_says_of_a_closed_connection_is_an_outage() -> None:
    async def speak_to_a_closed_connection() -> None:
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.transport.abort()
            await asyncio.sleep(0)
            with pytest.raises(StoreUnavailable), refusing():
                writer.write(b"PING")

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(speak_to_a_closed_connection())


def test_what_else_is_broken_is_no_outage() -> None:
    with pytest.raises(RuntimeError, match="something else"), refusing():
        raise RuntimeError("something else")
