"""Operations at providers that nobody finished: their process died, or no answer came."""

from collections import Counter
from datetime import timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.orders import Resume
from foodmarket.domain.orders.model import OrderId
from foodmarket.entrypoints.worker.loops import each


@frozen(kw_only=True)
class Resumer:
    """Take unfinished operations over and drive them on.

    At most ``budget`` of a provider at a time: one that stalls does not keep the others waiting,
    and one that comes back is not run over. What is beyond comes again when its lease ends.
    """

    begin: ports.Begin
    clock: ports.Clock
    resume: Resume
    lease: timedelta
    concurrency: int
    budget: int

    async def __call__(self) -> int:
        """Return how many operations were taken over."""
        now, limit = self.clock.now(), 4 * self.concurrency
        async with self.begin() as uow:
            operations = await uow.orders.claim_operations(now, self.lease, limit)
        spent: Counter[str] = Counter()

        async def take_over(order_id: OrderId) -> None:
            purchase = await self.resume.perform.load(order_id)
            provider = purchase.payment.provider
            spent[provider] += 1
            if spent[provider] <= self.budget:
                await self.resume.drive(purchase)

        orders = [OrderId(operation.order_id) for operation in operations]
        return await each("resumer", orders, take_over, self.concurrency)
