"""Events that are to be sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from attrs import frozen

from foodmarket.domain.accounts.events import ACCOUNT_EVENTS
from foodmarket.domain.kernel.events import Event, EventId
from foodmarket.domain.orders.model import EVENTS
from foodmarket.ports.tracer import Trace

# Every kind of event by its class's name: what can be stored, sent and read back.
KINDS: Mapping[str, type[Event]] = {**EVENTS, **ACCOUNT_EVENTS}


@frozen
class Envelope:
    """An event on its way to whoever wants to know; ``id`` makes its effects apply once.

    ``trace`` is that of the work in which it happened.
    """

    id: EventId
    event: Event
    trace: Trace | None = None


class Outbox(Protocol):
    """Events, stored with the facts and sent from here.

    Changes of orders bring their events along; others are added by themselves.
    """

    def add(self, event: Event) -> None:
        """Add an event of one of `KINDS`, stored by the commit."""
        ...

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
