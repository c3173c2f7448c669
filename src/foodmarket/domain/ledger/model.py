"""The double-entry book: accounts, balanced entries, and the chain that shows edits.

Amounts are integer minor units. A posting's amount is positive on the credit side and negative on
the debit side; what is *from* an account is a debit of it, what is *to* an account is a credit.
"""

import hashlib
from datetime import datetime
from enum import StrEnum

from attrs import define, field, frozen

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.errors import Invalid
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Currency, Money


class AccountKind(StrEnum):
    """The chart of accounts; the text is the account's first word."""

    CLEARING = "clearing"
    ESCROW = "escrow"
    RETENTION = "retention"
    PAYABLE = "payable"
    RECEIVABLE = "receivable"
    REFUNDS = "refunds"
    PAYOUTS = "payouts"
    DISPUTES = "disputes"
    UNCLAIMED = "unclaimed"
    UNEXPLAINED = "unexplained"
    COMMISSION = "income"
    EXPENSE = "expense"

    @property
    def side(self) -> int:
        """Return 1 where the account grows by credit (liabilities, income), -1 by debit."""
        return -1 if self in _DEBIT else 1

    @property
    def guarded(self) -> bool:
        """Tell whether the balance is kept as a row that may never fall below zero.

        These are the accounts of one order or one cook. The platform's own accounts are touched
        by every order; a row for them would make all orders wait in one queue, so theirs are
        summed from the postings.
        """
        return self in _GUARDED


_KINDS = {kind.value: kind for kind in AccountKind}
_DEBIT = frozenset(
    {AccountKind.CLEARING, AccountKind.RECEIVABLE, AccountKind.DISPUTES, AccountKind.EXPENSE}
)
_GUARDED = frozenset(
    {
        AccountKind.ESCROW,
        AccountKind.RETENTION,
        AccountKind.PAYABLE,
        AccountKind.RECEIVABLE,
        AccountKind.DISPUTES,
    }
)


class LedgerAccount(str):
    """A line of the book, for example ``escrow:ord_01k9…`` or ``income:commission``."""

    __slots__ = ()

    @property
    def kind(self) -> AccountKind:
        """Return the account's place in the chart."""
        word = self.partition(":")[0]
        return _KINDS.get(word) or AccountKind(word)

    @property
    def owner(self) -> str:
        """Return what follows the kind: an order's or a cook's id, a provider's name."""
        return self.partition(":")[2]


COMMISSION = LedgerAccount("income:commission")
GOODWILL = LedgerAccount("expense:goodwill")
CHARGEBACKS = LedgerAccount("expense:chargebacks")
PROMOTIONS = LedgerAccount("expense:promotions")
PROVIDER_FEES = LedgerAccount("expense:provider_fees")
WRITTEN_OFF = LedgerAccount("expense:written_off")
REFUNDS_IN_TRANSIT = LedgerAccount("refunds:in_transit")
PAYOUTS_IN_TRANSIT = LedgerAccount("payouts:in_transit")


def clearing(provider: str) -> LedgerAccount:
    """Return the account of what that provider holds for us."""
    return LedgerAccount(f"clearing:{provider}")


def escrow(order_id: Id) -> LedgerAccount:
    """Return the account of what is held for that order."""
    return LedgerAccount(f"escrow:{order_id}")


def retention(order_id: Id) -> LedgerAccount:
    """Return the account of what stays back of that order until its dispute window closes."""
    return LedgerAccount(f"retention:{order_id}")


def payable(cook_id: CookId) -> LedgerAccount:
    """Return the account of what we owe that cook."""
    return LedgerAccount(f"payable:{cook_id}")


def receivable(cook_id: CookId) -> LedgerAccount:
    """Return the account of what that cook owes us."""
    return LedgerAccount(f"receivable:{cook_id}")


def unclaimed(order_id: Id) -> LedgerAccount:
    """Return the account of what a customer is due who could not be given it back."""
    return LedgerAccount(f"unclaimed:{order_id}")


def disputed(order_id: Id) -> LedgerAccount:
    """Return the account of what a bank has withdrawn of that order and not decided on yet."""
    return LedgerAccount(f"disputes:open:{order_id}")


def unexplained(provider: str) -> LedgerAccount:
    """Return the account of what that provider moved and nobody can explain yet."""
    return LedgerAccount(f"unexplained:{provider}")


class EntryKind(StrEnum):
    """Which fact an entry books; people read a sentence for each, in their language."""

    CAPTURED = "captured"
    PROVIDER_FEE = "provider_fee"
    PROMOTION_FUNDED = "promotion_funded"
    PROMOTION_RETURNED = "promotion_returned"
    RELEASED = "released"
    RETENTION_SETTLED = "retention_settled"
    REFUND_ASKED = "refund_asked"
    REFUND_SUCCEEDED = "refund_succeeded"
    REFUND_ABANDONED = "refund_abandoned"
    DISPUTE_WITHDRAWN = "dispute_withdrawn"
    DISPUTE_REINSTATED = "dispute_reinstated"
    DISPUTE_LOST = "dispute_lost"
    DISPUTE_EXCESS = "dispute_excess"
    DISPUTE_FEE = "dispute_fee"
    DEBT_NETTED = "debt_netted"
    PAYOUT_RESERVED = "payout_reserved"
    PAYOUT_PAID = "payout_paid"
    PAYOUT_FAILED = "payout_failed"
    CORRECTED = "corrected"


@define
class UnbalancedEntry(Invalid):
    """The postings of an entry do not add up to zero, or an entry moves nothing."""

    key: str


@frozen
class Posting:
    """One account's part of an entry, in minor units of the entry's currency."""

    account: LedgerAccount
    amount: int


@frozen(kw_only=True)
class Entry:
    """One booked fact. ``key`` is derived from the fact, so a fact can't be booked twice.

    ``order_id`` is what it is about: an order, a payout, or a discrepancy.
    """

    key: str
    kind: EntryKind
    at: datetime
    currency: Currency
    order_id: Id
    postings: tuple[Posting, ...] = field()

    def __attrs_post_init__(self) -> None:
        amounts = [posting.amount for posting in self.postings]
        if not amounts or sum(amounts) != 0 or 0 in amounts:
            raise UnbalancedEntry(key=self.key)

    @property
    def moved(self) -> Money:
        """Return the sum of one side of the entry."""
        return Money(sum(p.amount for p in self.postings if p.amount > 0), self.currency)


@frozen
class Balance:
    """What stands on an account, positive on the account's own side."""

    account: LedgerAccount
    amount: Money


GENESIS = "0" * 64


def chain(previous: str, entry: Entry) -> str:
    """Return the SHA-256 (hex) that binds an entry to all entries before it in the chain."""
    postings = ",".join(f"{p.account}={p.amount}" for p in entry.postings)
    at = entry.at.isoformat(timespec="microseconds")
    line = f"{previous}|{entry.key}|{entry.kind}|{at}|{entry.currency}|{entry.order_id}|{postings}"
    return hashlib.sha256(line.encode()).hexdigest()


@frozen
class ChainedEntry:
    """An entry with its number (1, 2, 3, … without gaps) and its link of the hash chain."""

    number: int
    entry: Entry
    digest: str
