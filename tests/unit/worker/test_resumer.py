"""The resumer spends a budget for each provider, and leaves the rest for the next lease."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from foodmarket.domain.orders.model import OrderState
from foodmarket.entrypoints.worker.resumer import Resumer
from tests.unit.orders.town import Town

LEASE = timedelta(seconds=30)


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    town = await Town.open()
    yield town
    town.bank.close()


async def test_no_more_than_the_budget_of_a_provider_is_driven_on_at_a_time(town: Town) -> None:
    orders = [await town.order("sandbox_lost", quantity=1) for _ in range(5)]
    resumer = Resumer(
        begin=town.store.begin,
        clock=town.clock,
        resume=town.market.resume,
        lease=LEASE,
        concurrency=4,
        budget=2,
    )

    async def held() -> int:
        shown = [await town.shown(order) for order in orders]
        return sum(purchase.order.state is OrderState.AUTHORISED for purchase in shown)

    town.clock.advance(timedelta(minutes=1))
    assert await resumer() == 5
    assert await held() == 2
    assert await resumer() == 0
    for expected in (4, 5):
        town.clock.advance(LEASE)
        await resumer()
        assert await held() == expected
