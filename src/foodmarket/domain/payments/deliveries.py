"""Notifications of providers, kept as they came and applied later.

A delivery is stored before anything is done about it, so the provider gets its answer at once and
nothing is lost if we stop half-way. The same notification, sent twice, is kept once.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from foodmarket.domain.kernel.errors import NotFound
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.payments.reports import WebhookNotice

TRIES = 8  # of a notification that can't be applied, before it is parked for people
_LONGEST_WAIT = timedelta(minutes=10)


class DeliveryId(Id):
    """Identifies a delivery."""

    __slots__ = ()
    prefix = "whk"


class DeliveryState(StrEnum):
    """``IGNORED`` is about none of our payments; ``PARKED`` failed too often: left for staff."""

    RECEIVED = "received"
    APPLIED = "applied"
    IGNORED = "ignored"
    PARKED = "parked"


@frozen(kw_only=True)
class WebhookDelivery:
    """One notification. Provider and ``key`` together are the same for each repetition of it.

    It is about a payment or a provider's dispute (its reference).
    ``due_at`` (UTC) is when it is to be applied next; ``attempts`` counts the tries so far.
    """

    id: DeliveryId
    provider: str
    key: str
    event: str
    payment_id: PaymentId | None
    dispute: str | None = None
    body: bytes = field(repr=False)
    received_at: datetime
    due_at: datetime
    state: DeliveryState = DeliveryState.RECEIVED
    attempts: int = 0
    reason: str | None = None
    version: int = 1


class UnknownDelivery(NotFound):
    """There is no such notification."""


def received(
    delivery_id: DeliveryId, provider: str, notice: WebhookNotice, body: bytes, now: datetime
) -> WebhookDelivery:
    """Return the delivery to keep; what is about none of our payments is ignored at once."""
    ours = notice.payment_id is not None or notice.dispute is not None
    return WebhookDelivery(
        id=delivery_id,
        provider=provider,
        key=notice.key,
        event=notice.event,
        payment_id=notice.payment_id,
        dispute=notice.dispute,
        body=body,
        received_at=now,
        due_at=now,
        state=DeliveryState.RECEIVED if ours else DeliveryState.IGNORED,
        reason=None if ours else "not_about_a_payment",
    )


def applied(delivery: WebhookDelivery) -> WebhookDelivery:
    """Return the delivery after the provider was looked at because of it."""
    attempts = delivery.attempts + 1
    return evolve(delivery, state=DeliveryState.APPLIED, attempts=attempts, reason=None)


def ignored(delivery: WebhookDelivery, reason: str) -> WebhookDelivery:
    """Return the delivery that nothing is to be done about."""
    attempts = delivery.attempts + 1
    return evolve(delivery, state=DeliveryState.IGNORED, attempts=attempts, reason=reason)


def put_off(delivery: WebhookDelivery, reason: str, now: datetime) -> WebhookDelivery:
    """Return the delivery to be tried later: the provider is away, which is nobody's fault here."""
    attempts = delivery.attempts + 1
    return evolve(delivery, attempts=attempts, reason=reason, due_at=now + _wait(attempts))


def failed(delivery: WebhookDelivery, reason: str, now: datetime) -> WebhookDelivery:
    """Return the delivery after a try that broke: tried again later, parked in the end."""
    later = put_off(delivery, reason, now)
    parks = later.attempts >= TRIES
    return evolve(later, state=DeliveryState.PARKED) if parks else later


def replayed(delivery: WebhookDelivery, now: datetime) -> WebhookDelivery:
    """Return the delivery to be applied anew, whatever became of it."""
    return evolve(delivery, state=DeliveryState.RECEIVED, attempts=0, reason="replayed", due_at=now)


def _wait(attempts: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(attempts - 1, 12)), _LONGEST_WAIT)
