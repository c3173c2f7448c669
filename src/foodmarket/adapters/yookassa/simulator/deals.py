"""Safe deals: what waits in them, and how they close."""

from datetime import datetime, timedelta

from attrs import frozen

from foodmarket.adapters.yookassa.simulator.records import Json, SimDeal
from foodmarket.adapters.yookassa.simulator.refusals import error
from foodmarket.adapters.yookassa.simulator.state import Book
from foodmarket.domain.kernel.money import Currency, Money

_NOTHING = Money.zero(Currency("RUB"))


@frozen
class Deals:
    """A payout closes a deal; so does its time, which gives the customer all back."""

    book: Book
    lasts: timedelta

    def open(self, body: Json, now: datetime) -> Json:
        """Open an empty deal."""
        if body.get("type") != "safe_deal" or body.get("fee_moment") != "deal_closed":
            raise error(400, "invalid_request", parameter="fee_moment")
        deal = SimDeal(
            id=self.book.new_id("dl-"),
            status="opened",
            balance=_NOTHING,
            payout_balance=_NOTHING,
            description=body.get("description", ""),
            metadata=body.get("metadata", {}),
            created_at=now,
            ends_at=now + self.lasts,
        )
        self.book.deals[deal.id] = deal
        return deal.wire()

    def opened(self, deal_id: object) -> SimDeal:
        """Return a deal that is not closed yet."""
        deal = self.book.deals.get(str(deal_id))
        if deal is None or deal.status != "opened":
            raise error(400, "invalid_request", parameter="deal.id")
        return deal

    def put_in(self, deal: SimDeal, amount: Money, cooks: Money) -> None:
        """Let a captured payment into the deal."""
        deal.balance += amount
        deal.payout_balance += cooks

    def take_out(self, deal: SimDeal, amount: Money, cooks: Money) -> None:
        """Let a refund out of the deal, from the cook's part and from the platform's."""
        ours = deal.balance - deal.payout_balance
        if cooks > amount or cooks > deal.payout_balance or amount - cooks > ours:
            raise error(400, "invalid_request", parameter="deal.refund_settlements")
        deal.balance -= amount
        deal.payout_balance -= cooks

    def close(self, deal: SimDeal) -> None:
        """Close it: nothing waits in it any more."""
        deal.status = "closed"
        deal.balance = deal.payout_balance = _NOTHING
        self.book.note("deal.closed", deal.wire())
