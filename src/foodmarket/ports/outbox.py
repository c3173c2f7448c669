"""Events that are to be sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from attrs import frozen

from foodmarket.domain.kernel.events import Event, EventId
from foodmarket.ports.tracer import Trace


@frozen
class Envelope:
    """An event on its way to whoever wants to know; ``id`` makes its effects apply once.

    ``trace`` is that of the work in which it happened.
    """

    id: EventId
    event: Event
    trace: Trace | None = None


class Outbox(Protocol):
    """Events, stored with the facts and sent from here."""

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Envelope]:
        """Return the oldest unsent events, kept from other claimers for the lease.

        Takes effect at once. Events of one subject are never claimed past an unsent earlier one.
        """
        ...

    async def sent(self, ids: Sequence[EventId]) -> None:
        """Note that events were sent. Takes effect at once."""
        ...

    async def size(self) -> int:
        """Return how many events are not sent yet."""
        ...
