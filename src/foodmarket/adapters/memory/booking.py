"""Writing entries into the book, in memory."""

from foodmarket.adapters.memory.tables import Commit
from foodmarket.domain.ledger.model import Entry


def book(commit: Commit, entry: Entry) -> None:
    """Add an entry and move the kept balances. Refuses with `StaleFacts` a key booked before."""
    tables = commit.tables
    commit.insert(tables.entries, entry.key, entry)
    commit.append(tables.entries_of[entry.order_id], entry)
    for account in dict.fromkeys(posting.account for posting in entry.postings):
        commit.append(tables.entries_on[account, entry.currency], entry)
    for posting in entry.postings:
        kind = posting.account.kind
        if kind.guarded:
            book_line = (posting.account, entry.currency)
            commit.move_balance(book_line, kind.side * posting.amount)
