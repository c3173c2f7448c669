"""Real servers for every test that asks for them: one PostgreSQL and one Redis per worker."""

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from foodmarket.adapters.embedded import EmbeddedServices
from foodmarket.adapters.postgres import migrate

_numbers = count(1)


@pytest.fixture(scope="session")
async def embedded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedServices]:
    """Servers shared by the session (with xdist: by one worker's share of it)."""
    folder: Path = tmp_path_factory.mktemp("embedded")
    async with EmbeddedServices(folder) as services:
        yield services


@pytest.fixture
async def database_url(embedded: EmbeddedServices) -> AsyncIterator[str]:
    """An empty database of the test's own."""
    name = f"test_{next(_numbers)}"
    yield await embedded.create_database(name)
    await embedded.postgres.drop_database(name)


@pytest.fixture(scope="session")
async def _migrated(embedded: EmbeddedServices) -> str:
    url = await embedded.create_database("migrated")
    await migrate(url)
    return url


@pytest.fixture
async def migrated_url(_migrated: str) -> str:
    """A database with the schema and no rows; one worker's tests share it, one after another."""
    connection = await asyncpg.connect(_migrated)
    try:
        tables = await connection.fetch(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        # A replica applies what it is told: the triggers that guard the book stay quiet.
        await connection.execute("SET session_replication_role = replica")
        for (table,) in tables:
            await connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
    finally:
        await connection.close()
    return _migrated


@pytest.fixture
async def redis_url(embedded: EmbeddedServices) -> str:
    """An empty Redis; tests of one worker run one after another, so they may share it."""
    client = Redis.from_url(embedded.redis_url)
    await client.flushall()
    await client.aclose()
    return embedded.redis_url
