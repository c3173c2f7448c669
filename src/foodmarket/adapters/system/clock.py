"""Two clocks: the machine's, and one that people and tests may move forward."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's wall clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


def _frozen() -> float:
    return 0.0


class AdjustableClock:
    """A clock that starts at ``start`` and moves when told to, never backwards.

    ``ticking`` is what flows between the moves, in seconds: nothing by default, so that a test sees
    exactly the instants it named; ``AdjustableClock.running`` lets real time flow on top, so that a
    demonstration day passes quickly without any step being skipped.
    """

    def __init__(self, start: datetime, ticking: Callable[[], float] = _frozen) -> None:
        self._ticking = ticking
        self._base = _in_utc(start)
        self._ticked = ticking()

    @classmethod
    def running(cls, start: datetime) -> "AdjustableClock":
        """A clock at ``start`` on which real (monotonic) time keeps flowing."""
        return cls(start, time.monotonic)

    def now(self) -> datetime:
        """The present instant of this clock, aware, in UTC."""
        return self._base + timedelta(seconds=self._ticking() - self._ticked)

    def advance(self, by: timedelta) -> datetime:
        """Move forward by ``by`` and answer the new instant. A negative ``by`` is a ValueError."""
        if by < timedelta(0):
            raise ValueError(f"a clock does not go back (asked for {by})")
        self._base += by
        return self.now()

    def travel_to(self, instant: datetime) -> datetime:
        """Move forward to ``instant`` and answer it. An earlier one is a ValueError."""
        target = _in_utc(instant)
        if target < self.now():
            raise ValueError(f"a clock does not go back (from {self.now()} to {target})")
        self._base, self._ticked = target, self._ticking()
        return target


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC)
