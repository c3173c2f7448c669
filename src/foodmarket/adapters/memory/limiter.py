"""Token buckets in the memory of one process."""

from datetime import datetime, timedelta
from math import floor

from foodmarket.ports.clock import Clock
from foodmarket.ports.limiter import Allowance, Rate


class MemoryLimiter:
    """One bucket per key and rate; a bucket that would be full is forgotten."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._full_at: dict[tuple[str, Rate], datetime] = {}

    async def take(self, key: str, rate: Rate) -> Allowance:
        allowance = self.look(key, rate)
        if allowance.allowed:
            now = self._clock.now()
            full_at = max(self._full_at.get((key, rate), now), now)
            self._full_at[key, rate] = full_at + rate.per // rate.times
            if len(self._full_at) % 1024 == 0:
                self._full_at = {k: at for k, at in self._full_at.items() if at > now}
        return allowance

    def look(self, key: str, rate: Rate) -> Allowance:
        """Return what one try would be answered, without counting it."""
        # A bucket is known by the instant at which it will be full again: each try moves that
        # instant on by the time that one token takes to refill.
        now = self._clock.now()
        one = rate.per // rate.times
        full_at = max(self._full_at.get((key, rate), now), now)
        wait = full_at + one - (now + rate.per)
        if wait > timedelta(0):
            return Allowance(allowed=False, left=0, retry_after=wait)
        left = floor((now + rate.per - full_at - one) / one)
        return Allowance(allowed=True, left=left, retry_after=timedelta(0))
