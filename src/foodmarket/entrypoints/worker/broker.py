"""The taskiq broker on a Redis stream, and the one task that travels through it."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
from typing import Any

from attrs import frozen
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as NoAnswer
from taskiq import AckableMessage, AsyncTaskiqDecoratedTask
from taskiq.exceptions import SendTaskError
from taskiq_redis import RedisStreamBroker

from foodmarket.adapters.redis.connection import SECONDS
from foodmarket.entrypoints.observing.telling import told
from foodmarket.entrypoints.worker.messages import Message, written
from foodmarket.ports.outbox import Envelope

log = logging.getLogger("foodmarket.worker")
Deliveries = AsyncTaskiqDecoratedTask[[Message], Coroutine[Any, Any, None]]

STREAM = "foodmarket:events"
GROUP = "foodmarket-workers"
TASK = "foodmarket.deliver"
_LONGEST_STREAM = 10_000  # messages that were handled stay for inspection, up to about as many
_BLOCK_MS = 500
_IDLE_MS = 60_000  # after that long, another worker takes over what a dead one had read


class EventBroker(RedisStreamBroker):
    """Reads the stream until ``stop``, no further ahead than this worker can handle.

    The library's own reader can only be stopped by cancelling it, and a cancellation that meets
    the client at the wrong moment is lost. This one looks up at every turn.
    """

    def __init__(
        self, url: str, concurrency: int, stop: asyncio.Event, seconds: float = SECONDS
    ) -> None:
        """``seconds`` is how long Redis may take to answer, beside waiting for messages."""
        super().__init__(
            url,
            socket_connect_timeout=seconds,
            socket_timeout=_BLOCK_MS / 1000 + seconds,
            queue_name=STREAM,
            consumer_group_name=GROUP,
            consumer_name=f"{socket.gethostname()}-{os.getpid()}",
            consumer_id="0",  # also what was sent before the first worker came
            maxlen=_LONGEST_STREAM,
        )
        self._concurrency = concurrency
        self._stop = stop

    async def listen(self) -> AsyncGenerator[AckableMessage, None]:
        """Yield new messages, and then those that a dead worker had read and not handled."""
        async with Redis(connection_pool=self.connection_pool) as redis:
            while not self._stop.is_set():
                fetched: Any = await redis.xreadgroup(
                    GROUP,
                    self.consumer_name,
                    {STREAM: ">"},
                    count=self._concurrency,
                    block=_BLOCK_MS,
                )
                left: Any = await redis.xautoclaim(
                    STREAM, GROUP, self.consumer_name, _IDLE_MS, count=self._concurrency
                )
                messages = [message for _stream, some in fetched or () for message in some]
                for number, fields in (*messages, *left[1]):
                    yield AckableMessage(data=fields[b"data"], ack=self._acknowledging(number))

    def _acknowledging(self, number: str) -> Callable[[], Awaitable[None]]:
        acknowledge = self._ack_generator(number, STREAM)

        async def unless_away() -> None:
            """A message that stays unacknowledged may come again; its events change nothing then.

            What was not done of it, the outbox hands out again in any case.
            """
            try:
                await acknowledge()
            except (NoConnection, NoAnswer, OSError) as error:
                log.warning("message may come again", extra={"facts": {"error": told(error)}})

        return unless_away


@frozen
class Stream:
    """The stream as its sender sees it."""

    task: Deliveries
    redis: "Redis"

    async def send(self, envelopes: Sequence[Envelope]) -> None:
        """Send events of one subject together, so that they are handled in their order.

        Raises what Redis raised; taskiq would hide it.
        """
        try:
            await self.task.kiq(written(envelopes))
        except SendTaskError as error:
            raise error.__cause__ or error from None

    async def waits(self) -> bool:
        """Tell whether there are messages that no worker has read yet."""
        try:
            info = await self.redis.xinfo_stream(STREAM)
            groups = await self.redis.xinfo_groups(STREAM)
        except ResponseError:
            return False  # there is no stream yet
        newest = info["last-generated-id"]
        return any(group["last-delivered-id"] != newest for group in groups)


async def unread(redis: "Redis") -> int:
    """Return how many messages no worker has read yet; the relay lets few wait."""
    try:
        groups = await redis.xinfo_groups(STREAM)
    except ResponseError:
        return 0  # there is no stream yet
    waiting = 0
    for group in groups:
        last = group["last-delivered-id"]
        last = last.decode() if isinstance(last, bytes) else last
        found = await redis.xrange(STREAM, min=f"({last}", count=_LONGEST_STREAM)
        waiting += len(found or ())
    return waiting


def carry(broker: RedisStreamBroker, deliver: Callable[[Message], Awaitable[None]]) -> Deliveries:
    """Register what a worker does with a message."""

    async def task(message: Message) -> None:
        await deliver(message)

    return broker.register_task(task, task_name=TASK)


async def resend(url: str, message: Message, seconds: float = SECONDS) -> None:
    """Put a message into the stream once more."""

    async def nothing(_message: Message) -> None:
        return

    broker = EventBroker(url, concurrency=1, stop=asyncio.Event(), seconds=seconds)
    try:
        await carry(broker, nothing).kiq(message)
    finally:
        await broker.shutdown()
