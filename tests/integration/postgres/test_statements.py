"""How often the database is asked: every read and every commit is one statement."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from asyncpg.connection import LoggedQuery

from foodmarket.adapters.memory import MemoryPasswords
from foodmarket.adapters.postgres import PostgresStore
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.orders.process import Trigger
from foodmarket.ports.answers import Key
from foodmarket.ports.contracts.samples import an_address
from tests.contract.town import Town, a_town


@pytest.fixture
async def town(migrated_url: str) -> AsyncIterator[Town]:
    @asynccontextmanager
    async def open_store() -> AsyncIterator[PostgresStore]:
        async with PostgresStore.open(migrated_url, max_size=1) as store:
            yield store

    async with a_town(open_store, MemoryPasswords()) as town:
        await town.open_kitchens(["sandbox_ok"])
        yield town


@asynccontextmanager
async def _asked(town: Town) -> AsyncIterator[list[str]]:
    assert isinstance(town.store, PostgresStore)
    asked: list[str] = []

    def note(query: LoggedQuery) -> None:
        asked.append(query.query.split("\n")[0])

    async with town.store.pool.acquire() as connection:
        connection.add_query_logger(note)
    yield asked
    await asyncio.sleep(0)  # asyncpg tells of a statement a turn of the loop later
    async with town.store.pool.acquire() as connection:
        connection.remove_query_logger(note)


async def test_a_paid_order_takes_three_statements(town: Town) -> None:
    """The offer with the payment method, the order with all that belongs to it, the outcome."""
    shop = town.shops[0]
    for number in range(2):
        key = Key(owner=AccountId(shop.customer.id), text=f"key-{number}", fingerprint="f")
        async with _asked(town) as asked:
            placed = await town.market.place_order(
                shop.buyer,
                slot_id=shop.slot.id,
                wanted={dish.id: 1 for dish in shop.dishes},
                address=an_address(),
                method_id=town.cards[0, "sandbox_ok"],
                key=key,
            )
        assert placed.order.state == "authorised"
        assert len(asked) == 3, asked


async def test_moving_an_order_takes_two_statements(town: Town) -> None:
    """And one more where the provider was asked for something: its outcome."""
    order_id = await town.place(0, "sandbox_ok", [1, 1], 0)
    assert order_id is not None
    for trigger, statements in (
        (Trigger.ACCEPT, 3),
        (Trigger.START, 2),
        (Trigger.FINISH, 2),
    ):
        async with _asked(town) as asked:
            await town.market.move_order(town.shops[0].chef, order_id, trigger)
        assert len(asked) == statements, (trigger, asked)
    await town.pull(order_id, "chef", Trigger.HAND_OVER, {})
    async with _asked(town) as asked:
        await town.market.move_order(town.shops[0].buyer, order_id, Trigger.CONFIRM)
    assert len(asked) == 2, asked
    await town.check()
