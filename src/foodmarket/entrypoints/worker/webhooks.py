"""Notifications of payment providers that were kept and not applied yet."""

from datetime import timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.orders import ApplyWebhook
from foodmarket.entrypoints.worker.loops import each


@frozen(kw_only=True)
class Applier:
    """Apply what was kept, in no particular order: each is a hint to look at its payment."""

    begin: ports.Begin
    clock: ports.Clock
    apply: ApplyWebhook
    lease: timedelta
    concurrency: int

    async def __call__(self) -> int:
        """Return how many notifications were due."""
        async with self.begin() as uow:
            due = await uow.webhooks.claim(self.clock.now(), self.lease, 4 * self.concurrency)
        return await each("webhooks", due, self.apply, self.concurrency)
