"""The machine of orders on the store in PostgreSQL: fewer stories, the same rules."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings

from foodmarket.adapters.postgres import PostgresStore
from tests.contract.order_machine import OrderMachine
from tests.databases import wipe


class PostgresMachine(OrderMachine):
    url: ClassVar[str]

    @staticmethod
    @asynccontextmanager
    async def open_store() -> AsyncIterator[PostgresStore]:
        await wipe(PostgresMachine.url)
        async with PostgresStore.open(PostgresMachine.url, max_size=4) as store:
            yield store


@pytest.fixture(autouse=True)
def _on_this_database(migrated: str) -> None:
    PostgresMachine.url = migrated


TestOrdersInPostgres = PostgresMachine.TestCase
TestOrdersInPostgres.settings = settings(
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
