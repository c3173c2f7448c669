"""Booking and checking: how facts become entries, and how a book is verified."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import frozen

from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.ledger.model import (
    GENESIS,
    ChainedEntry,
    Entry,
    EntryKind,
    LedgerAccount,
    Posting,
    chain,
)


def book(
    key: str,
    kind: EntryKind,
    order_id: Id,
    at: datetime,
    sources: Iterable[tuple[LedgerAccount, Money]],
    targets: Iterable[tuple[LedgerAccount, Money]],
) -> Entry:
    """Make an entry that moves money from the sources to the targets; zero parts are left out.

    Refuses with `CurrencyMismatch` and `UnbalancedEntry`.
    """
    parts = [(account, -money) for account, money in sources] + list(targets)
    currency = sum((money for _, money in parts[1:]), start=parts[0][1]).currency
    return Entry(
        key=key,
        kind=kind,
        at=at,
        currency=currency,
        order_id=order_id,
        postings=tuple(Posting(account, money.amount) for account, money in parts if money),
    )


def balances(entries: Iterable[Entry]) -> dict[tuple[LedgerAccount, Currency], int]:
    """Derive every account's balance, positive on the account's own side."""
    sums: Counter[tuple[LedgerAccount, Currency]] = Counter()
    for entry in entries:
        for posting in entry.postings:
            side = posting.account.kind.side
            sums[posting.account, entry.currency] += side * posting.amount
    return dict(sums)


def trial_balance(balances: Mapping[LedgerAccount, Money], currency: Currency) -> Money:
    """Return credit minus debit over all accounts of the currency: zero in a sound book."""
    signed = (money * account.kind.side for account, money in balances.items())
    return sum(signed, start=Money.zero(currency))


@frozen
class BrokenLink:
    """The first entry whose link does not follow from the entries before it."""

    number: int
    key: str
    expected: str
    found: str


def verify_chain(entries: Iterable[ChainedEntry], previous: str = GENESIS) -> BrokenLink | None:
    """Recompute the chain in order; return the first broken link, or None for an unedited book."""
    for number, link in enumerate(entries, start=1):
        expected = chain(previous, link.entry)
        if link.digest != expected or link.number != number:
            return BrokenLink(number, link.entry.key, expected, link.digest)
        previous = link.digest
    return None
