"""The marketplace's facts in PostgreSQL."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Self

import asyncpg
from attrs import field, frozen
from sqlalchemy import literal, select

from foodmarket.adapters.postgres.audit import PostgresAudit
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database, Watch, answering
from foodmarket.adapters.postgres.pool import Pool
from foodmarket.adapters.postgres.unit_of_work import PostgresUnitOfWork
from foodmarket.adapters.postgres.walls import ACCOUNT, APP, EVERYBODY
from foodmarket.domain.kernel.errors import StoreUnavailable

log = logging.getLogger(__name__)


_PING = compiled(select(literal(1)))
_ARRAYS = (
    "SELECT $1::text[], $2::bigint[], $3::integer[], $4::smallint[], $5::boolean[], $6::jsonb[],"
    " $7::timestamptz[], $8::interval[], $9::date[]"
)
CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 30.0
_SETTINGS = {
    "application_name": "foodmarket",
    "timezone": "UTC",
    ACCOUNT: EVERYBODY,  # what is not done for a customer or a cook is done for all
    "jit": "off",
    # Our statements are few and look rows up by key; a plan for each execution costs more than it
    # brings.
    "plan_cache_mode": "force_generic_plan",
}


@frozen
class PostgresStore:
    """Units of work, the audit, and the pool behind them. Open it with `open`."""

    pool: Pool
    watch: Watch | None = None
    _database: Database = field(init=False)
    audit: PostgresAudit = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_database", Database(self.pool, self.watch))
        object.__setattr__(self, "audit", PostgresAudit(self._database))

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        dsn: str,
        *,
        min_size: int = 1,
        max_size: int = 10,
        watch: Watch | None = None,
        role: str = APP,
    ) -> AsyncIterator[Self]:
        """Connect; the schema is there already (see `foodmarket.adapters.postgres.migrate`).

        Works as ``role``, which the user of the address has to be a member of (empty: as that
        user). ``watch`` is told of each statement when it is over. Refuses with `StoreUnavailable`
        where the server does not answer now. Later the pool connects anew by itself.
        """
        with answering(), _having(role):
            lender = await asyncpg.create_pool(
                dsn,
                min_size=min_size,
                max_size=max_size,
                timeout=CONNECT_SECONDS,
                command_timeout=ANSWER_SECONDS,
                statement_cache_size=1024,
                max_cached_statement_lifetime=0,
                max_cacheable_statement_size=0,
                server_settings=_SETTINGS | ({"role": role} if role else {}),
                init=partial(_prepare, watch),
                reset=_leave,
            )
        pool = Pool(lender)
        try:
            yield cls(pool, watch)
        finally:
            await _close(pool)

    def begin(self) -> PostgresUnitOfWork:
        """Open a unit of work; leaving it without commit saves nothing."""
        return PostgresUnitOfWork(self._database)

    async def ping(self) -> None:
        """Return once the server has answered. Refuses with `StoreUnavailable`."""
        await self._database.rows(_PING)


@contextmanager
def _having(role: str) -> Iterator[None]:
    """Tell in the log that a role is missing: nobody has migrated this server yet."""
    try:
        yield
    except asyncpg.InvalidParameterValueError as error:
        log.warning("there is no role for us: migrate first", extra={"facts": {"role": role}})
        raise StoreUnavailable(store="postgresql") from error


async def _prepare(watch: Watch | None, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Have asyncpg ask once, and now, about every type of array that commits carry."""
    await connection.prepare(_ARRAYS)
    if watch is not None:
        connection.add_query_logger(lambda it: watch(it.query, it.elapsed, it.exception))


async def _leave(_connection: object) -> None:
    """Nothing of a session outlives its statement here, so nothing has to be reset."""


async def _close(pool: Pool) -> None:
    try:
        async with asyncio.timeout(5):
            await pool.close()
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        pool.terminate()
