"""Notifications of payment providers, in memory."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from attrs import evolve, frozen

from foodmarket.adapters.memory.accounts import Later
from foodmarket.adapters.memory.paging import descending
from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.adapters.memory.upcoming import delivery_due
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.payments.deliveries import DeliveryId, DeliveryState, WebhookDelivery
from foodmarket.ports.paging import Page


@frozen
class MemoryWebhooks:
    _tables: Tables
    _later: Later

    def add(self, delivery: WebhookDelivery) -> None:
        def write(commit: Commit) -> None:
            tables, place = commit.tables, (delivery.provider, delivery.key)
            if place in tables.webhook_keys:
                return
            commit.put(tables.webhook_keys, place, delivery.id)
            commit.put(tables.webhooks, delivery.id, delivery)
            commit.sort_in(tables.webhook_ids, delivery.id)
            _watch(tables, delivery)

        self._later(write)

    def save(self, delivery: WebhookDelivery) -> None:
        def write(commit: Commit) -> None:
            stored = commit.tables.webhooks.get(delivery.id)
            if stored is None or stored.version != delivery.version:
                raise StaleFacts
            saved = evolve(delivery, version=delivery.version + 1)
            commit.put(commit.tables.webhooks, delivery.id, saved)
            _watch(commit.tables, saved)

        self._later(write)

    async def get(self, delivery_id: DeliveryId) -> WebhookDelivery | None:
        return self._tables.webhooks.get(delivery_id)

    async def found(self, state: DeliveryState | None, page: Page) -> Sequence[WebhookDelivery]:
        ids = descending(self._tables.webhook_ids, page.after)
        deliveries = (self._tables.webhooks[delivery_id] for delivery_id in ids)
        return list(islice((d for d in deliveries if state in {None, d.state}), page.limit))

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[WebhookDelivery]:
        due = partial(delivery_due, self._tables)
        claimed = self._tables.due_webhooks.claim(due, now, lease, limit)
        return [self._tables.webhooks[delivery_id] for delivery_id in claimed]


def _watch(tables: Tables, delivery: WebhookDelivery) -> None:
    if delivery.state is DeliveryState.RECEIVED:
        tables.due_webhooks.hint(delivery.due_at, delivery.id)
