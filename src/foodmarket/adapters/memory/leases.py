"""Things that come due, found without looking at all of them, and kept from two claimers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Generic, TypeVar

T = TypeVar("T", bound=str)


class Leases(Generic[T]):
    """Remembers when each thing should be looked at, and until when somebody works on it.

    An instant in the heap is only a hint to look: what is due is asked of the facts, so a hint
    that a change has outdated does no harm.
    """

    def __init__(self) -> None:
        self._hints: list[tuple[datetime, T]] = []
        self._leased: dict[T, datetime] = {}

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
            elif at <= now and self._leased.get(thing, now) <= now:
                claimed.append(thing)
                self._leased[thing] = now + lease
                self.hint(now + lease, thing)
        return claimed
