"""Stopping the marketplace in the middle of something, so that it can be killed right there.

A lock that a test holds makes a process wait at a known point: the bank's book before the bank
acts, a table before something is recorded in it.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager

import asyncpg

from tests.integration.trouble.conftest import Town
from tests.integration.trouble.programs import until

AT_LEAST = 2  # requests that have to be at the point where the process is killed
_REQUESTED = "SELECT id FROM operations WHERE state = 'requested'"
_TICKS_OFF = "DELETE FROM outbox"
_WAITING = (  # of a query PostgreSQL shows its beginning alone
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    " AND wait_event_type = 'Lock' AND query ILIKE '%' || $1 || '%'"
)
_WAITING_FOR = (
    "SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE datname = current_database() AND NOT granted AND relation = $1::regclass"
    " AND query ILIKE '%' || $2 || '%'"
)


@contextmanager
def bank_closed(town: Town) -> Iterator[None]:
    """Let the bank act on nothing for the time of the block."""
    with closing(sqlite3.connect(town.bank_file, timeout=10, isolation_level=None)) as book:
        book.execute("BEGIN IMMEDIATE")
        yield


@asynccontextmanager
async def table_closed(town: Town, table: str, *, lost: str | None = "") -> AsyncIterator[None]:
    """Let nobody write into the table for the time of the block.

    Whose statement waits for it and has ``lost`` in it (None: nobody's) is cut off at its end:
    the writes of a process that was killed are lost.
    """
    lock = await asyncpg.connect(town.database_url)
    try:
        async with lock.transaction():
            await lock.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
            yield
            if lost is not None:
                await _cut_off(town, table, lost)
    finally:
        await lock.close()


async def _cut_off(town: Town, table: str, words: str) -> None:
    waiting = {row["pid"] for row in await town.sql.fetch(_WAITING_FOR, table, words)}
    assert waiting
    for pid in waiting:
        await town.sql.execute("SELECT pg_terminate_backend($1)", pid)

    async def gone() -> bool:
        left = {row["pid"] for row in await town.sql.fetch("SELECT pid FROM pg_stat_activity")}
        return not waiting & left

    await until(gone)


async def kill_before_the_bank_acts(town: Town) -> int:
    """Kill the API while orders are placed and the bank has heard nothing of them."""
    with bank_closed(town):
        asked = await _asked(town)
        await town.api.kill()
        assert not asked & _answered(town)
    return len(asked)


async def kill_before_it_is_recorded(town: Town) -> int:
    """Kill the API while the bank has acted and nothing is recorded of it."""
    async with AsyncExitStack() as closed:
        with bank_closed(town):
            asked = await _asked(town)
            await closed.enter_async_context(table_closed(town, "operations"))

        async def acted() -> bool:
            return asked <= _answered(town)

        await until(acted)
        await town.api.kill()
        assert asked <= await _requested(town)
    return len(asked)


async def kill_before_the_answer_is_kept(town: Town) -> int:
    """Kill the API while orders are held and recorded, and nobody was told."""
    async with AsyncExitStack() as closed:
        with bank_closed(town):
            asked = await _asked(town)
            await closed.enter_async_context(table_closed(town, "answers"))

        async def recorded() -> bool:
            return not asked & await _requested(town)

        await until(recorded)
        await town.api.kill()
        untold = "answers a JOIN operations o ON o.order_id = a.subject"
        unfilled = f"{untold} WHERE o.id = ANY($1) AND a.status IS NULL"
        assert await town.count(unfilled, list(asked)) == len(asked)
    return len(asked)


async def kill_anywhere(town: Town) -> int:
    """Kill the API wherever it is."""
    await town.api.kill()
    return 1


async def kill_before_a_notice_is_written(town: Town) -> None:
    """Kill the worker while it holds an event of which nobody has been told."""
    async with table_closed(town, "notices"):
        await notices_wait(town)
        await town.worker.kill()


async def kill_before_an_event_is_ticked_off(town: Town) -> None:
    """Kill the worker while an event was told, and the outbox does not know that."""
    async with AsyncExitStack() as closed:
        async with table_closed(town, "notices", lost=None):
            await notices_wait(town)
            await closed.enter_async_context(table_closed(town, "outbox", lost=_TICKS_OFF))
        await _waits(town, _TICKS_OFF)
        await town.worker.kill()


async def notices_wait(town: Town) -> None:
    """Return once the worker waits to write a notice."""
    await _waits(town, "INSERT INTO notices")


async def _waits(town: Town, statement: str) -> None:
    async def one() -> bool:
        return bool(await town.sql.fetch(_WAITING, statement))

    await until(one)


async def _asked(town: Town) -> set[str]:
    """Wait until some operations are stored while the bank has not heard of them; return these."""
    waiting = set[str]()

    async def enough() -> bool:
        waiting.update(await _requested(town) - _answered(town))
        return len(waiting) >= AT_LEAST

    await until(enough)
    return waiting


async def _requested(town: Town) -> set[str]:
    return {row["id"] for row in await town.sql.fetch(_REQUESTED)}


def _answered(town: Town) -> set[str]:
    with closing(sqlite3.connect(town.bank_file, timeout=10)) as book:
        return {key for (key,) in book.execute("SELECT key FROM answers")}
