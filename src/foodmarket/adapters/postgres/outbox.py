"""Events, stored with the facts and sent from here; the row's position is the event's id."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec
from attrs import define
from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    Integer,
    any_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.documents import Document
from foodmarket.adapters.postgres.rows import Row, Values
from foodmarket.adapters.postgres.writes import Writes
from foodmarket.domain.kernel.events import Event, EventId
from foodmarket.domain.kernel.ids import ALPHABET
from foodmarket.ports.outbox import KINDS, Envelope
from foodmarket.ports.tracer import CURRENT, Trace

log = logging.getLogger("foodmarket.outbox")
_DOCUMENTS: dict[str, Document[Event]] = {
    name: Document[Event](kind) for name, kind in KINDS.items()
}
_NOW = bindparam("now", type_=DateTime(timezone=True))
_LIMIT = bindparam("limit", type_=Integer)

_FREE = or_(t.outbox.c.claimed_until.is_(None), t.outbox.c.claimed_until <= _NOW)
_REACH = 10  # how many times the limit is looked through for subjects that nobody has

_oldest = (
    select(t.outbox.c.position, t.outbox.c.subject)
    .where(_FREE)
    .order_by(t.outbox.c.position)
    .limit(_LIMIT * _REACH)
    .cte("oldest")
    .prefix_with("MATERIALIZED")
)
_of_subject = t.outbox.alias("of_subject")
_first = (
    select(_of_subject.c.position)
    .where(_of_subject.c.subject == _oldest.c.subject)
    .order_by(_of_subject.c.position)
    .limit(1)
    .scalar_subquery()
)
# Whoever locks the first unsent event of a subject has the subject: the later ones follow it.
_heads = (
    select(t.outbox.c.subject)
    .join_from(_oldest, t.outbox, t.outbox.c.position == _oldest.c.position)
    .where(_FREE, _oldest.c.position == _first)
    .order_by(t.outbox.c.position)
    .limit(_LIMIT)
    .with_for_update(skip_locked=True, of=t.outbox)
    .cte("heads")
    .prefix_with("MATERIALIZED")
)
_batch = (
    select(t.outbox.c.position)
    .where(t.outbox.c.subject == _heads.c.subject)
    .order_by(t.outbox.c.position)
    .limit(_LIMIT)
    .cte("batch")
    .prefix_with("MATERIALIZED")
)
_CLAIM = compiled(
    update(t.outbox)
    .where(t.outbox.c.position == _batch.c.position)
    .values(claimed_until=bindparam("until", type_=DateTime(timezone=True)))
    .returning(
        t.outbox.c.position, t.outbox.c.subject, t.outbox.c.kind, t.outbox.c.facts, t.outbox.c.trace
    )
)
_SENT = compiled(
    delete(t.outbox).where(
        t.outbox.c.position == any_(bindparam("positions", type_=ARRAY(BigInteger)))
    )
)
_SIZE = compiled(select(func.count()).select_from(t.outbox))


def of_event(event: Event) -> Values:
    """Return the row of a new event. Events of every kind in `KINDS` can be stored."""
    kind = type(event).__name__
    if kind not in _DOCUMENTS:
        raise TypeError(f"{kind} is not among the events that the outbox can read back")
    trace = CURRENT.get()
    told = None if trace is None else str(trace)
    return event.subject, kind, _DOCUMENTS[kind].write(event), told


@define
class PostgresOutbox:
    _database: Database
    _writes: Writes

    def add(self, event: Event) -> None:
        self._writes.batches[-1].add("add_events", of_event(event))

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Envelope]:
        rows = await self._database.rows(_CLAIM, now=now, until=now + lease, limit=limit)
        return list(_readable(sorted(tuple(row) for row in rows)))

    async def sent(self, ids: Sequence[EventId]) -> None:
        await self._database.rows(_SENT, positions=[_position(event_id) for event_id in ids])

    async def size(self) -> int:
        return int(await self._database.value(_SIZE))


def _readable(rows: Sequence[Row]) -> Iterator[Envelope]:
    """Read the events up to the first of each subject that another version of us has written.

    Such an event waits for a process that knows it, and so do the later ones of its subject;
    everybody else's go on.
    """
    waiting = set()
    for position, subject, kind, facts, trace in rows:
        if subject in waiting:
            continue
        try:
            event = _DOCUMENTS[kind].read(facts)
        except (KeyError, msgspec.DecodeError):
            waiting.add(subject)
            unread = {"position": position, "kind": kind, "of": subject}
            log.warning("an event can't be read by this version", extra={"facts": unread})
        else:
            yield Envelope(EventId.of(position), event, Trace.read(trace))


def _position(event_id: EventId) -> int:
    number = 0
    for digit in event_id.partition("_")[2]:
        number = number * 32 + ALPHABET.index(digit)
    return number
