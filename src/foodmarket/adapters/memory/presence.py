"""Who is there, in the memory of one process."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from foodmarket.domain.kernel.ids import Id
from foodmarket.ports.clock import Clock


class MemoryPresence:
    """The instant until which each one counts as there."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[Id, datetime] = {}

    async def seen(self, who: Id, lasting: timedelta) -> None:
        self._until[who] = self._clock.now() + lasting

    async def present(self, who: Sequence[Id]) -> frozenset[Id]:
        now = self._clock.now()
        return frozenset(one for one in who if self._until.get(one, now) > now)
