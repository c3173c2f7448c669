"""35: who migrates, who works and who reads are three roles in the database."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from foodmarket.adapters.postgres import PostgresStore
from foodmarket.adapters.postgres.classification import REGISTRY
from foodmarket.adapters.postgres.walls import APP, READ, WALLS

DDL = [
    "CREATE TABLE mine (id text)",
    "ALTER TABLE orders DISABLE ROW LEVEL SECURITY",
    "DROP POLICY orders_wall ON orders",
    "ALTER TABLE orders ADD COLUMN note text",
    "DROP TABLE notices",
    "CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "DROP TRIGGER ledger_entries_append_only ON ledger_entries",
    "TRUNCATE notices",
    "UPDATE alembic_version SET version_num = '0001'",
    "SET session_replication_role = replica",
]


@pytest.fixture
async def reader(migrated_url: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    connection = await asyncpg.connect(migrated_url, server_settings={"role": READ})
    yield connection
    await connection.close()


@pytest.fixture
async def worker(migrated_url: str) -> AsyncIterator[PostgresStore]:
    async with PostgresStore.open(migrated_url, max_size=1) as store:
        yield store


async def test_the_marketplace_works_as_a_role_without_powers(worker: PostgresStore) -> None:
    (row,) = await worker.pool.fetch(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin"
        " FROM pg_roles WHERE rolname = current_user"
    )
    assert tuple(row) == (APP, False, False, False, False, False)


@pytest.mark.parametrize("act", DDL)
async def test_it_changes_no_schema_and_lifts_no_guard(act: str, worker: PostgresStore) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await worker.pool.fetch(act)


@pytest.mark.parametrize("table", [name for name, wall in WALLS.items() if wall.frozen])
async def test_it_has_no_right_to_edit_history(table: str, worker: PostgresStore) -> None:
    """Besides the triggers, which refuse it too."""
    for act in (f"DELETE FROM {table}", f"TRUNCATE {table}"):  # noqa: S608 - names of ours
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await worker.pool.fetch(act)


async def test_readers_read_and_see_no_secret(
    reader: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    for name, holds in REGISTRY.items():
        shown = ", ".join(sorted(holds.columns - holds.secret))
        await reader.fetch(f"SELECT {shown} FROM {name}")  # noqa: S608 - names of ours
        for secret in holds.secret:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await reader.fetch(f"SELECT {secret} FROM {name}")  # noqa: S608
    for act in ("DELETE FROM notices", "UPDATE slots SET open = false", DDL[0]):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await reader.execute(act)
