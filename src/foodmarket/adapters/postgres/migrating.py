"""Bringing a database to the schema of this version, and back."""

from collections.abc import Callable
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, NullPool, func, select
from sqlalchemy.ext.asyncio import create_async_engine

from foodmarket.adapters.postgres.database import answering

_LOCK = 0x6D6967726174  # "migrat", among the advisory locks of the database
_CONNECT_SECONDS = 10.0
_SCRIPTS = Path(__file__).with_name("migrations")


async def migrate(dsn: str, revision: str = "head") -> None:
    """Upgrade the database, all or nothing; of two callers one waits and finds the work done.

    Refuses with `StoreUnavailable` where the server does not answer.
    """
    await _under_lock(dsn, lambda config: command.upgrade(config, revision))


async def downgrade(dsn: str, revision: str = "base") -> None:
    """Take migrations back down to ``revision``, with the data that they brought room for."""
    await _under_lock(dsn, lambda config: command.downgrade(config, revision))


async def _under_lock(dsn: str, run: Callable[[Config], None]) -> None:
    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(dsn, timeout=_CONNECT_SECONDS)

    def carry_out(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
        config.attributes["connection"] = connection
        run(config)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    try:
        with answering():
            async with engine.begin() as connection:
                await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
                await connection.run_sync(carry_out)
    finally:
        await engine.dispose()
