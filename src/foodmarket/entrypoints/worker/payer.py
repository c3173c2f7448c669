"""Payouts whose date has come, and those that were asked for and have no final answer yet."""

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.payouts import PayCook
from foodmarket.entrypoints.worker.loops import each


@frozen(kw_only=True)
class Payer:
    """Pay cooks, and drive unfinished payouts on; two workers at one cook do no harm."""

    begin: ports.Begin
    clock: ports.Clock
    pay_cook: PayCook
    concurrency: int

    async def __call__(self) -> int:
        """Return how many cooks and payouts were looked at."""
        now, limit = self.clock.now(), 4 * self.concurrency
        async with self.begin() as uow:
            unfinished = await uow.payouts.unfinished(now, limit)
            due = await uow.payouts.due(now, limit)
        done = await each("payer", unfinished, self.pay_cook.drive, self.concurrency)
        return done + await each("payer", due, self.pay_cook, self.concurrency)
