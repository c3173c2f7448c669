"""Entries as rows."""

from foodmarket.adapters.postgres.rows.shared import Row
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.ledger.model import Entry, EntryKind, LedgerAccount, Posting


def entry(row: Row) -> Entry:
    """Read key, kind, instant, currency, order, and the two arrays of its postings."""
    key, kind, at, code, order_id, accounts, amounts = row
    return Entry(
        key=key,
        kind=EntryKind(kind),
        at=at,
        currency=Currency(code),
        order_id=Id(order_id),
        postings=tuple(
            Posting(LedgerAccount(account), amount)
            for account, amount in zip(accounts, amounts, strict=True)
        ),
    )
