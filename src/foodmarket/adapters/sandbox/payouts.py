"""Payouts of the sandbox bank: once per key, to accounts that say what happens.

``sandbox_fails`` refuses, ``sandbox_slow`` is under way until it is looked up, ``sandbox_lost``
pays without an answer to the first request; every other destination is paid at once.
"""

from datetime import datetime

from foodmarket.adapters.sandbox.pages import Pages
from foodmarket.domain.payments.outcomes import (
    PaidOut,
    PayoutOutcome,
    PayoutPending,
    PayoutRefused,
    Unknown,
)
from foodmarket.domain.payments.requests import PayoutRequest

FAILS, SLOW, LOST = "sandbox_fails", "sandbox_slow", "sandbox_lost"


def pay(pages: Pages, request: PayoutRequest, now: datetime) -> PayoutOutcome:
    """Pay, unless the key was paid before."""
    if request.destination == FAILS:
        return PayoutRefused("account_closed")
    if known(pages, request) is None:
        pages.pay(request.key, request.destination, request.amount, now)
        if request.destination == LOST:
            return Unknown("no_answer")
        if request.destination == SLOW:
            return PayoutPending(reference(request))
    return PaidOut(reference(request))


def known(pages: Pages, request: PayoutRequest) -> PayoutOutcome | None:
    """Return how the payout of that key stands; None where there is none."""
    return PaidOut(reference(request)) if pages.paid(request.key) else None


def reference(request: PayoutRequest) -> str:
    """Return the bank's own name of a payout."""
    return f"sandbox-payout-{request.key}"
