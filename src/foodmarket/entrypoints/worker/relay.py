"""From the outbox to the stream."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from itertools import groupby

from attrs import frozen

from foodmarket import ports
from foodmarket.ports.outbox import Envelope

BATCH = 200


@frozen(kw_only=True)
class Relay:
    """Send what is unsent, at least once, the events of one subject together in their order.

    The outbox keeps an event until its effect is done (see `worker.deliver`).
    Nothing more is sent while messages wait unread, so that a backlog stays in the outbox.
    """

    begin: ports.Begin
    clock: ports.Clock
    send: Callable[[Sequence[Envelope]], Awaitable[None]]
    waits: Callable[[], Awaitable[bool]]
    lease: timedelta

    async def __call__(self) -> int:
        """Return how many events were sent."""
        if await self.waits():
            return 0
        async with self.begin() as uow:
            claimed = await uow.outbox.claim(self.clock.now(), self.lease, BATCH)
        # A stable sort: within a subject the order of the outbox stays.
        by_subject = sorted(claimed, key=lambda envelope: envelope.event.subject)
        for _subject, envelopes in groupby(by_subject, lambda envelope: envelope.event.subject):
            await self.send(tuple(envelopes))
        return len(claimed)
