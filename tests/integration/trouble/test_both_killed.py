"""``kill -9`` of API and worker at once, while the bank's answers get lost, too."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import pytest

from foodmarket.domain.orders import OrderState
from tests.integration.trouble.conftest import OpenTown, Town
from tests.integration.trouble.customers import Progress, crowd
from tests.integration.trouble.truth import (
    charges,
    comes_to_rest,
    everybody_was_told_once,
    nothing_is_lost,
)

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.timeout(180)]

CARDS = (
    "sandbox_timeout",
    "sandbox_lost",
    "sandbox_capture_timeout",
    "sandbox_refund_timeout",
    "sandbox_refund_fails",
    "sandbox_capture_fails",
)
ORDERS = 24
REFUSED = "sandbox_capture_fails"


async def test_every_operation_comes_to_an_end(open_town: OpenTown) -> None:
    async with open_town(cards=CARDS) as town:
        orders = dict[str, str]()

        async def order(number: int) -> None:
            card = CARDS[number % len(CARDS)]
            placed = await town.customer(number).order(town.basket(number, card), f"key-{number}")
            orders[placed["id"]] = card

        async def accept(order_id: str) -> None:
            await town.cook.move(order_id, "accept")

        async def reject(order_id: str) -> None:
            await town.cook.move(order_id, "reject", {"reason": "kitchen_problem"})

        await with_kills(town, range(ORDERS), order, kills=(5, 16))
        await comes_to_rest(town, dict.fromkeys(orders, OrderState.AUTHORISED))

        await with_kills(town, orders, accept, kills=(8,))
        due = {
            order_id: OrderState.CANCELLED if card == REFUSED else OrderState.ACCEPTED
            for order_id, card in orders.items()
        }
        await comes_to_rest(town, due)
        await nothing_is_lost(town, orders)

        by_card = sorted(orders, key=lambda order_id: orders[order_id])
        going = [order_id for order_id in by_card if orders[order_id] != REFUSED]
        back = [order_id for number, order_id in enumerate(going) if number % 3]
        assert {orders[order_id] for order_id in back} == set(CARDS) - {REFUSED}
        await with_kills(town, back, reject, kills=(5,))
        due |= dict.fromkeys(back, OrderState.REFUNDED)
        await comes_to_rest(town, due)
        await nothing_is_lost(town, orders)

        bank = charges(town)
        assert {order_id for order_id in orders if bank[order_id].refunded} == set(back)
        await everybody_was_told_once(town)


async def with_kills(
    town: Town,
    things: Iterable[int | str],
    act: Callable[..., Awaitable[None]],
    kills: tuple[int, ...],
) -> None:
    """Act on all things, and kill both processes each time so many of them are done."""
    progress = Progress()

    async def counted(thing: int | str) -> None:
        await act(thing)
        await progress.step()

    async def trouble() -> None:
        for reached in kills:
            await progress.reaches(reached)
            await asyncio.gather(town.worker.kill(), town.api.kill())
            await asyncio.gather(town.worker.start(), town.api.start())

    async with asyncio.TaskGroup() as group:
        group.create_task(trouble())
        group.create_task(crowd(things, counted))
