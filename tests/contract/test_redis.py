"""Sessions, rates and presence on a real Redis: the ports' contracts, and what is Redis's own."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from attrs import evolve
from redis.asyncio import Redis

from foodmarket.adapters.redis import (
    RedisGate,
    RedisLimiter,
    RedisPresence,
    RedisSessions,
    connect,
)
from foodmarket.adapters.system import AdjustableClock
from foodmarket.domain.accounts.model import AccountId, Actor, CookId, Role, Session, SessionId
from foodmarket.domain.kernel.language import Language
from foodmarket.ports.contracts.tools import GateSuite, LimiterSuite, PresenceSuite, SessionsSuite
from foodmarket.ports.gate import Toll
from foodmarket.ports.limiter import Allowance, Rate

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
COOK = Actor(Role.COOK, AccountId.of(1), CookId.of(2))
RATE = Rate(7, timedelta(minutes=1))  # a seventh of a minute is no whole number of microseconds


def session(actor: Actor = COOK, lasts: timedelta = timedelta(hours=1)) -> Session:
    return Session(
        id=SessionId.of(3),
        actor=actor,
        language=Language.RU,
        opened_at=NOW,
        expires_at=NOW + lasts,
        idle_for=lasts,
    )


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator[Redis]:
    client = connect(redis_url, seconds=20)  # what a server does is tried here, not how soon
    yield client
    await client.aclose()


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(NOW)


@pytest.fixture
def sessions(client: Redis, clock: AdjustableClock) -> RedisSessions:
    return RedisSessions(client, clock)


@pytest.fixture
def limiter(client: Redis, clock: AdjustableClock) -> RedisLimiter:
    return RedisLimiter(client, clock)


@pytest.fixture
def presence(client: Redis, clock: AdjustableClock) -> RedisPresence:
    return RedisPresence(client, clock)


@pytest.fixture
def gate(client: Redis, clock: AdjustableClock) -> RedisGate:
    return RedisGate(client, clock)


class TestGate(GateSuite):
    pass


class TestSessions(SessionsSuite):
    pass


class TestLimiter(LimiterSuite):
    pass


class TestPresence(PresenceSuite):
    pass


async def test_redis_never_sees_a_token(client: Redis, sessions: RedisSessions) -> None:
    await sessions.open("a secret token", session())
    keys = await client.keys("*")
    assert f"session:{sha256(b'a secret token').hexdigest()}".encode() in keys
    for key in keys:
        assert b"secret" not in key
        assert b"secret" not in (await client.dump(key) or b"secret")


async def test_everything_expires_in_redis_too(client: Redis, sessions: RedisSessions) -> None:
    await sessions.open("long", session(lasts=timedelta(hours=2)))
    await sessions.open("short", session(lasts=timedelta(hours=1)))
    spans = {key: await client.pttl(key) for key in await client.keys("*")}
    assert len(spans) == 3
    hours = sorted(round(span / 3_600_000, 3) for span in spans.values())
    assert hours == [1.0, 2.0, 2.0]


async def test_the_index_forgets_what_has_expired(
    client: Redis, clock: AdjustableClock, sessions: RedisSessions
) -> None:
    for number in range(5):
        await sessions.open(f"token {number}", session())
    now = clock.advance(timedelta(hours=1))
    late = evolve(session(), opened_at=now, seen_at=now, expires_at=now + timedelta(hours=1))
    await sessions.open("another token", late)
    assert await client.zcard(f"sessions:{COOK.account_id}") == 1


async def test_a_value_of_another_version_is_no_session(
    client: Redis, sessions: RedisSessions
) -> None:
    await sessions.open("token", session())
    for value in (b"", b"{}", b'["prince",null,null,"ru","x","y"]'):
        await client.hset(f"session:{sha256(b'token').hexdigest()}", "value", value)
        assert await sessions.find("token") is None


async def test_finding_a_session_is_one_round_trip(client: Redis, sessions: RedisSessions) -> None:
    await sessions.open("token", session())
    await sessions.find("token")  # the script is known from now on
    before = (await client.info("commandstats"))["cmdstat_evalsha"]["calls"]
    total = (await client.info("stats"))["total_reads_processed"]
    assert await sessions.find("token") == session()
    assert (await client.info("stats"))["total_reads_processed"] == total + 2  # and INFO
    assert (await client.info("commandstats"))["cmdstat_evalsha"]["calls"] == before + 1


async def test_a_request_is_one_round_trip(
    client: Redis, sessions: RedisSessions, gate: RedisGate
) -> None:
    tolls = [Toll("address", RATE), Toll("route", RATE)]
    await sessions.open("token", session())
    await gate.enter("token", tolls, tolls)  # the script is known from now on
    total = (await client.info("stats"))["total_reads_processed"]
    entry = await gate.enter("token", tolls, tolls)
    assert entry.session == session()
    assert entry.allowance == Allowance(True, 5, timedelta(0))
    assert (await client.info("stats"))["total_reads_processed"] == total + 2  # and INFO


async def test_a_rate_that_does_not_divide_evenly_allows_its_number(limiter: RedisLimiter) -> None:
    answers = [await limiter.take("key", RATE) for _ in range(8)]
    assert [answer.left for answer in answers] == [6, 5, 4, 3, 2, 1, 0, 0]
    assert [answer.allowed for answer in answers] == [True] * 7 + [False]
    assert timedelta(seconds=8) < answers[-1].retry_after <= RATE.per / 7


async def test_a_bucket_is_forgotten_when_it_is_full(client: Redis, limiter: RedisLimiter) -> None:
    assert await limiter.take("key", RATE) == Allowance(True, 6, timedelta(0))
    (key,) = await client.keys("*")
    assert 60_000 < await client.pttl(key) <= 60_000 + 8_572


async def test_presence_is_forgotten_by_redis_too(client: Redis, presence: RedisPresence) -> None:
    await presence.seen(CookId.of(1), timedelta(seconds=30))
    (key,) = await client.keys("*")
    assert 29_000 < await client.pttl(key) <= 30_000
