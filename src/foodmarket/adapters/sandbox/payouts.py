"""Payouts of the sandbox bank: once per key, to accounts that say what happens.

``sandbox_fails`` refuses, ``sandbox_slow`` is under way until it is looked up, ``sandbox_lost``
pays without an answer to the first request; every other destination is paid at once.
"""

import sqlite3
from datetime import datetime

from foodmarket.adapters.sandbox.book import micros
from foodmarket.domain.payments.outcomes import (
    PaidOut,
    PayoutOutcome,
    PayoutPending,
    PayoutRefused,
    Unknown,
)
from foodmarket.domain.payments.requests import PayoutRequest

FAILS, SLOW, LOST = "sandbox_fails", "sandbox_slow", "sandbox_lost"
_ADD = "INSERT INTO payouts (key, destination, currency, amount, at) VALUES (?, ?, ?, ?, ?)"


def pay(book: sqlite3.Connection, request: PayoutRequest, now: datetime) -> PayoutOutcome:
    """Pay, unless the key was paid before."""
    if request.destination == FAILS:
        return PayoutRefused("account_closed")
    amount = request.amount
    if known(book, request) is None:
        values = (request.key, request.destination, amount.currency, amount.amount, micros(now))
        book.execute(_ADD, values)
        if request.destination == LOST:
            return Unknown("no_answer")
        if request.destination == SLOW:
            return PayoutPending(reference(request))
    return PaidOut(reference(request))


def known(book: sqlite3.Connection, request: PayoutRequest) -> PayoutOutcome | None:
    """Return how the payout of that key stands; None where there is none."""
    found = book.execute("SELECT 1 FROM payouts WHERE key = ?", (request.key,)).fetchone()
    return None if found is None else PaidOut(reference(request))


def reference(request: PayoutRequest) -> str:
    """Return the bank's own name of a payout."""
    return f"sandbox-payout-{request.key}"
