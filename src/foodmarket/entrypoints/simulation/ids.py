"""Clocks and identifiers of the simulated machines: all of it follows from the seed."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from attrs import define

from foodmarket.adapters.system import AdjustableClock
from foodmarket.domain.kernel.ids import Id

I = TypeVar("I", bound=Id)  # noqa: E741 - the letter the port uses, too
_STANDS: ContextVar[datetime | None] = ContextVar("stands", default=None)
START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday


@define(eq=False)
class SkewedClock:
    """A machine's clock: ``seconds`` of virtual time, ``skew`` seconds off."""

    seconds: Callable[[], float]
    skew: float = 0.0
    _at: float = -1.0
    _now: datetime = START

    def now(self) -> datetime:
        at = self.seconds()
        if at != self._at:  # it is asked many times in one instant
            self._at, self._now = at, START + timedelta(seconds=at + self.skew)
        return self._now


class LaneClock(AdjustableClock):
    """A clock on which several lanes may each stand at an instant of their own."""

    def now(self) -> datetime:
        return _STANDS.get() or super().now()

    def stand_at(self, instant: datetime) -> None:
        """Have it be that instant for whoever asks, and for what they begin."""
        _STANDS.set(instant)


class SeededIds:
    """Identifiers that sort by the time of their machine; machines never make the same one."""

    def __init__(self, seconds: Callable[[], float], machine: int, chance: Random) -> None:
        self._seconds = seconds
        self._machine = machine
        self._chance = chance
        self._made = 0

    def new(self, kind: type[I]) -> I:
        self._made += 1
        microseconds = 10**10 + int(self._seconds() * 1_000)
        return kind(f"{kind.prefix}_{microseconds:012d}{self._made:09d}{self._machine:05d}")

    def secret(self) -> str:
        return f"{self._chance.getrandbits(256):064x}"

    def digits(self, count: int) -> str:
        return f"{self._chance.randrange(10**count):0{count}d}"
