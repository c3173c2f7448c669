"""Applying what providers notified us of, as the worker does."""

import asyncio
from datetime import timedelta

from foodmarket.domain.payments.deliveries import WebhookDelivery
from foodmarket.entrypoints.marketplace import Marketplace


async def apply_kept(market: Marketplace) -> list[WebhookDelivery]:
    """Apply every notification that is due, all at once; return what became of them."""
    async with market.adapters.begin() as uow:
        due = await uow.webhooks.claim(market.adapters.clock.now(), timedelta(seconds=30), 100)
    return list(await asyncio.gather(*(market.apply_webhook(delivery) for delivery in due)))
