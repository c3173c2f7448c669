"""Who is there right now."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from foodmarket.domain.kernel.ids import Id


class Presence(Protocol):
    """Remembers for a while that somebody was seen."""

    async def seen(self, who: Id, lasting: timedelta) -> None:
        """Note that somebody is there; forgotten after ``lasting`` without another note."""
        ...

    async def present(self, who: Sequence[Id]) -> frozenset[Id]:
        """Return those of them who are there."""
        ...
