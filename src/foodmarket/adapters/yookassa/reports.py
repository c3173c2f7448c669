"""What moved on our account with YooKassa in a period, for comparing it with the book."""

from collections.abc import AsyncIterator
from datetime import datetime

from foodmarket.adapters.yookassa.client import Json, NoAnswer, YooKassaClient
from foodmarket.adapters.yookassa.config import YooKassaSettings
from foodmarket.adapters.yookassa.mapping import (
    Unreadable,
    instant_of,
    money_of,
    payment_of,
    refund_of,
)
from foodmarket.domain.kernel.ids import MalformedId
from foodmarket.domain.payments.errors import ProviderUnavailable
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.payments.reports import Movement, MovementKind


async def movements(
    client: YooKassaClient, settings: YooKassaSettings, start: datetime, end: datetime
) -> AsyncIterator[Movement]:
    """Return captures, refunds and payouts that succeeded; raises `ProviderUnavailable`."""
    try:
        async for body in client.items("/payments", _period("captured_at", start, end)):
            yield _capture(body)
        async for body in client.items("/refunds", _period("created_at", start, end)):
            yield _refund(body)
        if settings.safe_deal is None and settings.payout_gateway is None:
            return
        query = _period("succeeded_at", start, end)
        async for body in client.items("/payouts", query, gateway=settings.safe_deal is None):
            yield _payout(body)
    except (NoAnswer, Unreadable) as error:
        raise ProviderUnavailable(provider="yookassa") from error


def _capture(body: Json) -> Movement:
    seen = payment_of(body)
    return Movement(
        reference=seen.reference,
        kind=MovementKind.CAPTURE,
        payment_id=_payment_id(seen.payment_id),
        amount=seen.amount,
        fee=seen.fee,
        at=_at(body, "captured_at"),
    )


def _refund(body: Json) -> Movement:
    refund = refund_of(body)
    return Movement(
        reference=refund.id,
        kind=MovementKind.REFUND,
        payment_id=_payment_id(refund.payment_id),
        amount=refund.amount,
        fee=None,
        at=refund.at,
    )


def _payout(body: Json) -> Movement:
    try:
        reference, amount = str(body["id"]), money_of(body["amount"])
    except (LookupError, ValueError) as error:
        raise Unreadable from error
    return Movement(
        reference=reference,
        kind=MovementKind.PAYOUT,
        payment_id=None,
        amount=amount,
        fee=None,
        at=_at(body, "succeeded_at"),
    )


def _at(body: Json, name: str) -> datetime:
    try:
        return instant_of(body.get(name) or body["created_at"])
    except (LookupError, ValueError) as error:
        raise Unreadable from error


def _period(name: str, start: datetime, end: datetime) -> dict[str, str]:
    return {
        f"{name}.gte": start.isoformat(),
        f"{name}.lt": end.isoformat(),
        "status": "succeeded",
    }


def _payment_id(text: str | None) -> PaymentId | None:
    try:
        return None if text is None else PaymentId.parse(text)
    except MalformedId:
        return None
