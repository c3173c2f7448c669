"""A store on a database of the test's own."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from foodmarket.adapters.postgres import PostgresStore


@pytest.fixture
async def store(migrated_url: str) -> AsyncIterator[PostgresStore]:
    async with PostgresStore.open(migrated_url) as store:
        yield store


@pytest.fixture
async def plain(migrated_url: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    """A connection that knows nothing of the store."""
    connection = await asyncpg.connect(migrated_url)
    yield connection
    await connection.close()
