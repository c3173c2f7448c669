"""Notifications of payment providers, kept as they came."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import define
from sqlalchemy import DateTime, Integer, Text, bindparam, or_, select, update

from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.rows import Row, Values
from foodmarket.adapters.postgres.writes import Writes
from foodmarket.domain.payments.deliveries import DeliveryId, DeliveryState, WebhookDelivery
from foodmarket.domain.payments.model import PaymentId
from foodmarket.ports.paging import Page

_WIDTH = 13
_COLUMNS = list(t.webhooks.c)[:_WIDTH]
_LIMIT = bindparam("limit", type_=Integer)
_NOW = bindparam("now", type_=DateTime(timezone=True))
_LAST = "~"  # sorts after every id

_GET = compiled(select(*_COLUMNS).where(t.webhooks.c.id == bindparam("id", type_=Text)))
_NEWEST = (
    select(*_COLUMNS)
    .where(t.webhooks.c.id < bindparam("after", type_=Text))
    .order_by(t.webhooks.c.id.desc())
    .limit(_LIMIT)
)
_FOUND = compiled(_NEWEST)
_FOUND_IN = compiled(_NEWEST.where(t.webhooks.c.state == bindparam("state", type_=Text)))
_due = (
    select(t.webhooks.c.id)
    .where(t.WAITING_WEBHOOK, t.webhooks.c.due_at <= _NOW)
    .where(or_(t.webhooks.c.claimed_until.is_(None), t.webhooks.c.claimed_until <= _NOW))
    .order_by(t.webhooks.c.due_at)
    .limit(_LIMIT)
    .with_for_update(skip_locked=True)
    .cte("due")
    .prefix_with("MATERIALIZED")
)
_CLAIM = compiled(
    update(t.webhooks)
    .where(t.webhooks.c.id == _due.c.id)
    .values(claimed_until=bindparam("until", type_=DateTime(timezone=True)))
    .returning(*_COLUMNS)
)


@define
class PostgresWebhooks:
    _database: Database
    _writes: Writes

    def add(self, delivery: WebhookDelivery) -> None:
        batch = self._writes.to("webhooks", (delivery.provider, delivery.key))
        batch.add("add_webhooks", _of(delivery))

    def save(self, delivery: WebhookDelivery) -> None:
        it = delivery
        batch = self._writes.to("webhooks", it.id)
        changed = (it.due_at, it.state, it.attempts, it.reason, it.version + 1)
        batch.write("save_webhook", (it.id, it.version, *changed))

    async def get(self, delivery_id: DeliveryId) -> WebhookDelivery | None:
        row = await self._database.row(_GET, id=delivery_id)
        return None if row is None else _read(row)

    async def found(self, state: DeliveryState | None, page: Page) -> Sequence[WebhookDelivery]:
        statement = _FOUND if state is None else _FOUND_IN
        rows = await self._database.rows(
            statement, state=state, after=page.after or _LAST, limit=page.limit
        )
        return [_read(row) for row in rows]

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[WebhookDelivery]:
        rows = await self._database.rows(_CLAIM, now=now, until=now + lease, limit=limit)
        return sorted(map(_read, rows), key=lambda it: (it.due_at, it.id))


def _of(it: WebhookDelivery) -> Values:
    return (
        *(it.id, it.provider, it.key, it.event, it.payment_id, it.body, it.received_at),
        *(it.due_at, it.state, it.attempts, it.reason, it.version, it.dispute),
    )


def _read(row: Row) -> WebhookDelivery:
    id_, provider, key, event, payment_id, body, received_at, due_at = row[:8]
    state, attempts, reason, version, dispute = row[8:_WIDTH]
    return WebhookDelivery(
        id=DeliveryId(id_),
        provider=provider,
        key=key,
        event=event,
        payment_id=None if payment_id is None else PaymentId(payment_id),
        dispute=dispute,
        body=body,
        received_at=received_at,
        due_at=due_at,
        state=DeliveryState(state),
        attempts=attempts,
        reason=reason,
        version=version,
    )
