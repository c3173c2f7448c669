"""``kill -9`` of the worker while people move orders on and deadlines fire."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from foodmarket.domain.orders import OrderState
from tests.integration.trouble.conftest import OpenTown, Town
from tests.integration.trouble.customers import crowd
from tests.integration.trouble.moments import (
    kill_before_a_notice_is_written,
    kill_before_an_event_is_ticked_off,
)
from tests.integration.trouble.programs import until
from tests.integration.trouble.truth import charges, everybody_was_told_once, nothing_is_lost

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.timeout(180)]

EACH = 4  # orders of each story
TERMS = {
    "payment_time": "8s",  # long enough for whoever pays and confirms on a busy machine
    "acceptance_time": "10s",
    "confirmation_time": "8s",
    "dispute_window": "2s",
}


async def eaten(town: Town, number: int, *, confirmed: bool = True) -> str:
    placed = await town.customer(number).order(town.basket(number), f"order-{number}")
    order_id = str(placed["id"])
    for verb in ("accept", "start", "ready"):
        await town.cook.move(order_id, verb)
    await town.cook.move(order_id, "hand-over", {"code": placed["delivery_code"]})
    if confirmed:
        await town.customer(number).move(order_id, "confirm")
    return order_id


async def left_unconfirmed(town: Town, number: int) -> str:
    return await eaten(town, number, confirmed=False)


async def left_unanswered(town: Town, number: int) -> str:
    placed = await town.customer(number).order(town.basket(number), f"order-{number}")
    return str(placed["id"])


async def left_unpaid(town: Town, number: int) -> str:
    basket = town.basket(number, card="sandbox_second_step")
    placed = await town.customer(number).order(basket, f"order-{number}")
    return str(placed["id"])


async def rejected(town: Town, number: int) -> str:
    order_id = await left_unanswered(town, number)
    await town.cook.move(order_id, "reject", {"reason": "sold_out"})
    return order_id


async def cancelled(town: Town, number: int) -> str:
    order_id = await left_unanswered(town, number)
    await town.cook.move(order_id, "accept")
    await town.customer(number).move(order_id, "cancel")
    return order_id


STORIES: dict[Callable[[Town, int], Awaitable[str]], OrderState] = {
    eaten: OrderState.SETTLED,
    left_unconfirmed: OrderState.SETTLED,
    left_unanswered: OrderState.REJECTED,
    left_unpaid: OrderState.EXPIRED,
    rejected: OrderState.REJECTED,
    cancelled: OrderState.CANCELLED,
}


async def test_every_event_is_told_once_and_every_deadline_fires(open_town: OpenTown) -> None:
    async with open_town(cards=("sandbox_ok", "sandbox_second_step"), **TERMS) as town:
        due = dict[str, OrderState]()

        async def live(number: int) -> None:
            story = list(STORIES)[number % len(STORIES)]
            due[await story(town, number)] = STORIES[story]

        async with asyncio.TaskGroup() as group:
            group.create_task(crowd(range(EACH * len(STORIES)), live, at_once=4))
            group.create_task(kill_three_times(town))

        async def over() -> bool:
            return await town.states() == due

        try:
            await until(over)
        finally:
            assert Counter((await town.states()).values()) == Counter(due.values())
        await nothing_is_lost(town, due)
        await everybody_was_told_once(town)
        bank = charges(town)
        asked = Counter(kind for charge in bank.values() for kind in charge.acts)
        assert asked["refund"] == EACH, "the cancelled ones"
        assert asked["cancel"] == 3 * EACH, "unanswered, unpaid and rejected"


async def kill_three_times(town: Town) -> None:
    """Kill the worker before a notice is written, before its event is ticked off, and anywhere."""
    await kill_before_a_notice_is_written(town)
    await town.worker.start()
    told = await town.count("notices")

    async def goes_on() -> bool:
        return await town.count("notices") > told

    await until(goes_on)
    await kill_before_an_event_is_ticked_off(town)
    told = await town.count("notices")
    await town.worker.start()
    await until(goes_on)
    await town.worker.kill()
    await town.worker.start()
