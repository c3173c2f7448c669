"""The bank's own account: every capture and refund, with its time."""

from datetime import datetime

from foodmarket.adapters.sandbox.charge import Charge
from foodmarket.adapters.sandbox.pages import Pages
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.payments.reports import MovementKind


def changed(pages: Pages, before: Charge | None, after: Charge, now: datetime) -> None:
    """Write a charge, and what of its money moved."""
    pages.put_charge(after)
    nothing = Money.zero(after.amount.currency)
    captured = after.captured - (before.captured if before else nothing)
    refunded = after.refunded - (before.refunded if before else nothing)
    if captured:
        pages.move(after.payment_id, MovementKind.CAPTURE, captured, after.fee, now)
    if refunded:
        pages.move(after.payment_id, MovementKind.REFUND, refunded, None, now)
