"""Chargebacks that no notification told of: providers are asked for what changed lately."""

import logging
from collections.abc import Iterable

from attrs import frozen

from foodmarket.domain.orders import HearChargeback
from foodmarket.domain.payments.errors import ProviderUnavailable

log = logging.getLogger("foodmarket.worker")


@frozen(kw_only=True)
class Listener:
    """Ask each provider in turn; one that does not answer is asked the next time."""

    providers: Iterable[str]
    hear_chargeback: HearChargeback

    async def __call__(self) -> int:
        """Return 0: there is nothing to go on with before the next pause."""
        for provider in self.providers:
            try:
                await self.hear_chargeback.all_of(provider)
            except ProviderUnavailable:
                log.warning("disputes not heard of", extra={"facts": {"provider": provider}})
        return 0
