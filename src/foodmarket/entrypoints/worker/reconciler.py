"""Yesterday against what the providers report, once a day and by one worker."""

from collections.abc import Collection

from attrs import frozen

from foodmarket.domain.payments.errors import ProviderUnavailable
from foodmarket.domain.reconciliation import ReconcileYesterday


@frozen(kw_only=True)
class Reconciler:
    """Reconcile the days that have ended; one that could not be is tried again after its lease."""

    providers: Collection[str]
    reconcile_yesterday: ReconcileYesterday

    async def __call__(self) -> int:
        """Return 0: what was done now is not due again before tomorrow."""
        away = []
        for provider in sorted(self.providers):
            try:
                await self.reconcile_yesterday(provider)
            except ProviderUnavailable as error:  # keeps nobody else's day from being compared
                away.append(error)
        if away:
            raise away[0]
        return 0
