"""The stream of events between the relay and the consumers, with the manners of Redis streams."""

from collections import deque
from collections.abc import Callable, Sequence

from foodmarket.entrypoints.simulation.faults import Fault
from foodmarket.entrypoints.simulation.situations import Situation
from foodmarket.entrypoints.simulation.store import Machine
from foodmarket.entrypoints.simulation.world import World
from foodmarket.ports.outbox import Envelope

Message = tuple[Envelope, ...]
IDLE = 60.0  # seconds; after that, somebody else takes over what a dead consumer had read


class Stream:
    """Messages that were sent and not acknowledged. It may lose everything at once.

    ``arrived`` is called when there is something to read, ``emptied`` when all of it was read.
    """

    def __init__(
        self, world: World, arrived: Callable[[], None], emptied: Callable[[], None]
    ) -> None:
        self._world = world
        self._arrived = arrived
        self._emptied = emptied
        self._waiting: deque[Message] = deque()
        self._epoch = 0

    async def waits(self) -> bool:
        """Tell whether there are messages that nobody has read yet."""
        return bool(self._waiting)

    async def send(self, machine: Machine, envelopes: Sequence[Envelope]) -> None:
        """Add a message."""
        world, message = self._world, tuple(envelopes)
        machine.moment(Fault.CRASH_BEFORE_PUBLISH)
        await world.loop.wait(world.chance.random() * 0.005)
        if world.hits(Fault.QUEUE_LOST):
            self._waiting.clear()
            self._emptied()
            self._epoch += 1
            world.reach(Situation.QUEUE_LOST)
            return
        self._waiting.append(message)
        if world.hits(Fault.QUEUE_TWICE):
            self._waiting.append(message)
        self._arrived()
        machine.moment(Fault.CRASH_AFTER_PUBLISH)

    @property
    def unread_messages(self) -> int:
        """Return how many messages nobody has read yet."""
        return len(self._waiting)

    def read(self) -> Message | None:
        """Take the oldest message; whoever does has to acknowledge it within `IDLE` seconds."""
        if not self._waiting:
            return None
        message = self._waiting.popleft()
        if not self._waiting:
            self._emptied()
        return message

    def unread(self, message: Message) -> None:
        """Let somebody else have it after a while: whoever read it has died."""
        epoch = self._epoch

        def again() -> None:
            if epoch == self._epoch:
                self._waiting.append(message)
                self._arrived()

        self._world.loop.call_later(IDLE, again)


class Hashes:
    """The hashes in which workers count failures together."""

    def __init__(self) -> None:
        self._hashes: dict[str, dict[str, str]] = {}

    async def hget(self, name: str, key: str) -> str | None:
        return self._hashes.get(name, {}).get(key)

    async def hset(self, name: str, key: str, value: str) -> None:
        self._hashes.setdefault(name, {})[key] = value

    async def hdel(self, name: str, *keys: str) -> None:
        for key in keys:
            self._hashes.get(name, {}).pop(key, None)

    async def hgetall(self, name: str) -> dict[str, str]:
        return dict(self._hashes.get(name, {}))

    async def hlen(self, name: str) -> int:
        return len(self._hashes.get(name, {}))
