"""``kill -9`` of the API during a batch of orders: whoever insists has ordered exactly once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from foodmarket.domain.orders import OrderState
from tests.integration.trouble.conftest import OpenTown, Town
from tests.integration.trouble.customers import Progress, crowd
from tests.integration.trouble.moments import (
    kill_anywhere,
    kill_before_it_is_recorded,
    kill_before_the_answer_is_kept,
    kill_before_the_bank_acts,
)
from tests.integration.trouble.truth import charges, everybody_was_told_once, nothing_is_lost

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.timeout(180)]

ORDERS = 64
KILLS: tuple[tuple[int, Callable[[Town], Awaitable[int]]], ...] = (
    (8, kill_before_the_bank_acts),
    (20, kill_before_it_is_recorded),
    (32, kill_before_the_answer_is_kept),
    (44, kill_anywhere),
)


async def test_every_order_that_was_answered_is_there_once(open_town: OpenTown) -> None:
    async with open_town() as town:
        progress, answered = Progress(), dict[int, dict[str, Any]]()

        async def order(number: int) -> None:
            person = town.customer(number)
            answered[number] = await person.order(town.basket(number), f"order-{number}")
            await progress.step()

        async def trouble() -> None:
            for reached, kill in KILLS:
                await progress.reaches(reached)
                assert await kill(town) > 0
                await town.api.start()

        async with asyncio.TaskGroup() as group:
            group.create_task(trouble())
            group.create_task(crowd(range(ORDERS), order))
        ids = {order["id"] for order in answered.values()}
        assert len(ids) == ORDERS
        assert sum(person.met["no answer"] for person in town.customers) >= len(KILLS)
        assert sum(person.met["replayed"] for person in town.customers) > 0

        await nothing_is_lost(town, ids)
        assert set((await town.states()).values()) == {OrderState.AUTHORISED}
        await crowd(ids, lambda order_id: town.cook.move(order_id, "accept"))
        await same_key_same_answer(town, answered)
        await nothing_is_lost(town, ids)
        bank = charges(town)
        assert set(bank) == ids
        assert all(charge.acts == {"hold": 1, "capture": 1} for charge in bank.values())
        await everybody_was_told_once(town)


async def same_key_same_answer(town: Town, answered: dict[int, dict[str, Any]]) -> None:
    for number, first in answered.items():
        again = await town.customer(number).post(
            "/v1/orders", town.basket(number), f"order-{number}"
        )
        assert (again.status_code, again.json()) == (201, first)
