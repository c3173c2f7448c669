"""An event loop in virtual time: nothing waits, and chance alone decides who goes first.

Time stands still while anything is ready to run, and then jumps to the next timer. Of several
things that are ready, the seed picks one, so that one seed is one history and many seeds are many
interleavings. There are no sockets, threads, files or signals: whatever asks for one of them meets
`NotImplementedError`, so nothing real can leak into a run.
"""

import asyncio
from asyncio.events import _get_running_loop, _set_running_loop
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context, copy_context
from heapq import heappop, heappush
from random import Random
from typing import Any, TypeVar, TypeVarTuple

T = TypeVar("T")
Facts = TypeVarTuple("Facts")


MOST_TURNS = 100_000_000


class NothingEverHappens(RuntimeError):
    """Everybody waits for somebody else, and no timer is set: a deadlock."""


class NeverComesToRest(RuntimeError):
    """More turns were taken than a history can need."""


class Stopped(RuntimeError):
    """Somebody has seen enough."""


class Turn(asyncio.TimerHandle):
    """A callback that waits for its turn."""

    __slots__ = ("_at", "act", "facts", "gone", "within")

    def __init__(
        self, act: Callable[..., object], facts: tuple[Any, ...], within: Context | None, at: float
    ) -> None:
        # The parent's own constructor is left out: it costs more than all of this.
        self.act, self.facts, self._at, self.gone = act, facts, at, False
        self.within = within if within is not None else copy_context()

    def cancel(self) -> None:
        self.gone = True

    def cancelled(self) -> bool:
        return self.gone

    def when(self) -> float:
        return self._at

    def run(self) -> None:
        self.within.run(self.act, *self.facts)

    def __repr__(self) -> str:
        return f"<Turn {self.act!r} at {self._at}>"


def virtual_loop(chance: Random) -> "VirtualLoop":
    """Return a loop at time 0."""
    made: Any = VirtualLoop  # the type stubs call abstract what merely raises NotImplementedError
    loop: VirtualLoop = made(chance)
    return loop


def _end(over: asyncio.Future[None]) -> None:
    if not over.done():
        over.set_result(None)


class VirtualLoop(asyncio.AbstractEventLoop):
    """Runs one history. ``chance`` orders what is ready; time is in seconds since the start."""

    def __init__(self, chance: Random) -> None:
        self._pick = chance.random
        self._now = 0.0
        self._ready: list[Turn] = []
        self._later: list[tuple[float, int, Turn | asyncio.Future[None]]] = []
        self._set = 0
        self.stopped = False
        self.turns = 0
        self.troubles: list[str] = []

    def time(self) -> float:
        return self._now

    def call_soon(
        self, callback: Callable[[*Facts], object], *args: *Facts, context: Context | None = None
    ) -> Turn:
        turn = Turn(callback, args, context, self._now)
        self._ready.append(turn)
        return turn

    def call_at(
        self,
        when: float,
        callback: Callable[[*Facts], object],
        *args: *Facts,
        context: Context | None = None,
    ) -> Turn:
        turn = Turn(callback, args, context, when)
        self._set += 1
        heappush(self._later, (when, self._set, turn))
        return turn

    def call_later(
        self,
        delay: float,
        callback: Callable[[*Facts], object],
        *args: *Facts,
        context: Context | None = None,
    ) -> Turn:
        return self.call_at(self._now + delay, callback, *args, context=context)

    def wait(self, seconds: float) -> asyncio.Future[None]:
        """Return what is done after that long: `asyncio.sleep` with less on the way.

        Where that is no time at all, it is done when its turn comes, as anybody's who is ready.
        """
        over: asyncio.Future[None] = asyncio.Future(loop=self)
        if seconds <= 0:
            self.call_soon(_end, over)
            return over
        self._set += 1
        heappush(self._later, (self._now + seconds, self._set, over))
        return over

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self)

    def create_task(
        self,
        coro: Coroutine[Any, Any, T] | Generator[Any, None, T],
        *,
        name: str | None = None,
        context: Context | None = None,
    ) -> asyncio.Task[T]:
        return asyncio.Task(coro, loop=self, name=name, context=context)

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return _get_running_loop() is self

    def is_closed(self) -> bool:
        return False

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.troubles.append(f"{context.get('message')}: {type(error).__name__} {error}")

    def run(self, story: Coroutine[Any, Any, T], most_turns: int = MOST_TURNS) -> T:
        """Run until the story ends; whatever still waits then is forgotten.

        Raises `NothingEverHappens`, `NeverComesToRest`, and `Stopped` where ``stopped`` was set.
        """
        around = _get_running_loop()  # a history may be lived from within another loop's turn
        _set_running_loop(self)
        try:
            task = self.create_task(story)
            self._go_on(task, most_turns)
            return task.result()
        except (Stopped, NeverComesToRest):
            self._lay_down()
            raise
        finally:
            _set_running_loop(around)

    def _go_on(self, story: asyncio.Task[T], most_turns: int) -> None:
        ready, pick = self._ready, self._pick
        while not story.done():
            if not ready:
                self._jump()
                continue
            # Whoever is chosen changes places with the last one, which is cheap to take away.
            chosen = int(pick() * len(ready)) if len(ready) > 1 else 0
            turn = ready[chosen]
            ready[chosen] = ready[-1]
            ready.pop()
            if turn.gone:
                continue
            self.turns += 1
            turn.within.run(turn.act, *turn.facts)
            if self.stopped:
                raise Stopped
            if self.turns > most_turns:
                raise NeverComesToRest

    def _lay_down(self) -> None:
        """Let everybody drop what they were about to do."""
        for task in asyncio.all_tasks(self):
            task.cancel()
        while self._ready:
            turn = self._ready.pop()
            if not turn.gone:
                turn.run()

    def _jump(self) -> None:
        """Go to the next timer, and let go off whatever is due then.

        Timers of one instant go off in the order in which they were set. Nearly all of them wake
        somebody up, and those take their turns as chance has it.
        """
        later = self._later
        while later and later[0][2].cancelled():
            heappop(later)
        if not later:
            raise NothingEverHappens
        self._now = now = max(self._now, later[0][0])
        while later and later[0][0] <= now:
            due = heappop(later)[2]
            if due.cancelled():
                continue
            if isinstance(due, Turn):
                due.run()
            else:
                due.set_result(None)
