"""Real servers for every test that asks for them: one PostgreSQL and one Redis per worker.

What speaks to them is imported where it is used: other tests begin a second earlier.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest

from foodmarket.adapters.embedded import EmbeddedServices

_numbers = count(1)


def pytest_collection_finish() -> None:
    """Spare the collector thousands of modules and tests that stay until the end."""
    gc.freeze()


@pytest.fixture(scope="session")
def one_context() -> Iterator[None]:
    """Have clients share one TLS context: each would read all certificates anew, for 25 ms."""
    import httpx

    with pytest.MonkeyPatch.context() as patch:
        shared = cache(httpx.create_ssl_context)
        patch.setattr("httpx._transports.default.create_ssl_context", shared)
        yield


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
async def migrated(embedded: EmbeddedServices) -> str:
    """The address of a database with the schema, and with rows of whoever used it before."""
    from foodmarket.adapters.postgres import migrate

    url = await embedded.create_database("migrated")
    await migrate(url)
    return url


@pytest.fixture
async def migrated_url(migrated: str) -> str:
    """A database with the schema and no rows; one worker's tests share it, one after another."""
    from tests.databases import wipe

    await wipe(migrated)
    return migrated


@pytest.fixture
async def redis_url(embedded: EmbeddedServices) -> str:
    """An empty Redis; tests of one worker run one after another, so they may share it."""
    from redis.asyncio import Redis

    client = Redis.from_url(embedded.redis_url)
    await client.flushall()
    await client.aclose()
    return embedded.redis_url
