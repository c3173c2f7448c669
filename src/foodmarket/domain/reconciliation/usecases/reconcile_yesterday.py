"""What the worker does once a day, without anybody asking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.model import SYSTEM
from foodmarket.domain.reconciliation.decisions import days_due
from foodmarket.domain.reconciliation.model import Reconciled
from foodmarket.domain.reconciliation.usecases.reconcile_day import ReconcileDay

LEASE = timedelta(minutes=10)
MOST_OPEN_DAYS = 31


@frozen(kw_only=True)
class ReconcileYesterday:
    """Reconcile the days (UTC) that have ended, and look again at those with something open."""

    begin: ports.Begin
    clock: ports.Clock
    reconcile_day: ReconcileDay

    async def __call__(self, provider: str) -> Sequence[Reconciled]:
        """Return the days that were looked at; of many callers at once one does it.

        Refuses with `UnknownProvider` and `ProviderUnavailable`; the day stays due then.
        """
        now = self.clock.now()
        async with self.begin() as uow:
            last = await uow.discrepancies.last_day(provider)
            due = [
                day
                for day in days_due(now, last)
                if await uow.discrepancies.claim_day(provider, day, now, LEASE)
            ]
            again = await uow.discrepancies.open_days(provider, MOST_OPEN_DAYS) if due else ()
        days = [*sorted(set(again) - set(due)), *due]
        return [await self.reconcile_day(SYSTEM, provider, day) for day in days]
