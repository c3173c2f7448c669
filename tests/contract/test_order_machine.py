"""The machine of orders on the store in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hypothesis import HealthCheck, settings

from foodmarket.adapters.memory import MemoryStore
from tests.contract.order_machine import OrderMachine


@asynccontextmanager
async def open_store() -> AsyncIterator[MemoryStore]:
    yield MemoryStore()


class MemoryMachine(OrderMachine):
    open_store = staticmethod(open_store)


TestOrdersInMemory = MemoryMachine.TestCase
TestOrdersInMemory.settings = settings(
    max_examples=200,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine is no reason to stop
)
