"""Comparing our book with a provider's own account of the same days."""

from datetime import date, datetime
from enum import StrEnum

from attrs import frozen

from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import Entry, EntryKind
from foodmarket.domain.payments.reports import MovementKind

# Which entries of the book say that a provider moved money.
CLEARING_KINDS = {
    EntryKind.CAPTURED: MovementKind.CAPTURE,
    EntryKind.REFUND_SUCCEEDED: MovementKind.REFUND,
    EntryKind.PAYOUT_PAID: MovementKind.PAYOUT,
    EntryKind.DISPUTE_WITHDRAWN: MovementKind.DISPUTE,
    EntryKind.DISPUTE_REINSTATED: MovementKind.DISPUTE_REVERSAL,
}
# What a provider reports by a reference of its own, and not by our payment.
BY_REFERENCE = frozenset(
    {
        *(MovementKind.PAYOUT, MovementKind.PAYOUT_REVERSAL),
        *(MovementKind.DISPUTE, MovementKind.DISPUTE_REVERSAL),
    }
)


@frozen(kw_only=True)
class ClearedLine:
    """One entry of the book that says that a provider moved money.

    ``about`` is the order or the payout; ``subject`` is the payment, or the provider's reference
    of a payout or a dispute. Amount and fee are never negative; ``fee`` is what the book shows of
    a capture.
    """

    key: str
    about: Id
    kind: MovementKind
    subject: str
    amount: Money
    fee: Money | None = None
    at: datetime


def disputed_in(key: str) -> str:
    """Return the provider's reference of the dispute that the entry with the key is about."""
    _fact, _provider, reference, _version = key.split(":")
    return reference


class DifferenceKind(StrEnum):
    """How the book, the provider and our payouts differ.

    ``TIMING`` is less than a day old, and may still come. ``OVERCORRECTED`` resolved itself after
    a correction had been booked for it.
    """

    TIMING = "timing"
    MISSING_AT_PROVIDER = "missing_at_provider"
    MISSING_IN_BOOK = "missing_in_book"
    DUPLICATE = "duplicate"
    WRONG_AMOUNT = "wrong_amount"
    WRONG_DAY = "wrong_day"
    UNKNOWN_REFERENCE = "unknown_reference"
    FEE_DIFFERENCE = "fee_difference"
    PAYOUT_MISMATCH = "payout_mismatch"
    OVERCORRECTED = "overcorrected"


class Remedy(StrEnum):
    """What most likely resolves a difference."""

    WAIT = "wait"
    LOOK_UP = "look_up"
    ASK_PROVIDER = "ask_provider"
    BOOK_CORRECTION = "book_correction"
    UNDO_CORRECTION = "undo_correction"
    RUN_AUDIT = "run_audit"


@frozen(kw_only=True)
class Difference:
    """One thing that the book and the provider disagree on.

    ``booked``, ``reported`` and ``documented`` (of a payout of ours) are the amounts where there
    are any; of a fee difference they are fees. ``gap`` is what clearing lacks: positive where the
    provider holds more than the book says. ``entry`` is the key of the entry, ``reference`` is the
    provider's. ``at`` is when it was booked, else when it was reported.
    """

    kind: DifferenceKind
    movement: MovementKind
    subject: str | None
    entry: str | None
    reference: str | None
    booked: Money | None
    reported: Money | None
    documented: Money | None = None
    gap: Money
    at: datetime
    resolution: Remedy

    @property
    def identity(self) -> str:
        """Return what it is about, whatever is wrong with that: the same in every run."""
        if self.kind is DifferenceKind.FEE_DIFFERENCE:
            return f"fee:{self.entry}"
        if self.kind is DifferenceKind.PAYOUT_MISMATCH:
            return f"document:{self.subject}"
        return self.entry or f"{self.movement}:{self.reference}"


@frozen
class Pair:
    """An entry of the book and the movement that it agrees with."""

    entry: str
    reference: str


@frozen(kw_only=True)
class DayReport:
    """A provider's day (UTC) against the book: how much agrees, and what does not.

    ``pairs`` are those of the days around it, too.
    """

    provider: str
    day: date
    matched: int
    differences: tuple[Difference, ...]
    pairs: tuple[Pair, ...] = ()


class DiscrepancyId(Id):
    """Identifies a discrepancy."""

    __slots__ = ()
    prefix = "dsc"


class DiscrepancyState(StrEnum):
    """``PROPOSED`` waits for a second person; ``EXPLAINED`` leaves the book as it is."""

    OPEN = "open"
    PROPOSED = "proposed"
    RESOLVED = "resolved"
    EXPLAINED = "explained"

    @property
    def unresolved(self) -> bool:
        """Tell whether somebody still has to do something, or time has to pass."""
        return self in {self.OPEN, self.PROPOSED}


class Against(StrEnum):
    """The account on the other side of a correction."""

    PROVIDER_FEES = "provider_fees"
    UNEXPLAINED = "unexplained"
    WRITTEN_OFF = "written_off"


class Explanation(StrEnum):
    """Why a difference needs no correction."""

    PROVIDER_REPORTS_ANEW = "provider_reports_anew"
    OTHER_CUT_OFF = "other_cut_off"
    BOOKED_ELSEWHERE = "booked_elsewhere"
    NOT_OUR_MONEY = "not_our_money"


class ResolvedBy(StrEnum):
    """What ended a discrepancy: its counterpart came, an entry was booked, or staff explained."""

    MATCH = "match"
    CORRECTION = "correction"
    EXPLANATION = "explanation"


@frozen(kw_only=True)
class Proposal:
    """What staff wants done: a correction ``against`` an account, or an ``explanation``."""

    against: Against | None
    explanation: Explanation | None
    note: str
    asked_by: AccountId
    asked_at: datetime


@frozen(kw_only=True)
class Discrepancy:
    """A difference that is kept until something resolves it.

    ``identity`` is what it is about, once per provider, so that a second run does not double it;
    its ``difference`` is as it was seen last. ``corrected`` is what was booked for it so far.
    ``resolved_with`` is the counterpart's key or reference, the entry's key, or the explanation.
    """

    id: DiscrepancyId
    provider: str
    day: date
    identity: str
    difference: Difference
    corrected: Money
    first_seen: datetime
    moved_at: datetime
    state: DiscrepancyState = DiscrepancyState.OPEN
    proposal: Proposal | None = None
    approved_by: AccountId | None = None
    resolved_by: ResolvedBy | None = None
    resolved_with: str | None = None
    version: int = 1

    @property
    def unexplained(self) -> Money:
        """Return what clearing still lacks; negative where it has too much."""
        return self.difference.gap - self.corrected


@frozen(kw_only=True)
class ReconciledDay:
    """That a provider's day was compared, when, and how much agreed and differed."""

    provider: str
    day: date
    matched: int
    differences: int
    at: datetime


@frozen(kw_only=True)
class DiscrepancyChange:
    """What one decision about discrepancies changes, saved as a whole or not at all.

    New facts have version 1; changed ones the version after the one that was read.
    """

    discrepancies: tuple[Discrepancy, ...] = ()
    entries: tuple[Entry, ...] = ()
    day: ReconciledDay | None = None


@frozen(kw_only=True)
class Reconciled:
    """A day that was reconciled: the report, and all that was ever found of the day."""

    report: DayReport
    discrepancies: tuple[Discrepancy, ...]

    @property
    def unresolved(self) -> tuple[Discrepancy, ...]:
        """Return what still differs."""
        return tuple(it for it in self.discrepancies if it.state.unresolved)


@frozen(kw_only=True)
class Unexplained:
    """What is open with a provider in one currency.

    ``amount`` is the sum of what each discrepancy lacks or has too much, never negative;
    ``oldest`` is when the first of them was seen.
    """

    provider: str
    count: int
    amount: Money
    oldest: datetime
