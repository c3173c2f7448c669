"""Handling events: every consumer's effect once per event, in the order of each subject."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from time import perf_counter

from attrs import field, frozen

from foodmarket import ports
from foodmarket.entrypoints.observing import Observers
from foodmarket.entrypoints.observing.telling import told
from foodmarket.entrypoints.worker.loops import OUTAGES, describe
from foodmarket.entrypoints.worker.messages import Message, read
from foodmarket.entrypoints.worker.parking import Parking
from foodmarket.ports.outbox import Envelope
from foodmarket.ports.tracer import Kind

log = logging.getLogger("foodmarket.worker")


class Delivered(StrEnum):
    """What became of an event this time."""

    DONE = "done"
    PARKED = "parked"
    WAITING = "waiting"
    FAILED = "failed"


_AWAY = "event waits, something is away"
_OVER = {Delivered.DONE, Delivered.PARKED}


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
    observers: Observers = field(factory=Observers)

    async def __call__(self, message: Message) -> None:
        """Handle the events of a message of the stream."""
        await self.handle(read(message))

    async def handle(self, envelopes: Sequence[Envelope]) -> None:
        """Handle the events one after the other; stop at the first that has to come again."""
        for envelope in envelopes:
            try:
                if not await self._is_over(envelope):
                    return
            except OUTAGES as error:  # whatever its effect has come to, it comes again
                log.warning(_AWAY, extra={"facts": _facts(envelope) | {"error": told(error)}})
                return

    async def _is_over(self, envelope: Envelope) -> bool:
        if await self.parking.rests(envelope.id, self.clock.now()):
            return False
        with self.observers.tracer.span(
            f"event {envelope.event.name}", Kind.CONSUMER, parent=envelope.trace
        ) as span:
            outcome = await self._delivered(envelope)
            if outcome not in _OVER:
                span.fail(outcome)
            return outcome in _OVER

    async def _delivered(self, envelope: Envelope) -> "Delivered":
        began = perf_counter()
        outcome = await self._handled(envelope)
        if outcome in _OVER:
            async with self.begin() as uow:
                await uow.outbox.sent([envelope.id])
        seconds = perf_counter() - began
        self.observers.metrics.delivered(envelope.event.name, outcome, seconds)
        if outcome is Delivered.DONE:
            facts = _facts(envelope) | {"ms": round(1000 * seconds, 1)}
            log.info("event", extra={"facts": facts})
        return outcome

    async def _handled(self, envelope: Envelope) -> "Delivered":
        facts = _facts(envelope)
        try:
            await self.consume(envelope)
        except OUTAGES as error:
            facts["error"] = told(error)
            log.warning(_AWAY, extra={"facts": facts})
            return Delivered.WAITING
        except Exception as error:
            facts["error"] = told(error)
            log.warning("event failed", extra={"facts": facts})
            if not await self.parking.failed(envelope, describe(error), self.clock.now()):
                return Delivered.FAILED
            log.exception("event parked", extra={"facts": facts})
            return Delivered.PARKED
        await self.parking.worked(envelope.id)
        return Delivered.DONE


def _facts(envelope: Envelope) -> dict[str, object]:
    event = envelope.event
    return {"event": envelope.id, "name": event.name, "of": event.subject}
