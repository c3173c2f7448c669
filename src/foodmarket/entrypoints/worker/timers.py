"""Deadlines and reminders of orders."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.orders.model import OrderId
from foodmarket.entrypoints.worker.loops import each


@frozen(kw_only=True)
class Timers:
    """Do for each order what its time asks for."""

    begin: ports.Begin
    clock: ports.Clock
    elapse_order: Callable[[OrderId], Awaitable[object]]
    lease: timedelta
    concurrency: int

    async def __call__(self) -> int:
        """Return how many orders had something due."""
        async with self.begin() as uow:
            due = await uow.orders.claim_due(self.clock.now(), self.lease, 4 * self.concurrency)
        return await each("timers", due, self.elapse_order, self.concurrency)
