"""Answers kept by key, so that a repeated request acts once and is answered as the first time."""

from datetime import datetime

from attrs import evolve

from foodmarket.adapters.sandbox.charge import reference_of
from foodmarket.adapters.sandbox.pages import Kept, Pages
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.model import OperationKind
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Authorised,
    Captured,
    Declined,
    HoldCancelled,
    Outcome,
    Refunded,
    Refused,
)
from foodmarket.domain.payments.requests import PaymentRequest


def recall(
    pages: Pages, kind: OperationKind, request: PaymentRequest, page_url: str
) -> Outcome | None:
    """Return what the key was answered; `Refused` where it was used for something else."""
    kept = pages.answer(request.key)
    if kept is None:
        return None
    asked = (request.payment_id, kind.value, request.amount.amount)
    if (kept.payment_id, kept.kind, kept.asked) != asked:
        return Refused("key_reused")
    currency, reference = request.amount.currency, reference_of(kept.payment_id)
    match kept:
        case Kept(name="Authorised", until=datetime() as until):
            return Authorised(reference, until)
        case Kept(name="ActionRequired"):
            return ActionRequired(reference, f"{page_url}/{kept.payment_id}")
        case Kept(name="Captured", amount=int() as amount, fee=int() as fee):
            return Captured(reference, Money(amount, currency), Money(fee, currency))
        case Kept(name="HoldCancelled"):
            return HoldCancelled(reference)
        case Kept(name="Refunded", amount=int() as amount):
            return Refunded(Money(amount, currency))
        case Kept(name="Declined"):
            return Declined(kept.reason or "declined")
        case _:
            return Refused(kept.reason or "refused")


def keep(pages: Pages, kind: OperationKind, request: PaymentRequest, outcome: Outcome) -> None:
    """Keep the first answer of the key."""
    kept = Kept(request.payment_id, kind.value, request.amount.amount, type(outcome).__name__)
    match outcome:
        case Authorised(_, hold_until):
            kept = evolve(kept, until=hold_until)
        case Captured(_, taken, cost):
            kept = evolve(kept, amount=taken.amount, fee=cost.amount if cost is not None else 0)
        case Refunded(back):
            kept = evolve(kept, amount=back.amount)
        case Declined(why) | Refused(why):
            kept = evolve(kept, reason=why)
        case _:
            pass
    pages.keep(request.key, kept)


def refunds_of(pages: Pages, payment_id: str, currency: Currency) -> dict[str, Money]:
    """Return what was given back of the payment, by the key that asked for it."""
    return {key: Money(amount, currency) for key, amount in pages.refunds(payment_id)}
