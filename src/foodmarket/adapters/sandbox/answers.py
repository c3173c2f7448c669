"""Answers kept by key, so that a repeated request acts once and is answered as the first time."""

import sqlite3

from foodmarket.adapters.sandbox.book import instant_of, micros
from foodmarket.adapters.sandbox.charge import reference_of
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

_FIND = """SELECT payment_id, kind, asked, name, reason, amount, fee, until
    FROM answers WHERE key = ?"""
_KEEP = "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_REFUNDS = """SELECT key, amount FROM answers
    WHERE payment_id = ? AND kind = 'refund' AND name = 'Refunded'"""


def recall(
    book: sqlite3.Connection, kind: OperationKind, request: PaymentRequest, page_url: str
) -> Outcome | None:
    """Return what the key was answered; `Refused` where it was used for something else."""
    row = book.execute(_FIND, (request.key,)).fetchone()
    if row is None:
        return None
    payment_id, kind_then, asked, name, reason, amount, fee, until = row
    if (payment_id, kind_then, asked) != (request.payment_id, kind, request.amount.amount):
        return Refused("key_reused")
    currency, reference = request.amount.currency, reference_of(payment_id)
    match name:
        case "Authorised":
            return Authorised(reference, instant_of(until))
        case "ActionRequired":
            return ActionRequired(reference, f"{page_url}/{payment_id}")
        case "Captured":
            return Captured(reference, Money(amount, currency), Money(fee, currency))
        case "HoldCancelled":
            return HoldCancelled(reference)
        case "Refunded":
            return Refunded(Money(amount, currency))
        case "Declined":
            return Declined(reason)
        case _:
            return Refused(reason)


def keep(
    book: sqlite3.Connection, kind: OperationKind, request: PaymentRequest, outcome: Outcome
) -> None:
    """Keep the first answer of the key."""
    reason = amount = fee = until = None
    match outcome:
        case Authorised(_, hold_until):
            until = micros(hold_until)
        case Captured(_, taken, cost):
            amount, fee = taken.amount, cost.amount if cost is not None else 0
        case Refunded(back):
            amount = back.amount
        case Declined(why) | Refused(why):
            reason = why
        case _:
            pass
    asked = (request.key, request.payment_id, kind.value, request.amount.amount)
    book.execute(_KEEP, (*asked, type(outcome).__name__, reason, amount, fee, until))


def refunds_of(book: sqlite3.Connection, payment_id: str, currency: Currency) -> dict[str, Money]:
    """Return what was given back of the payment, by the key that asked for it."""
    return {key: Money(amount, currency) for key, amount in book.execute(_REFUNDS, (payment_id,))}
