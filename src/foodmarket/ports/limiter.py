"""How often something may be tried."""

from datetime import timedelta
from typing import Protocol

from attrs import frozen


@frozen
class Rate:
    """At most ``times`` per ``per``, refilled evenly (a token bucket of that size)."""

    times: int
    per: timedelta


@frozen
class Allowance:
    """The answer to one try: ``left`` more at once; ``retry_after`` is zero where allowed."""

    allowed: bool
    left: int
    retry_after: timedelta


class Limiter(Protocol):
    """Counts tries by key, over all processes."""

    async def take(self, key: str, rate: Rate) -> Allowance:
        """Count one try against the rate, atomically."""
        ...
