"""A clock that a test may move."""

from datetime import datetime, timedelta
from typing import Protocol


class MovableClock(Protocol):
    """Stands still until it is told to move."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        ...

    def advance(self, by: timedelta) -> datetime:
        """Move forward, and return the new instant."""
        ...
