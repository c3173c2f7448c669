"""A cook's statement of a period: every line leads to its order, and all lines add up."""

from datetime import datetime

from attrs import frozen

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import EntryKind


@frozen(kw_only=True)
class StatementLine:
    """One entry of the book as it concerns a cook; all amounts share a currency.

    ``gross`` is what an order released, ``retention`` what stayed back of it; ``net`` is what was
    added to what is payable (negative: taken from it), ``balance`` is what is payable after it.
    ``subject`` is the order or the payout.
    """

    at: datetime
    kind: EntryKind
    subject: Id
    gross: Money
    retention: Money
    net: Money
    balance: Money


@frozen(kw_only=True)
class CookStatement:
    """What heads a statement: whose it is, from when until when (UTC), and the opening balance.

    The closing balance is the balance of the last line, and the next period's opening balance.
    """

    cook_id: CookId
    start: datetime
    end: datetime
    opening: Money
