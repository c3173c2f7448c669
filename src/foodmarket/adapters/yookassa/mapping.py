"""YooKassa's objects in the domain's words: one match per object, and no crash on a new word."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from attrs import frozen
from yookassa.domain.response.payment_response import PaymentResponse
from yookassa.domain.response.payout_response import PayoutResponse
from yookassa.domain.response.refund_response import RefundResponse

from foodmarket.adapters.yookassa.capabilities import HOLD_LASTS
from foodmarket.adapters.yookassa.client import Json
from foodmarket.domain.kernel.errors import Refusal
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.model import PaymentState
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Authorised,
    Captured,
    Declined,
    HoldCancelled,
    Outcome,
    PaidOut,
    PayoutOutcome,
    PayoutPending,
    PayoutRefused,
    ProviderView,
    Refunded,
    Refused,
    Unknown,
)

# A payment that was held first and then given up; every other reason means it never was paid.
_GIVEN_UP = frozenset({"canceled_by_merchant", "expired_on_capture", "deal_expired"})


class Unreadable(Exception):
    """An answer that is not the object that it should be."""


@frozen(kw_only=True)
class SeenPayment:
    """A payment of YooKassa's. ``amount`` is what was taken, once a part of it was captured."""

    reference: str
    status: str
    amount: Money
    income: Money | None
    refunded: Money
    hold_until: datetime
    action_url: str | None
    reason: str
    payment_id: str | None
    deal_id: str | None

    @property
    def fee(self) -> Money | None:
        """Return what YooKassa kept, its VAT included; None where it does not say."""
        return None if self.income is None else self.amount - self.income

    @property
    def state(self) -> PaymentState:
        """Return the state; an unrecognised status is pending."""
        match self.status:
            case "pending" if self.action_url is not None:
                return PaymentState.ACTION_REQUIRED
            case "waiting_for_capture":
                return PaymentState.AUTHORISED
            case "succeeded":
                return PaymentState.CAPTURED
            case "canceled" if self.reason in _GIVEN_UP:
                return PaymentState.CANCELLED
            case "canceled":
                return PaymentState.DECLINED
            case _:
                return PaymentState.PENDING

    @property
    def outcome(self) -> Outcome:
        """Return how it stands, as the answer to a hold."""
        match self.state:
            case PaymentState.ACTION_REQUIRED:
                return ActionRequired(self.reference, self.action_url or "")
            case PaymentState.AUTHORISED:
                return Authorised(self.reference, self.hold_until)
            case PaymentState.CAPTURED:
                return Captured(self.reference, self.amount, self.fee)
            case PaymentState.CANCELLED:
                return HoldCancelled(self.reference)
            case PaymentState.DECLINED:
                return Declined(self.reason)
            case PaymentState.PENDING:
                return Unknown("pending")

    def after_capture(self, refusal: str) -> Outcome:
        """Return the outcome of a capture; ``refusal`` is why it did not happen, if it did not."""
        match self.status:
            case "succeeded":
                return Captured(self.reference, self.amount, self.fee)
            case "canceled":
                return HoldCancelled(self.reference)
            case "waiting_for_capture":
                return Refused(refusal)
            case _:
                return Unknown("pending")

    def view(self, refunds: dict[str, Money]) -> ProviderView:
        """Return what the domain wants to see of it."""
        zero = Money.zero(self.amount.currency)
        taken = self.state is PaymentState.CAPTURED
        return ProviderView(
            state=self.state,
            reference=self.reference,
            captured=self.amount if taken else zero,
            fee=self.fee if taken else None,
            hold_until=self.hold_until if self.state is PaymentState.AUTHORISED else None,
            action_url=self.action_url if self.state is PaymentState.ACTION_REQUIRED else None,
            reason=self.reason or None,
            refunds=refunds,
        )


@frozen(kw_only=True)
class SeenRefund:
    """A refund of YooKassa's; ``key`` is the operation that asked for it, if it was one of ours."""

    id: str
    status: str
    amount: Money
    reason: str
    key: str | None
    payment_id: str | None
    reference: str  # of the payment
    at: datetime

    @property
    def outcome(self) -> Outcome:
        """Return how it stands; an unrecognised status is pending."""
        match self.status:
            case "succeeded":
                return Refunded(self.amount)
            case "canceled":
                return Refused(self.reason)
            case _:
                return Unknown("refund_pending")


def payment_of(body: Json) -> SeenPayment:
    """Read a payment. Raises `Unreadable`."""
    try:
        read = PaymentResponse(_copy(body))
        amount = money_of(body["amount"])
        income, refunded = body.get("income_amount"), body.get("refunded_amount")
        metadata = body.get("metadata") or {}
        deal = body.get("deal") or {}
        until = body.get("expires_at")
        return SeenPayment(
            reference=str(body["id"]),
            status=str(read.status),
            amount=amount,
            income=None if income is None else money_of(income),
            refunded=Money.zero(amount.currency) if refunded is None else money_of(refunded),
            hold_until=(
                instant_of(body["created_at"]) + HOLD_LASTS if until is None else instant_of(until)
            ),
            action_url=getattr(read.confirmation, "confirmation_url", None),
            reason=reason_of(body),
            payment_id=metadata.get("payment_id"),
            deal_id=deal.get("id"),
        )
    except (LookupError, TypeError, ValueError, AttributeError, Refusal) as error:
        raise Unreadable from error


def refund_of(body: Json) -> SeenRefund:
    """Read a refund. Raises `Unreadable`."""
    try:
        read = RefundResponse(_copy(body))
        metadata = body.get("metadata") or {}
        return SeenRefund(
            id=str(body["id"]),
            status=str(read.status),
            amount=money_of(body["amount"]),
            reason=reason_of(body),
            key=metadata.get("operation_id"),
            payment_id=metadata.get("payment_id"),
            reference=str(body["payment_id"]),
            at=instant_of(body["created_at"]),
        )
    except (LookupError, TypeError, ValueError, AttributeError, Refusal) as error:
        raise Unreadable from error


def cooks_balance_of(body: Json) -> Money:
    """Read what waits in a deal for the cook. Raises `Unreadable`."""
    try:
        return money_of(body["payout_balance"])
    except (LookupError, TypeError, ValueError, Refusal) as error:
        raise Unreadable from error


def payout_of(body: Json) -> PayoutOutcome:
    """Read how a payout stands; cancelled is final, and so is succeeded. Raises `Unreadable`."""
    try:
        read = PayoutResponse(_copy(body))
        reference = str(body["id"])
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable from error
    match read.status:
        case "succeeded":
            return PaidOut(reference)
        case "canceled":
            return PayoutRefused(reason_of(body))
        case _:
            return PayoutPending(reference)


def money_of(amount: Json) -> Money:
    """Read ``{"value": "90.00", "currency": "RUB"}``; never through a float."""
    currency = Currency(amount["currency"])
    try:
        minor = Decimal(amount["value"]).scaleb(currency.exponent)
    except InvalidOperation as error:
        raise ValueError("not an amount") from error
    if minor != int(minor):
        raise ValueError("a part of a minor unit")
    return Money(int(minor), currency)


def instant_of(text: str) -> datetime:
    """Read a time of YooKassa's, always UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def reason_of(body: Json) -> str:
    """Return why it was cancelled, by YooKassa's own code: the models know no new ones."""
    details = body.get("cancellation_details") or {}
    return str(details.get("reason") or "canceled").replace(" ", "_")


def _copy(body: Json) -> Any:
    # The models write into what they are given, and take no null.
    return {
        name: dict(value) if isinstance(value, dict) else value
        for name, value in body.items()
        if value is not None
    }
