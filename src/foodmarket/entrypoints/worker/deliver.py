"""Handling events: every consumer's effect once per event, in the order of each subject."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from attrs import frozen
from redis.exceptions import RedisError

from foodmarket import ports
from foodmarket.domain.kernel.errors import StaleFacts, Unavailable
from foodmarket.entrypoints.worker.loops import describe
from foodmarket.entrypoints.worker.messages import Message, read
from foodmarket.entrypoints.worker.parking import Parking
from foodmarket.ports.outbox import Envelope

log = logging.getLogger("foodmarket.worker")

# Something that we depend on is away: no fault of the event.
OUTAGES = (OSError, TimeoutError, RedisError, Unavailable, StaleFacts)


@frozen(kw_only=True)
class Deliver:
    """Give events to their consumer, and only then note in the outbox that they were sent.

    Until then the outbox lets no later event of the same subject pass, and hands the event out
    again when its lease runs out: nothing is lost when a worker or Redis dies in between.
    """

    begin: ports.Begin
    clock: ports.Clock
    consume: Callable[[Envelope], Awaitable[None]]
    parking: Parking

    async def __call__(self, message: Message) -> None:
        """Handle the events of a message of the stream."""
        await self.handle(read(message))

    async def handle(self, envelopes: Sequence[Envelope]) -> None:
        """Handle the events one after the other; stop at the first that has to come again."""
        for envelope in envelopes:
            if await self.parking.rests(envelope.id, self.clock.now()):
                return
            if not await self._handled(envelope):
                return
            async with self.begin() as uow:
                await uow.outbox.sent([envelope.id])

    async def _handled(self, envelope: Envelope) -> bool:
        facts = {"event": envelope.id, "name": envelope.event.name, "of": envelope.event.subject}
        try:
            await self.consume(envelope)
        except OUTAGES as error:
            facts["error"] = describe(error)
            log.warning("event waits, something is away", extra={"facts": facts})
            return False
        except Exception as error:
            reason = facts["error"] = describe(error)
            parked = await self.parking.failed(envelope, reason, self.clock.now())
            level = logging.ERROR if parked else logging.WARNING
            log.log(level, "event parked" if parked else "event failed", extra={"facts": facts})
            return parked
        await self.parking.worked(envelope.id)
        return True
