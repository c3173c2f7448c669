"""The schema goes up, down and up again, and is the one that the tables declare."""

import asyncio

import asyncpg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, NullPool
from sqlalchemy.ext.asyncio import create_async_engine

from foodmarket.adapters.postgres import PostgresStore, downgrade, is_migrated, migrate
from foodmarket.adapters.postgres.tables import metadata


async def _left(url: str) -> set[str]:
    """Name what the migrations made: tables, functions, types."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " UNION SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace"
        )
    finally:
        await connection.close()
    return {row[0] for row in rows if "alembic_version" not in row[0]}


async def test_the_schema_goes_up_down_and_up(database_url: str) -> None:
    await migrate(database_url)
    made = await _left(database_url)
    assert {"orders", "ledger_entries", "refuse_edit", "id_range"} <= made
    await downgrade(database_url)
    assert await _left(database_url) == set()
    await migrate(database_url)
    assert await _left(database_url) == made


async def test_it_is_told_whether_the_schema_is_there(database_url: str) -> None:
    async with PostgresStore.open(database_url) as store:
        assert not await is_migrated(store.pool)
        await migrate(database_url, "0012")
        assert not await is_migrated(store.pool)
        await migrate(database_url)
        assert await is_migrated(store.pool)
        later = await asyncpg.connect(database_url)
        await later.execute("UPDATE alembic_version SET version_num = 'of a later version'")
        await later.close()
        assert await is_migrated(store.pool)


async def test_several_who_migrate_at_once_do_it_once(database_url: str) -> None:
    await asyncio.gather(*(migrate(database_url) for _ in range(4)))
    assert "orders" in await _left(database_url)


async def test_the_database_is_what_the_tables_declare(migrated_url: str) -> None:
    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(migrated_url)

    def differences(connection: Connection) -> list[object]:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, metadata))

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await engine.dispose()


async def test_named_constraints_are_in_the_database(migrated_url: str) -> None:
    """Those that the comparison above does not look at, too."""
    declared = {
        str(constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
    }
    connection = await asyncpg.connect(migrated_url)
    rows = await connection.fetch("SELECT conname FROM pg_constraint")
    await connection.close()
    assert declared <= {row[0] for row in rows}
