"""A cook's statement, of a period or of a payout: every line leads to its order, all add up."""

from datetime import datetime

from attrs import frozen

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import Entry, EntryKind
from foodmarket.domain.payouts.model import Payout


@frozen(kw_only=True)
class StatedEntry:
    """An entry as the book has it. ``settles_at`` is when what its order retains settles.

    It is None where nothing is retained, or where nobody knows yet: in a dispute.
    """

    entry: Entry
    settles_at: datetime | None


@frozen(kw_only=True)
class StatementLine:
    """One entry of the book as it concerns a cook; all amounts share a currency.

    ``gross`` is what an order released. Of it ``retention`` stays back (negative: settled),
    ``commission`` became the platform's, and ``refunds`` went back to the customer at the cook's
    expense. ``adjustments`` is everything else: a debt that arose instead of a deduction, or was
    netted later. ``paid`` was set aside for a payout (negative: it came back). So

        net = gross - retention - commission - refunds + adjustments - paid

    is what was added to what is payable (negative: taken from it), ``balance`` what is payable
    after it. ``subject`` is the order or the payout; ``expected_at`` is when what is retained of
    the order settles.
    """

    at: datetime
    kind: EntryKind
    subject: Id
    gross: Money
    retention: Money
    commission: Money
    refunds: Money
    adjustments: Money
    paid: Money
    net: Money
    balance: Money
    expected_at: datetime | None


AMOUNTS = ("gross", "retention", "commission", "refunds", "adjustments", "paid", "net")


@frozen(kw_only=True)
class CookStatement:
    """What heads a statement: whose it is, from when until when (UTC), and the opening balance.

    The closing balance is the balance of the last line, and the next statement's opening balance.
    One of a ``payout`` begins after the payout before (``start`` is None for the first) and ends
    with this one: opening balance and lines, but for the last, are what it paid and what it left.
    ``next_payout_at`` is when what stays payable is paid out next, where the cook chose how.
    """

    cook_id: CookId
    start: datetime | None
    end: datetime
    opening: Money
    payout: Payout | None = None
    next_payout_at: datetime | None = None
