import asyncio
from collections.abc import Awaitable, Callable

from foodmarket.entrypoints.cli.demo.pulse import Pulse
from foodmarket.entrypoints.worker.loops import Loop

LAST = 100


async def nothing() -> int:
    return 0


async def watched(pulse: Pulse, stop: asyncio.Event, **works: Callable[[], Awaitable[int]]) -> None:
    loops = [pulse.watch(Loop(name=name, work=work, pause=30)) for name, work in works.items()]
    await asyncio.gather(*(loop.run(stop) for loop in loops))


async def test_rest_comes_once_every_loop_has_looked_again_and_found_nothing() -> None:
    heap: list[int] = list(range(5))
    done: list[int] = []

    async def first() -> int:
        if heap:
            done.append(heap.pop())
            return 1
        return 0

    async def second() -> int:
        # Finds work only after the first one is through, as a webhook makes work for a resumer.
        if not heap and LAST not in done:
            done.append(LAST)
            return 1
        return 0

    pulse, stop = Pulse(nothing), asyncio.Event()
    running = asyncio.create_task(watched(pulse, stop, first=first, second=second))
    await pulse.rest()
    assert done == [4, 3, 2, 1, 0, LAST]
    heap.append(9)
    await pulse.rest()
    assert done[-1] == 9
    stop.set()
    pulse.stir()
    await running


async def test_rest_waits_for_events_whose_effect_is_not_done() -> None:
    left = [3]

    async def unsent() -> int:
        left[0] -= 1
        return max(left[0], 0)

    pulse, stop = Pulse(unsent), asyncio.Event()
    running = asyncio.create_task(watched(pulse, stop, idle=nothing))
    await pulse.rest()
    assert left[0] == 0
    stop.set()
    pulse.stir()
    await running


async def test_a_loop_that_is_left_out_may_go_on() -> None:
    async def busy() -> int:
        return 1

    pulse, stop = Pulse(nothing), asyncio.Event()
    running = asyncio.create_task(watched(pulse, stop, idle=nothing, sealer=nothing))
    await pulse.rest(without=("sealer",))
    stop.set()
    pulse.stir()
    await running


async def test_a_stop_with_a_stirring_ends_a_long_rest() -> None:
    pulse, stop = Pulse(nothing), asyncio.Event()
    running = asyncio.create_task(watched(pulse, stop, one=nothing))
    await pulse.rest()
    stop.set()
    pulse.stir()
    await asyncio.wait_for(running, 5)
