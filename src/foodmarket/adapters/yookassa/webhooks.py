"""YooKassa's notifications. They are not signed: the sender's address is all that speaks for them.

They are hints to look, and nothing else of them is believed.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from attrs import frozen
from yookassa.domain.common.security_helper import SecurityHelper
from yookassa.domain.notification import WebhookNotificationEventType

from foodmarket.domain.kernel.ids import MalformedId
from foodmarket.domain.payments.errors import ForgedWebhook
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.payments.reports import WebhookNotice

# Of refunds YooKassa sends success alone; the others have to be asked after.
ABOUT_PAYMENTS = frozenset(
    {
        WebhookNotificationEventType.PAYMENT_WAITING_FOR_CAPTURE,
        WebhookNotificationEventType.PAYMENT_SUCCEEDED,
        WebhookNotificationEventType.PAYMENT_CANCELED,
        WebhookNotificationEventType.REFUND_SUCCEEDED,
    }
)


@frozen
class Senders:
    """The addresses that may notify us: YooKassa's list, and ``extra`` networks."""

    extra: tuple[str, ...] = ()

    def require(self, address: str | None) -> None:
        """Refuse with `ForgedWebhook` an address that is missing, no address, or not theirs."""
        try:
            given = ip_address(address or "")
        except ValueError as error:
            raise ForgedWebhook from error
        # A socket that serves both protocols shows an IPv4 sender as ::ffff:77.75.153.1.
        if isinstance(given, IPv6Address) and given.ipv4_mapped is not None:
            given = given.ipv4_mapped
        if SecurityHelper().is_ip_trusted(str(given)):
            return
        if not any(given in ip_network(network) for network in self.extra):
            raise ForgedWebhook


def notice_of(body: bytes) -> WebhookNotice:
    """Tell what a notification is about.

    Events carry no id, so event, object and status together are the key. An event that is not
    known, or not about a payment, is about none of ours; the package would take it for a payment.
    """
    try:
        content = json.loads(body)
        event, about = str(content["event"]), content["object"]
        key = f"{event}:{about['id']}:{about.get('status', '')}"
        about_us = content["type"] == "notification" and event in ABOUT_PAYMENTS
    except (ValueError, LookupError, TypeError, AttributeError):
        return WebhookNotice(key=sha256(body).hexdigest(), event="unreadable", payment_id=None)
    payment_id = _payment_id(about) if about_us else None
    return WebhookNotice(key=key[:200], event=event[:64], payment_id=payment_id)


def _payment_id(about: Mapping[str, object]) -> PaymentId | None:
    metadata = about.get("metadata")
    try:
        return PaymentId.parse(str(metadata["payment_id"])) if isinstance(metadata, dict) else None
    except (LookupError, MalformedId):
        return None
