"""Permits of whose end cooks are to be told."""

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.permits import RemindOfPermit
from foodmarket.entrypoints.worker.loops import each


@frozen(kw_only=True)
class Reminder:
    """Tell cooks; two workers at one permit do no harm, the second meets stale facts."""

    begin: ports.Begin
    clock: ports.Clock
    remind: RemindOfPermit
    concurrency: int

    async def __call__(self) -> int:
        """Return how many permits were looked at."""
        async with self.begin() as uow:
            due = await uow.permits.due(self.clock.now(), 4 * self.concurrency)
        return await each("permits", due, self.remind, self.concurrency)
