"""Events on their way, in memory."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.domain.kernel.events import Event, EventId
from foodmarket.domain.kernel.ids import Id
from foodmarket.ports.outbox import Envelope
from foodmarket.ports.tracer import CURRENT


def tell(commit: Commit, event: Event) -> None:
    """Add an event, to be sent after those before it."""
    tables = commit.tables
    tables.events_made += 1
    envelope = Envelope(EventId.of(tables.events_made), event, CURRENT.get())
    commit.append(tables.events_of[event.subject], envelope)
    commit.put(tables.unsent, envelope.id, envelope)


@frozen
class MemoryOutbox:
    _tables: Tables
    _later: Callable[[Callable[[Commit], None]], None]

    def add(self, event: Event) -> None:
        self._later(lambda commit: tell(commit, event))

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Envelope]:
        claimed: list[Envelope] = []
        waiting: set[Id] = set()
        sending = self._tables.sending
        for envelope in self._tables.unsent.values():
            if len(claimed) == limit:
                break
            subject = envelope.event.subject
            if subject in waiting:
                continue
            if sending.get(envelope.id, now) > now:
                waiting.add(subject)
                continue
            sending[envelope.id] = now + lease
            claimed.append(envelope)
        return claimed

    async def sent(self, ids: Sequence[EventId]) -> None:
        for event_id in ids:
            self._tables.unsent.pop(event_id, None)
            self._tables.sending.pop(event_id, None)

    async def size(self) -> int:
        return len(self._tables.unsent)
