"""Knowing when everything that happens by itself has happened."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import attrs

from foodmarket.entrypoints.worker.loops import Loop

SHORT = 0.005  # seconds
PATIENCE = 60.0  # seconds without rest; something that can't be done keeps coming back then


class NoRest(Exception):
    """The worker still finds work after a long while; the names say which of its loops."""

    def __init__(self, busy: list[str]) -> None:
        super().__init__(", ".join(busy))
        self.busy = busy


class Pulse:
    """Watches the loops of a worker. ``unsent`` counts the events whose effect is not done yet.

    Time for the watchers is a count of stirrings: whenever a loop did something, and whenever
    somebody outside did. A loop rests since the stirring before which it began to look around and
    found nothing. A watched loop that rests looks again after its usual pause, or when stirred.
    """

    def __init__(self, unsent: Callable[[], Awaitable[int]]) -> None:
        self._unsent = unsent
        self._stirrings = 0
        self._rests: dict[str, int] = {}
        self._stirred = asyncio.Event()
        self._looked = asyncio.Event()

    def watch(self, loop: Loop) -> Loop:
        """Return the loop, watched; one that only listens is watched by what is unsent."""
        if loop.name == "events":
            return loop
        self._rests[loop.name] = -1

        async def work() -> int:
            if self._rests[loop.name] >= self._stirrings:
                await _first(self._stirred, loop.pause)
            began = self._stirrings
            done = await loop.work()
            if done:
                self.stir()
            else:
                self._rests[loop.name] = began
            self._looked.set()
            return done

        return attrs.evolve(loop, work=work, pause=SHORT)

    def stir(self) -> None:
        """Have every loop look around once more."""
        self._stirrings += 1
        self._stirred.set()
        self._stirred = asyncio.Event()

    async def rest(self, *, without: tuple[str, ...] = ("sealer",)) -> None:
        """Return once nothing is left to do at the present instant. Raises `NoRest`."""
        self.stir()
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    while not self._rests or self._busy(without):
                        self._looked.clear()
                        await self._looked.wait()
                    if not await self._unsent():
                        if not self._busy(without):
                            return
                        continue
                    await asyncio.sleep(SHORT)  # events are with their consumer
                    self.stir()
        except TimeoutError:
            raise NoRest(self._busy(without) or ["events"]) from None

    def _busy(self, without: tuple[str, ...]) -> list[str]:
        return [
            name
            for name, rests in self._rests.items()
            if rests < self._stirrings and name not in without
        ]


async def _first(event: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
