"""The bank's own account: every capture, refund and payout, with its time."""

import sqlite3
from datetime import datetime

from foodmarket.adapters.sandbox.book import instant_of, micros, write_charge
from foodmarket.adapters.sandbox.charge import Charge
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.payments.reports import Movement, MovementKind

_MOVE = "INSERT INTO moves (payment_id, kind, currency, amount, fee, at) VALUES (?, ?, ?, ?, ?, ?)"
_MOVED = """
    SELECT 'sandbox-' || id, kind, payment_id, currency, amount, fee, at FROM moves
    WHERE at >= ?1 AND at < ?2
    UNION ALL
    SELECT 'sandbox-payout-' || key, 'payout', NULL, currency, amount, NULL, at FROM payouts
    WHERE at >= ?1 AND at < ?2
    ORDER BY at
"""


def changed(book: sqlite3.Connection, before: Charge | None, after: Charge, now: datetime) -> None:
    """Write a charge, and what of its money moved."""
    write_charge(book, after)
    captured = after.captured.amount - (before.captured.amount if before else 0)
    refunded = after.refunded.amount - (before.refunded.amount if before else 0)
    currency, at = after.amount.currency, micros(now)
    if captured:
        fee = after.fee.amount
        values = (after.payment_id, MovementKind.CAPTURE, currency, captured, fee, at)
        book.execute(_MOVE, values)
    if refunded:
        book.execute(_MOVE, (after.payment_id, MovementKind.REFUND, currency, refunded, None, at))


def moved(book: sqlite3.Connection, start: datetime, end: datetime) -> list[Movement]:
    """Return the lines of ``[start, end)``, oldest first."""
    found = book.execute(_MOVED, (micros(start), micros(end))).fetchall()
    return [
        Movement(
            reference=reference,
            kind=MovementKind(kind),
            payment_id=None if payment_id is None else PaymentId(payment_id),
            amount=Money(amount, Currency(code)),
            fee=None if fee is None else Money(fee, Currency(code)),
            at=instant_of(at),
        )
        for reference, kind, payment_id, code, amount, fee, at in found
    ]
