"""Connections stay in hand while all goes well, and only then."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import asyncpg
import pytest

from foodmarket.adapters.postgres.pool import Pool

MOST = 2
OURS = (
    "SELECT {} FROM pg_stat_activity"
    " WHERE application_name = 'test_pool' AND '{}' IN (state, wait_event)"
)
# Not merely active: what has just begun can not be broken off.
ASLEEP, LOCKED_OUT = "PgSleep", "advisory"
SLEEP, FAIL = "SELECT pg_sleep(60)", "SELECT 1 / 0"
Until = Callable[[str, int], Awaitable[None]]


@pytest.fixture
async def pool(migrated_url: str) -> AsyncIterator[Pool]:
    settings = {"application_name": "test_pool"}
    pool = Pool(
        await asyncpg.create_pool(migrated_url, min_size=0, max_size=MOST, server_settings=settings)
    )
    yield pool
    async with asyncio.timeout(20):
        await pool.close()


@pytest.fixture
async def busy(plain: "asyncpg.Connection[asyncpg.Record]") -> Until:
    async def until(state: str, many: int) -> None:
        found = None
        while found != many:
            found = await plain.fetchval(OURS.format("count(*)", state))
            await asyncio.sleep(0)

    return until


async def _pid(pool: Pool) -> int:
    ((pid,),) = await pool.fetch("SELECT pg_backend_pid()")
    return int(pid)


async def _fail_after_a_setting(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await connection.execute("SET lock_timeout = '77s'")
        await connection.fetch(FAIL)


async def test_one_statement_after_the_other_takes_one_connection(pool: Pool) -> None:
    assert len({await _pid(pool) for _ in range(5)}) == 1


async def test_more_callers_than_connections_take_turns(pool: Pool) -> None:
    assert len(set(await asyncio.gather(*(_pid(pool) for _ in range(20))))) == MOST


async def test_a_statement_that_fails_leaves_its_turn_to_others(pool: Pool) -> None:
    for _ in range(MOST + 1):
        with pytest.raises(asyncpg.DivisionByZeroError):
            await pool.fetch(FAIL)
    assert await _pid(pool)


async def test_what_failed_leaves_nothing_of_its_session_to_others(pool: Pool) -> None:
    before = await pool.fetch("SHOW lock_timeout")
    for _ in range(MOST):
        with pytest.raises(asyncpg.DivisionByZeroError):
            await _fail_after_a_setting(pool)
    found = await asyncio.gather(*(pool.fetch("SHOW lock_timeout") for _ in range(5 * MOST)))
    assert found == [before] * 5 * MOST


async def test_a_statement_that_is_broken_off_ends_and_disturbs_no_other(
    pool: Pool, busy: Until
) -> None:
    sleeping = [asyncio.create_task(pool.fetch(SLEEP)) for _ in range(MOST)]
    await busy(ASLEEP, MOST)
    for task in sleeping:
        task.cancel()
    await asyncio.gather(*(_pid(pool) for _ in range(MOST)))
    await busy(ASLEEP, 0)
    ends = await asyncio.gather(*sleeping, return_exceptions=True)
    assert [type(end) for end in ends] == [asyncio.CancelledError] * MOST


async def test_a_connection_that_the_server_ended_is_replaced(
    pool: Pool, plain: "asyncpg.Connection[asyncpg.Record]", busy: Until
) -> None:
    before = await asyncio.gather(*(_pid(pool) for _ in range(MOST)))
    await plain.execute(OURS.format("pg_terminate_backend(pid)", "idle"))
    await busy("idle", 0)
    after = None
    while after is None:
        with suppress(asyncpg.InternalClientError):  # we have not seen its end yet
            after = await _pid(pool)
    assert after not in before


async def test_closing_waits_for_what_is_under_way(
    pool: Pool, plain: "asyncpg.Connection[asyncpg.Record]", busy: Until
) -> None:
    await plain.execute("SELECT pg_advisory_lock(1)")
    under_way = asyncio.create_task(pool.fetch("SELECT pg_advisory_xact_lock(1)"))
    await busy(LOCKED_OUT, 1)
    closing = asyncio.create_task(pool.close())
    await busy(LOCKED_OUT, 1)
    assert not closing.done()
    await plain.execute("SELECT pg_advisory_unlock(1)")
    await closing
    assert under_way.done()
    with pytest.raises(asyncpg.InterfaceError):
        await pool.fetch(FAIL)
