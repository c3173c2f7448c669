"""Doing one kind of work over and over until told to stop, whatever happens in between."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from attrs import frozen
from redis.exceptions import RedisError

from foodmarket.domain.kernel.errors import Refusal, StaleFacts, Unavailable
from foodmarket.entrypoints.observing.telling import told

T = TypeVar("T")
log = logging.getLogger("foodmarket.worker")
# Something that we depend on is away, or somebody else was faster: nobody has to mend anything.
OUTAGES = (OSError, TimeoutError, RedisError, Unavailable, StaleFacts)
LONGEST_REST = 5.0  # seconds; whatever was away is noticed that soon after it is back


@frozen(kw_only=True)
class Loop:
    """``work`` does what there is to do and returns how much that was.

    It is called again at once where there was something, and after ``pause`` seconds (give or take
    a quarter, so that many workers do not march in step) where there was nothing. An error is
    logged and followed by a rest that doubles up to `LONGEST_REST`.
    """

    name: str
    work: Callable[[], Awaitable[int]]
    pause: float

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop``; what was begun is finished."""
        failures = 0
        while not stop.is_set():
            try:
                done = await self.work()
            except Exception as error:
                failures += 1
                rest = min(self.pause * 2**failures, LONGEST_REST)
                _complain(self.name, error, failures, rest)
                await _wait(stop, rest)
                continue
            if failures:
                log.info("works again", extra={"facts": {"loop": self.name}})
                failures = 0
            if not done:
                await _wait(stop, self.pause)


async def each(
    name: str, things: Iterable[T], act: Callable[[T], Awaitable[object]], limit: int
) -> int:
    """Act on every thing, at most ``limit`` at once; return how many there were.

    One that fails is logged and does not keep the others: its lease runs out and it comes again.
    """
    room = asyncio.Semaphore(limit)

    async def one(thing: T) -> None:
        async with room:
            try:
                await act(thing)
            except Exception as error:
                of = str(getattr(thing, "id", thing))[:80]
                _warn("failed, will be tried again", error, {"loop": name, "of": of})

    acts = [one(thing) for thing in things]
    if len(acts) == 1:  # as nearly always: no further task is needed
        await acts[0]
    else:
        await asyncio.gather(*acts)
    return len(acts)


def describe(error: BaseException) -> str:
    """One line about an error in its own words, for staff; logs are told less (`told`)."""
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(describe(part) for part in error.exceptions)
    return f"{type(error).__name__}: {error}"[:500]


def _complain(name: str, error: Exception, failures: int, rest: float) -> None:
    facts = {"loop": name, "failures": failures, "rest_s": round(rest, 2)}
    if failures == 1:
        _warn("does not work", error, facts)
    else:  # its place was told the first time
        log.warning("does not work", extra={"facts": facts | {"error": told(error)}})


def _warn(message: str, error: Exception, facts: dict[str, object]) -> None:
    """Log an outage or a refusal by its name, and what nobody foresaw with its place."""
    foreseen = _foreseen(error)
    log.log(
        logging.WARNING if foreseen else logging.ERROR,
        message,
        extra={"facts": facts | {"error": told(error)}},
        exc_info=None if foreseen else error,
    )


def _foreseen(error: BaseException) -> bool:
    """Look into groups: each of their errors has to be an outage or a refusal."""
    if isinstance(error, BaseExceptionGroup):
        return all(_foreseen(part) for part in error.exceptions)
    return isinstance(error, (*OUTAGES, Refusal))


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    jittered = seconds * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, hides nothing
    try:
        await asyncio.wait_for(stop.wait(), jittered)
    except TimeoutError:
        return
