"""Reading a statement out of the book. Pure."""

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import AccountKind, Entry, EntryKind, payable
from foodmarket.domain.statements.model import StatementLine


def line_of(entry: Entry, cook_id: CookId, balance: Money) -> StatementLine:
    """Return the entry as it concerns the cook, whose payable balance was ``balance`` before."""
    account = payable(cook_id)
    net = sum(it.amount for it in entry.postings if it.account == account)
    released = entry.kind is EntryKind.RELEASED
    kept = sum(it.amount for it in entry.postings if it.account.kind is AccountKind.RETENTION)
    retention = Money(kept if released else 0, entry.currency)
    gross = entry.moved if released else Money.zero(entry.currency)
    return StatementLine(
        at=entry.at,
        kind=entry.kind,
        subject=entry.order_id,
        gross=gross,
        retention=retention,
        net=Money(net, entry.currency),
        balance=balance + Money(net, entry.currency),
    )
