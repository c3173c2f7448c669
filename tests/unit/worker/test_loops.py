import asyncio
import logging

import pytest
from redis.exceptions import ConnectionError as NoConnection

from foodmarket.entrypoints.worker.loops import Loop, each


async def until(stop: asyncio.Event, loop: Loop) -> None:
    async with asyncio.timeout(10):
        await loop.run(stop)


async def test_a_loop_works_at_once_while_there_is_something() -> None:
    stop, left = asyncio.Event(), [3, 2, 1]

    async def work() -> int:
        if len(left) == 1:
            stop.set()
        return left.pop(0)

    await until(stop, Loop(name="test", work=work, pause=3600))
    assert left == []


async def test_a_loop_outlives_the_errors_of_its_work(caplog: pytest.LogCaptureFixture) -> None:
    stop, tries = asyncio.Event(), iter([OSError("away"), OSError("away"), None])

    async def work() -> int:
        if (error := next(tries)) is not None:
            raise error
        stop.set()
        return 1

    await until(stop, Loop(name="test", work=work, pause=0.001))
    messages = [record.getMessage() for record in caplog.records]
    assert messages.count("does not work") == 2


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (OSError("away"), logging.WARNING),
        (ExceptionGroup("", [NoConnection("away"), OSError("away")]), logging.WARNING),
        (NoConnection("away"), logging.WARNING),
        (ValueError("broken"), logging.ERROR),
        (ExceptionGroup("", [NoConnection("away"), ValueError("broken")]), logging.ERROR),
    ],
)
async def test_an_outage_is_told_as_one_alone_or_in_a_group(
    error: Exception, level: int, caplog: pytest.LogCaptureFixture
) -> None:
    stop = asyncio.Event()

    async def work() -> int:
        stop.set()
        raise error

    await until(stop, Loop(name="test", work=work, pause=0.001))
    (record,) = (it for it in caplog.records if it.getMessage() == "does not work")
    assert record.levelno == level


async def test_what_was_begun_is_finished_when_a_loop_is_stopped() -> None:
    stop, began, go_on, done = asyncio.Event(), asyncio.Event(), asyncio.Event(), []

    async def work() -> int:
        began.set()
        await go_on.wait()
        done.append(1)
        return 1

    running = asyncio.create_task(until(stop, Loop(name="test", work=work, pause=3600)))
    await began.wait()
    stop.set()
    go_on.set()
    await running
    assert done == [1]


async def test_one_that_fails_does_not_keep_the_others_and_few_run_at_once() -> None:
    running, most, done = 0, 0, []

    async def act(thing: int) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        if thing == 1:
            raise ValueError(thing)
        done.append(thing)

    assert await each("test", range(6), act, 2) == 6
    assert most == 2
    assert sorted(done) == [0, 2, 3, 4, 5]
