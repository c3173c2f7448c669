"""Events whose effect fails: tried again later and later, then parked for people to look at."""

import json
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Any, Protocol

from attrs import frozen

from foodmarket.domain.kernel.events import EventId
from foodmarket.entrypoints.worker.messages import Message, written
from foodmarket.ports.outbox import Envelope

_FAILING = "foodmarket:events:failing"
_PARKED = "foodmarket:events:parked"
_FIRST_REST = timedelta(seconds=1)
_LONGEST_REST = timedelta(minutes=5)


@frozen(kw_only=True)
class ParkedEvent:
    """An event that was given up on: what it was, and what went wrong the last time."""

    id: EventId
    name: str
    subject: str
    at: datetime
    parked_at: datetime
    tries: int
    reason: str
    message: Message


class Hashes(Protocol):
    """What is needed of Redis: hashes that all workers share."""

    def hget(self, name: str, key: str) -> Awaitable[Any]:
        """Return a field's value."""
        ...

    def hset(self, name: str, key: str, value: str) -> Awaitable[Any]:
        """Set a field."""
        ...

    def hdel(self, name: str, *keys: str) -> Awaitable[Any]:
        """Remove fields."""
        ...

    def hgetall(self, name: str) -> Awaitable[Any]:
        """Return all fields with their values."""
        ...

    def hlen(self, name: str) -> Awaitable[Any]:
        """Return how many fields there are."""
        ...


@frozen(kw_only=True)
class Parking:
    """Remembers failures in Redis, so that all workers count them together."""

    redis: Hashes
    tries: int

    async def rests(self, event_id: EventId, now: datetime) -> bool:
        """Tell whether the event failed a short while ago and is not to be tried again yet."""
        failing = await self._load(_FAILING, event_id)
        return failing is not None and now < datetime.fromisoformat(failing["again_at"])

    async def failed(self, envelope: Envelope, reason: str, now: datetime) -> bool:
        """Count a failure; return True where the event is parked now, or was already."""
        before = await self._load(_PARKED, envelope.id)  # somebody has sent it once more
        before = before or await self._load(_FAILING, envelope.id)
        tries = 1 + (before["tries"] if before is not None else 0)
        if tries < self.tries:
            again_at = now + min(_FIRST_REST * 2 ** (tries - 1), _LONGEST_REST)
            kept = {"tries": tries, "again_at": again_at.isoformat()}
            await self.redis.hset(_FAILING, envelope.id, json.dumps(kept))
            return False
        parked = {
            "name": envelope.event.name,
            "subject": envelope.event.subject,
            "at": envelope.event.at.isoformat(),
            "parked_at": now.isoformat(),
            "tries": tries,
            "reason": reason,
            "message": written([envelope]),
        }
        await self.redis.hset(_PARKED, envelope.id, json.dumps(parked))
        await self.redis.hdel(_FAILING, envelope.id)
        return True

    async def worked(self, event_id: EventId) -> None:
        """Forget what was remembered of the event."""
        await self.redis.hdel(_FAILING, event_id)
        await self.redis.hdel(_PARKED, event_id)

    async def parked(self) -> list[ParkedEvent]:
        """Return what is parked, oldest event first."""
        found = await self.redis.hgetall(_PARKED)
        events = []
        for event_id, text in found.items():
            kept = json.loads(text)
            kept["at"] = datetime.fromisoformat(kept["at"])
            kept["parked_at"] = datetime.fromisoformat(kept["parked_at"])
            events.append(ParkedEvent(id=EventId(_plain(event_id)), **kept))
        return sorted(events, key=lambda event: event.id)

    async def parked_count(self) -> int:
        """Return how many events are parked."""
        return int(await self.redis.hlen(_PARKED))

    async def failing(self) -> int:
        """Return how many events are being tried again."""
        return int(await self.redis.hlen(_FAILING))

    async def _load(self, key: str, event_id: EventId) -> dict[str, Any] | None:
        text = await self.redis.hget(key, event_id)
        return None if text is None else json.loads(text)


def _plain(key: bytes | str) -> str:
    return key.decode() if isinstance(key, bytes) else key
