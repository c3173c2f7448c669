"""Time as it passes in the city: from one thing that is due to the next, and no step skipped."""

from __future__ import annotations

import heapq
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count

from attrs import define, field

from foodmarket.entrypoints.cli.demo.settle import side_by_side
from foodmarket.entrypoints.cli.demo.stage import Stage

# The clock moves by whole steps. What falls due within one is done at its end, as late as with a
# worker that is a little behind.
STEP = timedelta(minutes=2)
Errand = Callable[[], Awaitable[None]]


@define
class Agenda:
    """Who does something when. ``passed`` is told the instant after each step of the clock."""

    stage: Stage
    start: datetime
    passed: Callable[[datetime], object]
    _entries: list[tuple[datetime, int, Errand]] = field(factory=list, init=False)
    _numbers: count[int] = field(factory=count, init=False)

    @property
    def now(self) -> datetime:
        """Return the present instant."""
        return self.stage.clock.now()

    def at(self, instant: datetime, errand: Errand) -> None:
        """Let somebody do something then; where that is over, at the next step."""
        heapq.heappush(self._entries, (max(instant, self.now), next(self._numbers), errand))

    async def pass_until(self, end: datetime) -> None:
        """Let time pass until ``end``: at every instant all that is due is done before the next."""
        await self.stage.pulse.rest()
        while (instant := await self._next()) is not None and instant <= end:
            self.stage.clock.travel_to(instant)
            await side_by_side(lambda errand: errand(), self._due())
            await self.stage.pulse.rest()
            self.passed(instant)
        self.stage.clock.travel_to(max(end, self.now))
        await self.stage.pulse.rest()
        self.passed(end)

    async def ends(self) -> bool:
        """Tell whether nothing is due any more, now or later."""
        return await self._next() is None

    async def next_due(self) -> datetime | None:
        """Return the step at which something is due next."""
        return await self._next()

    async def _next(self) -> datetime | None:
        due = await self.stage.parts.next_due()
        instants = [due] if due is not None else []
        if self._entries:
            instants.append(self._entries[0][0])
        if not instants:
            return None
        steps = -((self.start - min(instants)) // STEP)  # up to the next whole one
        return max(self.start + steps * STEP, self.now + STEP)

    def _due(self) -> list[Errand]:
        due = []
        while self._entries and self._entries[0][0] <= self.now:
            due.append(heapq.heappop(self._entries)[2])
        return due
