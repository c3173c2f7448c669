"""Operations at providers that nobody finished: their process died, or no answer came."""

from datetime import timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.orders import Resume
from foodmarket.domain.orders.model import OrderId
from foodmarket.entrypoints.worker.loops import each


@frozen(kw_only=True)
class Resumer:
    """Take unfinished operations over and drive them on."""

    begin: ports.Begin
    clock: ports.Clock
    resume: Resume
    lease: timedelta
    concurrency: int

    async def __call__(self) -> int:
        """Return how many operations were taken over."""
        now, limit = self.clock.now(), 4 * self.concurrency
        async with self.begin() as uow:
            operations = await uow.orders.claim_operations(now, self.lease, limit)
        orders = [OrderId(operation.order_id) for operation in operations]
        return await each("resumer", orders, self.resume, self.concurrency)
