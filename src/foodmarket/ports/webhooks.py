"""Notifications of payment providers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from foodmarket.domain.payments.deliveries import DeliveryId, DeliveryState, WebhookDelivery
from foodmarket.ports.paging import Page


class Webhooks(Protocol):
    """Notifications of payment providers, kept as they came."""

    def add(self, delivery: WebhookDelivery) -> None:
        """Keep a delivery; one of the same provider and key that is there changes nothing."""
        ...

    def save(self, delivery: WebhookDelivery) -> None:
        """Save a delivery's state, tries, reason and due instant (its ``version`` as read)."""
        ...

    async def get(self, delivery_id: DeliveryId) -> WebhookDelivery | None:
        """Return a delivery."""
        ...

    async def found(self, state: DeliveryState | None, page: Page) -> Sequence[WebhookDelivery]:
        """Return deliveries, newest first, of one state or of all."""
        ...

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[WebhookDelivery]:
        """Return received deliveries that are due, kept from other claimers for the lease.

        Takes effect at once, not at the commit.
        """
        ...
