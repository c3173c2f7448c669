"""Things that come due, found without looking at all of them, and kept from two claimers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Generic, TypeVar

T = TypeVar("T", bound=str)


class Leases(Generic[T]):
    """Remembers when each thing should be looked at, and until when somebody works on it.

    An instant in the heap is only a hint to look: what is due is asked of the facts, so a hint
    that a change has outdated does no harm. A lease is for what was due when it was taken, and
    is outdated with it.
    """

    def __init__(self) -> None:
        self._hints: list[tuple[datetime, T]] = []
        self._leased: dict[T, tuple[datetime, datetime]] = {}  # what was due, and until when

    def hint(self, at: datetime, thing: T) -> None:
        """Look at the thing at that instant."""
        heappush(self._hints, (at, thing))

    def claim(
        self,
        due_at: Callable[[T], datetime | None],
        now: datetime,
        lease: timedelta,
        limit: int,
    ) -> list[T]:
        """Return up to ``limit`` things that are due and that nobody else works on."""
        claimed: list[T] = []
        while self._hints and self._hints[0][0] <= now and len(claimed) < limit:
            _, thing = heappop(self._hints)
            at = due_at(thing)
            if at is None:
                self._leased.pop(thing, None)
            elif at <= now and not self._keeps(thing, at, now):
                claimed.append(thing)
                self._leased[thing] = at, now + lease
                self.hint(now + lease, thing)
        return claimed

    def _keeps(self, thing: T, at: datetime, now: datetime) -> bool:
        leased_for, until = self._leased.get(thing, (at, now))
        return leased_for == at and until > now
