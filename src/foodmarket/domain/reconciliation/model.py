"""Comparing our book with a provider's own account of the same days."""

from datetime import date, datetime
from enum import StrEnum

from attrs import frozen

from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import EntryKind
from foodmarket.domain.payments.reports import MovementKind

# Which entries of the book say that a provider moved money.
CLEARING_KINDS = {
    EntryKind.CAPTURED: MovementKind.CAPTURE,
    EntryKind.REFUND_SUCCEEDED: MovementKind.REFUND,
    EntryKind.PAYOUT_PAID: MovementKind.PAYOUT,
}


@frozen(kw_only=True)
class ClearedLine:
    """One entry of the book that says that a provider moved money.

    ``subject`` is the payment, or the provider's reference of a payout. Amount and fee are never
    negative; ``fee`` is what the book shows of a capture.
    """

    key: str
    kind: MovementKind
    subject: str
    amount: Money
    fee: Money | None = None
    at: datetime


class DifferenceKind(StrEnum):
    """How the book and the provider differ."""

    MISSING_AT_PROVIDER = "missing_at_provider"
    MISSING_IN_BOOK = "missing_in_book"
    DUPLICATE = "duplicate"
    WRONG_AMOUNT = "wrong_amount"
    WRONG_DAY = "wrong_day"
    UNKNOWN_REFERENCE = "unknown_reference"
    FEE_DIFFERENCE = "fee_difference"


class Remedy(StrEnum):
    """What most likely resolves a difference."""

    WAIT = "wait"
    LOOK_UP = "look_up"
    ASK_PROVIDER = "ask_provider"
    BOOK_CORRECTION = "book_correction"


@frozen(kw_only=True)
class Difference:
    """One thing that the book and the provider disagree on.

    ``booked`` and ``reported`` are the amounts (of a fee difference: the fees) where there are
    any; ``reference`` is the provider's. ``at`` is when it was booked, else when it was reported.
    """

    kind: DifferenceKind
    movement: MovementKind
    subject: str | None
    reference: str | None
    booked: Money | None
    reported: Money | None
    at: datetime
    resolution: Remedy


@frozen(kw_only=True)
class DayReport:
    """A provider's day (UTC) against the book: how much agrees, and what does not."""

    provider: str
    day: date
    matched: int
    differences: tuple[Difference, ...]
