"""Things that come due, found without looking at all of them, and kept from two claimers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Generic, TypeVar

T = TypeVar("T", bound=str)
Due = Callable[[T], tuple[datetime, int] | None]


class Leases(Generic[T]):
    """Remembers when each thing should be looked at, and until when somebody works on it.

    An instant in the heap is only a hint to look: what is due is asked of the facts, so a hint
    that a change has outdated does no harm. A lease is for the version that was claimed, and ends
    with it.
    """

    def __init__(self) -> None:
        self._hints: list[tuple[datetime, T]] = []
        self._leased: dict[T, tuple[int, datetime]] = {}  # the version, and until when

    def hint(self, at: datetime, thing: T) -> None:
        """Look at the thing at that instant."""
        heappush(self._hints, (at, thing))

    def next(self, due: Due[T]) -> datetime | None:
        """Return when something is due next, or when a lease ends."""
        while self._hints:
            at, thing = self._hints[0]
            known = due(thing)
            if known is not None and known[0] <= at:
                return at
            heappop(self._hints)  # outdated: there is another one where it is due later
        return None

    def claim(
        self,
        due: Due[T],
        now: datetime,
        lease: timedelta,
        limit: int,
    ) -> list[T]:
        """Return up to ``limit`` things that are due and that nobody else works on.

        ``due`` tells when a thing is due, and which version of it that is.
        """
        claimed: list[T] = []
        while self._hints and self._hints[0][0] <= now and len(claimed) < limit:
            _, thing = heappop(self._hints)
            known = due(thing)
            if known is None:
                self._leased.pop(thing, None)
                continue
            at, version = known
            if at <= now and not self._is_leased(thing, version, now):
                claimed.append(thing)
                self._leased[thing] = version, now + lease
                self.hint(now + lease, thing)
        return claimed

    def _is_leased(self, thing: T, version: int, now: datetime) -> bool:
        leased, until = self._leased.get(thing, (version, now))
        return leased == version and until > now
