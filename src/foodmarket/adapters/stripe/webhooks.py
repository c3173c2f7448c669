"""Stripe's notifications: HMAC over the raw body, good for five minutes to both sides."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import stripe

from foodmarket.domain.kernel.ids import MalformedId
from foodmarket.domain.payments.errors import ForgedWebhook
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.payments.reports import WebhookNotice

HEADER = "Stripe-Signature"
TOLERANCE = timedelta(seconds=300)
EVENTS = (  # what an endpoint has to subscribe to
    "payment_intent.amount_capturable_updated",
    "payment_intent.canceled",
    "payment_intent.payment_failed",
    "payment_intent.requires_action",
    "payment_intent.succeeded",
    "checkout.session.completed",
    "checkout.session.expired",
    "charge.captured",
    "charge.expired",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "transfer.created",
    "transfer.reversed",
)
_TIMESTAMP = re.compile(r"(?:^|,)t=(\d{1,12})(?=,|$)")


def read_notice(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime
) -> WebhookNotice:
    """Tell what a signed notification is about. Refuses with `ForgedWebhook`."""
    _verify(headers, body, secrets, now)
    try:
        event: Any = json.loads(body)
        key, name = str(event["id"]), str(event["type"])
    except (ValueError, LookupError, TypeError):
        raise ForgedWebhook from None
    payment_id, dispute = _payment_of(event), _dispute_of(name, event)
    return WebhookNotice(key=key, event=name, payment_id=payment_id, dispute=dispute)


def _verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> None:
    # The first one: where a proxy lets a second header through, it must not win.
    given = next((value for name, value in headers.items() if name.lower() == HEADER.lower()), "")
    dated = _TIMESTAMP.search(given)
    if dated is None or not any(_signed(given, body, secret) for secret in secrets):
        raise ForgedWebhook
    # The SDK looks at the past only; a signature dated ahead could be kept and sent much later.
    if abs(int(dated.group(1)) - int(now.timestamp())) > TOLERANCE.total_seconds():
        raise ForgedWebhook


def _signed(given: str, body: bytes, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body, given, secret)
    except (stripe.SignatureVerificationError, ValueError, TypeError):
        return False
    return True


def _payment_of(event: Any) -> PaymentId | None:
    """Return the payment that we wrote into the object's metadata; None where there is none."""
    try:
        return PaymentId.parse(event["data"]["object"]["metadata"]["payment_id"])
    except (LookupError, TypeError, AttributeError, MalformedId):
        return None


def _dispute_of(name: str, event: Any) -> str | None:
    """Return the dispute that an event is about; whose it is, Stripe tells when it is looked up."""
    if not name.startswith("charge.dispute."):
        return None
    try:
        return str(event["data"]["object"]["id"])
    except (LookupError, TypeError):
        return None
