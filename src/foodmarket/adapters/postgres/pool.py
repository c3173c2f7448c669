"""The connections of this process, which stay in hand between statements."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TypeAlias

import asyncpg

Connection: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"


class Pool:
    """Asks asyncpg's pool only for what is not in hand already.

    That one looks each connection over when it is given back, in a task of its own, which costs
    more than a statement of ours does. Nothing of a session outlives a statement here, so a
    connection that did its work stays in hand. Whatever failed or was broken off, asyncpg mends.
    """

    def __init__(self, lender: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._lender = lender
        self._most = lender.get_max_size()
        self._turns = asyncio.Semaphore(self._most)
        self._in_hand: list[Connection] = []

    async def fetch(self, sql: str, *arguments: object) -> list[asyncpg.Record]:
        """Run one statement on whichever connection is free."""
        async with self._turns:
            connection = await self._take()
            try:
                found = await connection.fetch(sql, *arguments)
            except BaseException:
                await self._lender.release(connection)
                raise
            self._in_hand.append(connection)
            return found

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        """Lend a connection, for what takes several statements."""
        async with self._turns:
            connection = await self._take()
            try:
                yield connection
            except BaseException:
                await self._lender.release(connection)
                raise
            self._in_hand.append(connection)

    async def close(self) -> None:
        """Close every connection, once nobody uses it any more."""
        for _ in range(self._most):
            await self._turns.acquire()
        while self._in_hand:
            await self._lender.release(self._in_hand.pop())
        await self._lender.close()
        for _ in range(self._most):
            self._turns.release()  # whoever comes now is told so by asyncpg

    def terminate(self) -> None:
        """Hang up on the server."""
        self._lender.terminate()

    async def _take(self) -> Connection:
        while self._in_hand:
            connection = self._in_hand.pop()
            with suppress(asyncpg.InterfaceError):  # it was taken back when the server ended it
                if not connection.is_closed():
                    return connection
            await self._lender.release(connection)
        return await self._lender.acquire()
