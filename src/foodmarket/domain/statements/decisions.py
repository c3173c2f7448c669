"""Reading a statement out of the book. Pure."""

from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import SYSTEM, Actor, CookId, Duty
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import (
    COMMISSION,
    AccountKind,
    EntryKind,
    payable,
    receivable,
)
from foodmarket.domain.statements.model import StatedEntry, StatementLine

RETURNING = {EntryKind.REFUND_ASKED, EntryKind.REFUND_ABANDONED}
PAYING = {EntryKind.PAYOUT_RESERVED, EntryKind.PAYOUT_FAILED}


def whose(actor: Actor, cook_id: CookId | None) -> CookId:
    """Return whose statement it is: a cook's own, or any for finance.

    Refuses with `NotAllowed`.
    """
    if actor.cook_id is not None and cook_id in {None, actor.cook_id}:
        return actor.cook_id
    if actor is not SYSTEM:
        require_duty(actor, Duty.FINANCE)
    if cook_id is None:
        raise NotAllowed
    return cook_id


def line_of(stated: StatedEntry, cook_id: CookId, balance: Money) -> StatementLine:
    """Return the entry as it concerns the cook, whose payable balance was ``balance`` before."""
    entry, mine, debt = stated.entry, payable(cook_id), receivable(cook_id)
    net = retention = owed = commission = 0
    for posting in entry.postings:
        if posting.account == mine:
            net += posting.amount
        elif posting.account == debt:
            owed -= posting.amount
        elif posting.account.kind is AccountKind.RETENTION:
            retention += posting.amount
        elif posting.account == COMMISSION and entry.kind is EntryKind.RETENTION_SETTLED:
            commission += posting.amount
    gross = entry.moved.amount if entry.kind is EntryKind.RELEASED else 0
    refunds = owed - net - retention if entry.kind in RETURNING else 0
    paid = -net if entry.kind in PAYING else 0
    adjustments = net - gross + retention + commission + refunds + paid
    amounts = (gross, retention, commission, refunds, adjustments, paid, net)
    moneys = [Money(amount, entry.currency) for amount in amounts]
    return StatementLine(
        at=entry.at,
        kind=entry.kind,
        subject=entry.order_id,
        gross=moneys[0],
        retention=moneys[1],
        commission=moneys[2],
        refunds=moneys[3],
        adjustments=moneys[4],
        paid=moneys[5],
        net=moneys[6],
        balance=balance + moneys[6],
        expected_at=stated.settles_at if retention > 0 else None,
    )
