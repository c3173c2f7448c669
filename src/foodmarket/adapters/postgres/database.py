"""Running statements on a pool of connections, each for the length of one statement."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import Any

import asyncpg
from attrs import frozen

from foodmarket.adapters.postgres.commits import Piece, commit_statement
from foodmarket.adapters.postgres.compiled import Statement
from foodmarket.adapters.postgres.pool import Pool
from foodmarket.adapters.postgres.refusals import refusal
from foodmarket.adapters.postgres.rows import Row
from foodmarket.domain.kernel.errors import StoreUnavailable
from foodmarket.ports.acting import ACTING

Watch = Callable[[str, float, BaseException | None], None]  # its SQL, its seconds, its error
_TRIES = 5
_PATIENCE = 3600.0  # seconds, for what looks at the whole store
_SILENT = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    # The server has said good-bye on an idle connection, which has not seen its end yet.
    asyncpg.InternalClientError,
)
_REPLAYABLE = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)


class answering:  # noqa: N801 - a context manager; as a class it costs a third of a generator
    """Turn whatever keeps the server from answering into `StoreUnavailable`."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Do nothing yet."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, _SILENT):
            raise StoreUnavailable(store="postgresql") from error


@frozen
class Database:
    """The pool, and how everything of this adapter talks to it.

    ``watch`` is told of what is read through cursors, which asyncpg tells nobody of.
    """

    pool: Pool
    watch: Watch | None = None

    async def rows(self, statement: Statement, **values: object) -> Sequence[Row]:
        """Run one statement; return its rows. Refuses with `StoreUnavailable`."""
        with answering():
            statement, who = statement.acting(ACTING.get())
            return await self.pool.fetch(statement.sql, *statement.arguments({**values, **who}))

    async def row(self, statement: Statement, **values: object) -> Row | None:
        """Run one statement; return its first row."""
        found = await self.rows(statement, **values)
        return found[0] if found else None

    async def patient_row(self, statement: Statement) -> Row | None:
        """Run one statement that may take its time; return its first row."""
        with answering():
            arguments = statement.arguments({})
            async with self.pool.acquire() as connection:
                return await connection.fetchrow(statement.sql, *arguments, timeout=_PATIENCE)

    async def value(self, statement: Statement, **values: object) -> Any:
        """Run one statement; return the first value of its first row."""
        found = await self.row(statement, **values)
        return None if found is None else found[0]

    async def stream(
        self, statement: Statement, prefetch: int = 500, **values: object
    ) -> AsyncIterator[Row]:
        """Return rows as they come, through a cursor of the server."""
        with answering():
            async with self.pool.acquire() as connection, connection.transaction():
                statement, who = statement.acting(ACTING.get())
                arguments = statement.arguments({**values, **who})
                cursor = connection.cursor(
                    statement.sql, *arguments, prefetch=prefetch, timeout=None
                )
                with self._watched(statement.sql):
                    async for row in cursor:
                        yield row

    @contextmanager
    def _watched(self, sql: str) -> Iterator[None]:
        """Tell of a statement whose rows are read one by one, with the time of who reads them."""
        began, failure = perf_counter(), None
        try:
            yield
        except Exception as error:
            failure = error
            raise
        finally:
            if self.watch is not None:
                self.watch(sql, perf_counter() - began, failure)

    async def write(self, batches: Sequence[Sequence[Piece]]) -> None:
        """Save all batches or none; one batch is one statement and one round trip.

        A deadlock or a serialization failure rolls all of it back, so it is simply sent again.
        Refuses by `REFUSALS`, and with `StoreUnavailable` where the outcome stays unknown.
        """
        for tried in range(_TRIES):
            try:
                with answering():
                    await self._send(batches)
            except _REPLAYABLE:
                if tried == _TRIES - 1:
                    raise
                await asyncio.sleep(random.uniform(0, 0.01 * 2**tried))  # noqa: S311
            except asyncpg.PostgresError as error:
                meaning = refusal(error)
                if meaning is None:
                    raise
                raise meaning from error
            else:
                return

    async def _send(self, batches: Sequence[Sequence[Piece]]) -> None:
        if len(batches) == 1:
            sql, arguments = _prepared(batches[0])
            await self.pool.fetch(sql, *arguments)
            return
        async with self.pool.acquire() as connection, connection.transaction():
            for batch in batches:
                sql, arguments = _prepared(batch)
                await connection.fetch(sql, *arguments)


def _prepared(pieces: Sequence[Piece]) -> tuple[str, list[object]]:
    wall = ACTING.get()
    if wall is not None:
        pieces = [Piece("act", (wall.account, wall.cook)), *pieces]
    statement = commit_statement(tuple((it.shape, it.alone) for it in pieces))
    return statement.sql, statement.arguments(pieces)
