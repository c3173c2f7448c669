"""Counting tries against rates."""

from __future__ import annotations

from foodmarket import ports
from foodmarket.domain.accounts.errors import TooManyTries


async def take_tries(limiter: ports.Limiter, key: str, *rates: ports.Rate) -> None:
    """Count one try against every rate. Refuses with `TooManyTries`."""
    for rate in rates:
        tries = await limiter.take(key, rate)
        if not tries.allowed:
            raise TooManyTries(retry_after=int(tries.retry_after.total_seconds()) + 1)
