"""SIGTERM under load: what was taken on is finished, and nothing is lost."""

import asyncio
from typing import Any

import httpx
import pytest

from foodmarket.domain.kernel.events import EventId
from tests.integration.trouble.conftest import OpenTown, Town
from tests.integration.trouble.customers import crowd
from tests.integration.trouble.moments import bank_closed, notices_wait, table_closed
from tests.integration.trouble.programs import listens, until
from tests.integration.trouble.truth import everybody_was_told_once, nothing_is_lost

pytestmark = [pytest.mark.kill, pytest.mark.timeout(180)]

AT_ONCE = 6
ROUND = 20


async def test_an_api_that_is_stopped_answers_what_it_was_asked(open_town: OpenTown) -> None:
    async with open_town() as town:

        async def order(number: int) -> httpx.Response:
            return await town.customer(number).post(
                "/v1/orders", town.basket(number), f"order-{number}"
            )

        with bank_closed(town):
            asked = [asyncio.create_task(order(number)) for number in range(AT_ONCE)]

            async def all_wait_for_the_bank() -> bool:
                return await town.count("operations") == AT_ONCE

            async def nobody_listens() -> bool:
                return not listens(town.port)

            await until(all_wait_for_the_bank)
            stopping = asyncio.create_task(town.api.stop())
            await until(nobody_listens)
            assert not any(task.done() for task in asked)
        answers = await asyncio.gather(*asked)
        assert [answer.status_code for answer in answers] == [201] * AT_ONCE
        assert await stopping == 0
        assert {answer.json()["state"] for answer in answers} == {"authorised"}
        await nothing_is_lost(town, [answer.json()["id"] for answer in answers])


async def test_stopping_and_starting_under_load_loses_nothing(open_town: OpenTown) -> None:
    async with open_town() as town:
        ids = set[str]()

        async def order(number: int) -> None:
            ids.add((await town.customer(number).order(town.basket(number), f"o-{number}"))["id"])

        async def stop_and_start_once_both_work(seen: int, before: int) -> None:
            async def both_work() -> bool:
                return len(ids) > seen and await town.count("notices") > before

            await until(both_work)
            for program in (town.api, town.worker):
                assert await program.stop() == 0
                await program.start()

        # Each stop has orders of its own, so that however quick they are there is work to see.
        for first in (0, ROUND):
            told_before = await town.count("notices")
            async with asyncio.TaskGroup() as group:
                group.create_task(stop_and_start_once_both_work(len(ids), told_before))
                group.create_task(crowd(range(first, first + ROUND), order))
        assert len(ids) == 2 * ROUND
        await crowd(ids, lambda order_id: town.cook.move(order_id, "accept"))
        await nothing_is_lost(town, ids)
        await everybody_was_told_once(town)


async def test_a_worker_that_is_stopped_finishes_the_event_that_it_holds(
    open_town: OpenTown,
) -> None:
    async with open_town() as town:
        placed: list[dict[str, Any]] = []

        async def order(number: int) -> None:
            placed.append(await town.customer(number).order(town.basket(number), f"o-{number}"))

        async with table_closed(town, "notices", lost=None):
            await crowd(range(AT_ONCE), order)
            await notices_wait(town)
            stopping = asyncio.create_task(town.worker.stop())
            await asyncio.sleep(0)  # it has been asked
        assert await stopping == 0
        assert await told(town) > 0
        await town.worker.start()
        await nothing_is_lost(town, [order["id"] for order in placed])
        await everybody_was_told_once(town)


async def told(town: Town) -> int:
    """How many events were told; none of them may be due to be told again."""
    events = {row["event_id"] for row in await town.sql.fetch("SELECT event_id FROM notices")}
    unsent = await town.sql.fetch("SELECT position FROM outbox")
    assert not events & {EventId.of(row["position"]) for row in unsent}
    return len(events)
