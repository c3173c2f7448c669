"""Personal data whose time is over, and people who wait to be forgotten."""

from datetime import datetime, timedelta

from attrs import define

from foodmarket import ports
from foodmarket.domain.privacy import EraseAccount, ErasureState, ForgetPast

BATCH = 100
EVERY = timedelta(hours=1)


@define(kw_only=True)
class Forgetter:
    """Looks once an hour by the marketplace's clock, and on while there is something to forget."""

    begin: ports.Begin
    clock: ports.Clock
    forget_past: ForgetPast
    erase_account: EraseAccount
    _next: datetime | None = None

    async def __call__(self) -> int:
        """Return how many things and people were forgotten."""
        now = self.clock.now()
        if self._next is not None and now < self._next:
            return 0
        forgotten = await self.forget_past() + await self._erase()
        if not forgotten:
            self._next = now + EVERY
        return forgotten

    async def _erase(self) -> int:
        async with self.begin() as uow:
            waiting = await uow.personal_data.waiting(BATCH)
        acts = [await self.erase_account.complete(erasure) for erasure in waiting]
        return sum(1 for act in acts if act.state is ErasureState.DONE)
