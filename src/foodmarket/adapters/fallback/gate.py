"""A gate that still counts while the shared store is away."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from foodmarket import ports
from foodmarket.domain.kernel.errors import StoreUnavailable
from foodmarket.ports.gate import Entry, Toll

PAUSE = timedelta(seconds=1)  # for so long nobody who needs no session waits for the store


class FallbackGate:
    """Asks ``shared``; where it does not answer, ``local`` counts those who need no session.

    Rates then hold for each process by itself, so that nobody gets more than the rates times the
    number of processes. Where there is a token, only the shared store knows whose it is: the call
    refuses with `StoreUnavailable`, as the store did.
    """

    def __init__(self, shared: ports.Gate, local: ports.Gate, clock: ports.Clock) -> None:
        self._shared = shared
        self._local = local
        self._clock = clock
        self._away_until: datetime | None = None

    async def enter(
        self, token: str | None, tolls: Sequence[Toll] = (), per_account: Sequence[Toll] = ()
    ) -> Entry:
        if token is None and self._away():
            return await self._local.enter(None, tolls)
        try:
            entry = await self._shared.enter(token, tolls, per_account)
        except StoreUnavailable:
            self._away_until = self._clock.now() + PAUSE
            if token is not None:
                raise
            return await self._local.enter(None, tolls)
        self._away_until = None
        return entry

    def _away(self) -> bool:
        return self._away_until is not None and self._clock.now() < self._away_until
