"""The taskiq broker on a Redis stream, and the one task that travels through it."""

import os
import socket
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from attrs import frozen
from redis.asyncio import Redis
from redis.exceptions import ResponseError
from taskiq import AsyncTaskiqDecoratedTask
from taskiq_redis import RedisStreamBroker

from foodmarket.entrypoints.worker.messages import Message, written
from foodmarket.ports.unit_of_work import Envelope

Deliveries = AsyncTaskiqDecoratedTask[[Message], Coroutine[Any, Any, None]]

STREAM = "foodmarket:events"
GROUP = "foodmarket-workers"
TASK = "foodmarket.deliver"
_LONGEST_STREAM = 10_000  # messages that were handled stay for inspection, up to about as many
_IDLE_MS = 60_000  # after that long, another worker takes over what a dead one had read


def make_broker(url: str, concurrency: int) -> RedisStreamBroker:
    """Return a broker that reads no further ahead than this worker can handle."""
    return RedisStreamBroker(
        url,
        queue_name=STREAM,
        consumer_group_name=GROUP,
        consumer_name=f"{socket.gethostname()}-{os.getpid()}",
        consumer_id="0",  # also what was sent before the first worker came
        maxlen=_LONGEST_STREAM,
        idle_timeout=_IDLE_MS,
        xread_block=1000,
        xread_count=concurrency,
        unacknowledged_batch_size=concurrency,
        unacknowledged_lock_timeout=10.0,
    )


@frozen
class Stream:
    """The stream as its sender sees it."""

    task: Deliveries
    redis: "Redis"

    async def send(self, envelopes: Sequence[Envelope]) -> None:
        """Send events of one subject together, so that they are handled in their order."""
        await self.task.kiq(written(envelopes))

    async def waits(self) -> bool:
        """Tell whether there are messages that no worker has read yet."""
        try:
            info = await self.redis.xinfo_stream(STREAM)
            groups = await self.redis.xinfo_groups(STREAM)
        except ResponseError:
            return False  # there is no stream yet
        newest = info["last-generated-id"]
        return any(group["last-delivered-id"] != newest for group in groups)


def carry(broker: RedisStreamBroker, deliver: Callable[[Message], Awaitable[None]]) -> Deliveries:
    """Register what a worker does with a message."""

    async def task(message: Message) -> None:
        await deliver(message)

    return broker.register_task(task, task_name=TASK)


async def resend(url: str, message: Message) -> None:
    """Put a message into the stream once more."""

    async def nothing(_message: Message) -> None:
        return

    broker = make_broker(url, concurrency=1)
    try:
        await carry(broker, nothing).kiq(message)
    finally:
        await broker.shutdown()
