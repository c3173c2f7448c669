"""The signature of notifications: HMAC-SHA256 over ``timestamp.body``, good for five minutes."""

import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from foodmarket.domain.kernel.ids import MalformedId
from foodmarket.domain.payments.errors import ForgedWebhook
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.payments.reports import WebhookNotice

HEADER = "Sandbox-Signature"
TOLERANCE = timedelta(seconds=300)  # to both sides: a future date is as false as an old one
Notification = tuple[dict[str, str], bytes]
_SIGNATURE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


def signature(body: bytes, secret: str, now: datetime) -> str:
    """Return the header's value for a body that is sent now."""
    timestamp = str(int(now.timestamp()))
    return f"t={timestamp},v1={_digest(timestamp, body, secret)}"


def notification(content: Mapping[str, str], secret: str, now: datetime) -> Notification:
    """Return headers and body of what the bank tells."""
    body = json.dumps(content, separators=(",", ":")).encode()
    return {"Content-Type": "application/json", HEADER: signature(body, secret, now)}, body


def verify(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> None:
    """Refuse with `ForgedWebhook` a body that the bank did not sign within five minutes of now."""
    # The first one: where a proxy lets a second header through, it must not win.
    given = next((value for name, value in headers.items() if name.lower() == HEADER.lower()), "")
    found = _SIGNATURE.fullmatch(given)
    if found is None:
        raise ForgedWebhook
    timestamp, digest = found.groups()
    if not hmac.compare_digest(digest, _digest(timestamp, body, secret)):
        raise ForgedWebhook
    if abs(int(timestamp) - int(now.timestamp())) > TOLERANCE.total_seconds():
        raise ForgedWebhook


def notice_of(body: bytes) -> WebhookNotice:
    """Tell what a verified body is about; a body that names no event of ours is about nothing."""
    try:
        content = json.loads(body)
        key, event = str(content["id"]), str(content["type"])
    except (ValueError, LookupError, TypeError):
        return WebhookNotice(key=sha256(body).hexdigest(), event="unreadable", payment_id=None)
    try:
        payment_id = PaymentId.parse(content["payment_id"])
    except (LookupError, AttributeError, MalformedId):
        payment_id = None
    return WebhookNotice(key=key, event=event, payment_id=payment_id)


def _digest(timestamp: str, body: bytes, secret: str) -> str:
    return hmac.digest(secret.encode(), timestamp.encode() + b"." + body, "sha256").hex()
