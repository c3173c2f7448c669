"""Bringing a database to the schema of this version, and back."""

from collections.abc import Callable
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, func, select
from sqlalchemy.ext.asyncio import create_async_engine

from foodmarket.adapters.postgres.compiled import Statement
from foodmarket.adapters.postgres.database import Database, answering
from foodmarket.adapters.postgres.pool import Pool
from foodmarket.adapters.postgres.walls import build, make_roles

_LOCK = 0x6D6967726174  # "migrat", among the advisory locks of the database
_HAS_VERSION = Statement("SELECT to_regclass('alembic_version') IS NOT NULL", (), {})
_VERSION = Statement("SELECT version_num FROM alembic_version", (), {})
_CONNECT_SECONDS = 10.0
_SCRIPTS = Path(__file__).with_name("migrations")


async def migrate(dsn: str, revision: str = "head") -> None:
    """Upgrade the database, all or nothing; of two callers one waits and finds the work done.

    Refuses with `StoreUnavailable` where the server does not answer.
    """

    def upgrade(config: Config, connection: Connection) -> None:
        command.upgrade(config, revision)
        make_roles(connection)
        if revision == "head":
            build(connection)

    await _under_lock(dsn, upgrade)


async def is_migrated(pool: Pool) -> bool:
    """Tell whether the database has the schema of this version, or of one that we don't know yet.

    A newer version migrates first and the older one works on meanwhile. Refuses with
    `StoreUnavailable`.
    """
    if not await Database(pool).value(_HAS_VERSION):
        return False
    version = await Database(pool).value(_VERSION)
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    older = {script.revision for script in scripts.walk_revisions()} - set(scripts.get_heads())
    return version is not None and version not in older


async def downgrade(dsn: str, revision: str = "base") -> None:
    """Take migrations back down to ``revision``, with the data that they brought room for."""
    await _under_lock(dsn, lambda config, _: command.downgrade(config, revision))


async def _under_lock(dsn: str, run: Callable[[Config, Connection], None]) -> None:
    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(dsn, timeout=_CONNECT_SECONDS)

    def carry_out(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
        config.attributes["connection"] = connection
        run(config, connection)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    try:
        with answering():
            async with engine.begin() as connection:
                await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
                await connection.run_sync(carry_out)
    finally:
        await engine.dispose()
