"""When held money moves, as entries of the book. Amounts come from balances, never from hopes."""

from datetime import datetime

from attrs import frozen

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.escrow.model import Liable, RetentionTo, Terms
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.decisions import book
from foodmarket.domain.ledger.model import (
    COMMISSION,
    GOODWILL,
    PROMOTIONS,
    REFUNDS_IN_TRANSIT,
    Entry,
    EntryKind,
    LedgerAccount,
    escrow,
    payable,
    receivable,
    retention,
)


@frozen(kw_only=True)
class Funds:
    """What the book shows for one order, and for its cook, in the order's currency.

    ``payable`` is the cook's over all orders; the others are the order's own.
    """

    order_id: Id
    cook_id: CookId
    escrow: Money
    retention: Money
    payable: Money

    def after(self, entry: Entry) -> "Funds":
        """Return the funds as the entry leaves them."""
        moved = {posting.account: posting.amount for posting in entry.postings}

        def standing(account: LedgerAccount, before: Money) -> Money:
            return Money(before.amount + moved.get(account, 0), before.currency)

        return Funds(
            order_id=self.order_id,
            cook_id=self.cook_id,
            escrow=standing(escrow(self.order_id), self.escrow),
            retention=standing(retention(self.order_id), self.retention),
            payable=standing(payable(self.cook_id), self.payable),
        )


def release(funds: Funds, terms: Terms, *, exempt: Money, at: datetime) -> Entry:
    """Release what is in escrow: the retention stays back, the rest becomes payable to the cook.

    ``exempt`` (the tip, and a discount that the platform paid) goes to the cook whole; the
    retention is taken of what is held beyond it.
    """
    retained = max(funds.escrow - exempt, Money.zero(exempt.currency)).share(terms.retention)
    return book(
        f"released:{funds.order_id}",
        EntryKind.RELEASED,
        funds.order_id,
        at,
        sources=[(escrow(funds.order_id), funds.escrow)],
        targets=[
            (payable(funds.cook_id), funds.escrow - retained),
            (retention(funds.order_id), retained),
        ],
    )


def settle_retention(funds: Funds, terms: Terms, *, at: datetime) -> Entry:
    """Give what is left of the retention to whom the terms name."""
    keeper = COMMISSION if terms.retention_to is RetentionTo.PLATFORM else payable(funds.cook_id)
    return book(
        f"retention-settled:{funds.order_id}",
        EntryKind.RETENTION_SETTLED,
        funds.order_id,
        at,
        sources=[(retention(funds.order_id), funds.retention)],
        targets=[(keeper, funds.retention)],
    )


def fund_refund(funds: Funds, amount: Money, liable: Liable, *, key: str, at: datetime) -> Entry:
    """Find the money for a refund: escrow, then retention, then whoever is liable.

    A liable cook pays from what is payable and then owes the rest. Otherwise the platform pays:
    money that has become the cook's stays the cook's.
    """
    return book(
        key,
        EntryKind.REFUND_ASKED,
        funds.order_id,
        at,
        _sources(funds, amount, liable),
        targets=[(REFUNDS_IN_TRANSIT, amount)],
    )


def return_promotion(funds: Funds, amount: Money, liable: Liable, *, at: datetime) -> Entry:
    """Take back what the platform added to an order that is given back in full.

    Nobody earns from a promotion without a meal, so it is found like a refund.
    """
    return book(
        f"promotion-returned:{funds.order_id}",
        EntryKind.PROMOTION_RETURNED,
        funds.order_id,
        at,
        _sources(funds, amount, liable),
        targets=[(PROMOTIONS, amount)],
    )


def _sources(funds: Funds, amount: Money, liable: Liable) -> list[tuple[LedgerAccount, Money]]:
    order = funds.order_id
    pots = [(escrow(order), funds.escrow), (retention(order), funds.retention)]
    if liable is Liable.COOK:
        pots.append((payable(funds.cook_id), funds.payable))
    sources: list[tuple[LedgerAccount, Money]] = []
    left = amount
    for account, available in pots:
        part = min(left, available)
        sources.append((account, part))
        left -= part
    bearer = receivable(funds.cook_id) if liable is Liable.COOK else GOODWILL
    sources.append((bearer, left))
    return sources
