"""Stripe's objects, read as facts of ours. What is not recognised is *unknown*, never a crash."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import stripe

from foodmarket.adapters.stripe.capabilities import HOLD_LASTS
from foodmarket.adapters.stripe.client import NoAnswer
from foodmarket.domain.kernel.ids import MalformedId
from foodmarket.domain.kernel.money import BadAmount, Currency, Money, UnknownCurrency
from foodmarket.domain.payments.model import PaymentId, PaymentState
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Authorised,
    Captured,
    Declined,
    HoldCancelled,
    Outcome,
    PaidOut,
    PayoutOutcome,
    ProviderView,
    Refunded,
    Refused,
    Unknown,
)
from foodmarket.domain.payments.reports import (
    Movement,
    MovementKind,
    ProviderDispute,
    ProviderDisputeState,
)

Object = Mapping[str, Any]
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, UnknownCurrency, BadAmount)


def refusal(error: stripe.StripeError) -> str | None:
    """Return the code of a definite no; None where nobody knows whether it happened.

    A time-out, a lost connection, 5xx, 409 and 429 say nothing about the money; neither does a
    wrong key of ours (401, 403), which is an operator's to repair, not a customer's. An idempotency
    key that was used for other parameters (we were configured anew meanwhile) tells that the first
    request was taken on, so what became of it has to be looked up.
    """
    match error:
        case stripe.CardError():
            declined = error.error.decline_code if error.error else None
            return declined or error.code or "card_declined"
        case stripe.InvalidRequestError():
            return error.code or "invalid_request"
        case _:
            return None


def unknown(error: stripe.StripeError) -> Unknown:
    """Return why nobody knows."""
    match error:
        case NoAnswer():
            return Unknown(error.reason)
        case stripe.RateLimitError():
            return Unknown("rate_limited")
        case stripe.IdempotencyError():
            return Unknown("key_reused")
        case stripe.AuthenticationError() | stripe.PermissionError():
            return Unknown("not_authorised")
        case _:
            return Unknown(f"http_{error.http_status}")


def view_of_session(session: Object) -> ProviderView:
    """Read a Checkout Session whose ``payment_intent`` is expanded where there is one."""
    intent = session.get("payment_intent")
    reference, currency = str(session["id"]), _currency(session)
    state, url = PaymentState.PENDING, None
    match session.get("status"):
        case "open":  # also after a failed try: the customer may take another card
            state, url = PaymentState.ACTION_REQUIRED, str(session.get("url") or "")
        case "expired":
            state = PaymentState.CANCELLED
        case _ if isinstance(intent, Mapping):
            return view_of_intent(intent)
        case _:
            pass
    return ProviderView(
        state=state, reference=reference, captured=Money.zero(currency), action_url=url
    )


def view_of_intent(intent: Object) -> ProviderView:
    """Read a PaymentIntent whose ``latest_charge.balance_transaction`` is expanded."""
    reference, currency = str(intent["id"]), _currency(intent)
    state, reason, url, hold_until = PaymentState.PENDING, None, None, None
    captured, fee = Money.zero(currency), None
    match intent.get("status"):
        case "requires_payment_method":
            error = intent.get("last_payment_error")
            if error:
                state, reason = PaymentState.DECLINED, _why(error)
        case "requires_action":
            state, url = PaymentState.ACTION_REQUIRED, _next_url(intent)
        case "requires_capture":
            state, hold_until = PaymentState.AUTHORISED, _hold_until(intent)
        case "succeeded":
            state, captured = PaymentState.CAPTURED, Money(intent["amount_received"], currency)
            fee = _fee(intent, currency)
        case "canceled":
            state = PaymentState.CANCELLED
        case _:  # processing, requires_confirmation, and what Stripe may add
            pass
    return ProviderView(
        state=state,
        reference=reference,
        captured=captured,
        fee=fee,
        hold_until=hold_until,
        action_url=url,
        reason=reason,
    )


def outcome(view: ProviderView) -> Outcome:
    """Return a view as the outcome of what was just asked."""
    match view.state:
        case PaymentState.PENDING:
            return Unknown("pending")
        case PaymentState.ACTION_REQUIRED:
            return ActionRequired(view.reference, view.action_url or "")
        case PaymentState.AUTHORISED:
            if view.hold_until is None:
                return Unknown("unreadable_hold")
            return Authorised(view.reference, view.hold_until)
        case PaymentState.CAPTURED:
            return Captured(view.reference, view.captured, view.fee)
        case PaymentState.CANCELLED:
            return HoldCancelled(view.reference)
        case PaymentState.DECLINED:
            return Declined(view.reason or "declined")


def refund_outcome(refund: Object) -> Outcome:
    """Read a Refund."""
    match refund.get("status"):
        case "succeeded":
            return Refunded(money(refund))
        case "failed" | "canceled" as status:
            return Refused(str(refund.get("failure_reason") or f"refund_{status}"))
        case status:  # pending, requires_action, and what Stripe may add
            return Unknown(f"refund_{status}")


def payout_outcome(transfer: Object) -> PayoutOutcome:
    """Read a Transfer: the money is with the cook's account as soon as it exists."""
    return PaidOut(str(transfer["id"]))


def dispute(found: Object) -> ProviderDispute:
    """Read a Dispute whose ``payment_intent`` is expanded."""
    intent = found.get("payment_intent")
    due_by = (found.get("evidence_details") or {}).get("due_by")
    match found.get("status"):
        case "lost":
            state = ProviderDisputeState.LOST
        case "won" | "warning_closed" | "prevented":
            state = ProviderDisputeState.WON
        case _:
            state = ProviderDisputeState.OPEN
    currency, lines = _currency(found), found.get("balance_transactions") or ()
    return ProviderDispute(
        reference=str(found["id"]),
        payment_reference=reference_of(intent) or str(found.get("charge")),
        payment_id=payment_of(intent),
        amount=money(found),
        withdrawn=Money(-sum(line["amount"] for line in lines), currency),
        fee=Money(sum(line["fee"] for line in lines), currency),
        state=state,
        reason=str(found.get("reason")),
        evidence_due=at(due_by) if due_by else None,
    )


def movement(found: Object) -> Movement:
    """Read a balance transaction whose ``source`` is expanded."""
    source, currency = found.get("source"), _currency(found)
    amount, fee = Money(abs(found["amount"]), currency), Money(abs(found["fee"]), currency)
    match found.get("type"):
        case "charge" | "payment":
            kind = MovementKind.CAPTURE
        case "refund" | "payment_refund":
            kind = MovementKind.REFUND
        case "transfer":
            kind = MovementKind.PAYOUT
        case "transfer_refund" | "transfer_cancel" | "transfer_failure":
            kind = MovementKind.PAYOUT_REVERSAL
        case "adjustment" if found.get("reporting_category") == "dispute":
            kind = MovementKind.DISPUTE
        case "adjustment" if found.get("reporting_category") == "dispute_reversal":
            kind = MovementKind.DISPUTE_REVERSAL
        case _:  # fees of Stripe's own, returned refunds, our bank payouts
            kind = MovementKind.OTHER
    return Movement(
        reference=reference_of(source) or str(found["id"]),
        kind=kind,
        payment_id=payment_of(source),
        amount=amount,
        fee=fee or None,
        at=at(found["created"]),
        incoming=kind is MovementKind.OTHER and found["amount"] > 0,
    )


def money(found: Object) -> Money:
    """Return an object's amount."""
    return Money(found["amount"], _currency(found))


def at(seconds: int) -> datetime:
    """Return an instant of Stripe's (UTC)."""
    return datetime.fromtimestamp(seconds, UTC)


def reference_of(found: object) -> str | None:
    """Return the id of an object that may be expanded or not, or absent."""
    if isinstance(found, Mapping):
        return str(found.get("id"))
    return found if isinstance(found, str) else None


def payment_of(found: object) -> PaymentId | None:
    """Return the payment that we wrote into an expanded object's metadata."""
    metadata = found.get("metadata") if isinstance(found, Mapping) else None
    try:
        return PaymentId.parse(metadata["payment_id"]) if metadata else None
    except (*UNREADABLE, MalformedId):
        return None


def key_of(found: Object) -> str | None:
    """Return the operation that asked for an object."""
    metadata = found.get("metadata")
    key = metadata.get("operation_id") if isinstance(metadata, Mapping) else None
    return key if isinstance(key, str) else None


def _currency(found: Object) -> Currency:
    return Currency(str(found["currency"]).upper())


def _why(error: Object) -> str:
    return str(error.get("decline_code") or error.get("code") or "declined")


def _next_url(intent: Object) -> str:
    action = intent.get("next_action") or {}
    return str((action.get("redirect_to_url") or {}).get("url") or "")


def _hold_until(intent: Object) -> datetime:
    charge = intent.get("latest_charge")
    details = (charge.get("payment_method_details") or {}) if isinstance(charge, Mapping) else {}
    before = (details.get("card") or {}).get("capture_before")
    return at(before) if before else at(intent["created"]) + HOLD_LASTS


def _fee(intent: Object, currency: Currency) -> Money | None:
    """Return the fee; None where it is not known yet, or is taken in another currency."""
    charge = intent.get("latest_charge")
    booked = charge.get("balance_transaction") if isinstance(charge, Mapping) else None
    if not isinstance(booked, Mapping) or _currency(booked) != currency:
        return None
    return Money(booked["fee"], currency)
