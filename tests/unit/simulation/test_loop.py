"""Virtual time: nothing waits, one seed is one order, and nothing real gets in."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from random import Random

import pytest

from foodmarket.entrypoints.simulation.loop import NothingEverHappens, virtual_loop


async def _order_of_ten() -> list[int]:
    seen: list[int] = []

    async def one(number: int) -> None:
        await asyncio.sleep(0)
        seen.append(number)

    await asyncio.gather(*(one(number) for number in range(10)))
    return seen


def test_a_year_passes_at_once() -> None:
    loop = virtual_loop(Random(1))
    loop.run(asyncio.sleep(365 * 86_400.0))
    assert loop.time() == 365 * 86_400.0


def test_timers_go_off_in_their_order() -> None:
    loop = virtual_loop(Random(1))
    seen: list[float] = []

    async def wait(seconds: float) -> None:
        await asyncio.sleep(seconds)
        seen.append(seconds)

    async def story() -> None:
        await asyncio.gather(*(wait(seconds) for seconds in (3.0, 1.0, 2.0)))

    loop.run(story())
    assert seen == [1.0, 2.0, 3.0]


def test_waiting_is_sleeping_and_whoever_is_stopped_meanwhile_is_not_woken() -> None:
    loop = virtual_loop(Random(1))
    seen: list[float] = []

    async def wait(seconds: float) -> None:
        await loop.wait(seconds)
        seen.append(loop.time())

    async def story() -> None:
        stopped = asyncio.ensure_future(wait(1.0))
        goes_on = asyncio.ensure_future(wait(3.0))
        await asyncio.sleep(0.0)
        stopped_at_the_same_time = asyncio.ensure_future(wait(3.0))
        await asyncio.sleep(0.5)
        stopped.cancel()
        stopped_at_the_same_time.cancel()
        await goes_on
        await loop.wait(4.0)

    loop.run(story())
    assert seen == [3.0]
    assert loop.time() == 7.0


def test_who_waits_for_no_time_may_go_before_others_who_are_ready() -> None:
    def first_of_two(seed: int) -> str:
        loop, seen = virtual_loop(Random(seed)), []

        async def go(name: str, pause: Awaitable[None]) -> None:
            await pause
            seen.append(name)

        async def story() -> None:
            await asyncio.gather(go("waits", loop.wait(0.0)), go("sleeps", asyncio.sleep(0)))

        loop.run(story())
        return seen[0]

    assert {first_of_two(seed) for seed in range(20)} == {"waits", "sleeps"}


def test_the_seed_alone_decides_who_goes_first() -> None:
    first, again, other = (virtual_loop(Random(seed)).run(_order_of_ten()) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert sorted(other) == list(range(10))


def test_a_deadlock_is_told() -> None:
    async def story() -> None:
        await asyncio.Event().wait()

    with pytest.raises(NothingEverHappens):
        virtual_loop(Random(1)).run(story())


def test_threads_and_sockets_are_errors() -> None:
    async def thread() -> None:
        await asyncio.to_thread(Path.cwd)

    async def socket() -> None:
        await asyncio.open_connection("127.0.0.1", 9)

    for story in (thread(), socket()):
        with pytest.raises(NotImplementedError):
            virtual_loop(Random(1)).run(story)


def test_time_outs_and_cancelling_work_in_virtual_time() -> None:
    loop = virtual_loop(Random(1))

    async def story() -> bool:
        try:
            async with asyncio.timeout(5):
                await asyncio.sleep(10)
        except TimeoutError:
            return True
        return False

    assert loop.run(story())
    assert loop.time() == 5.0
