"""Payouts as YooKassa does them: within limits, and only once out of a deal."""

from datetime import datetime, timedelta

from attrs import frozen

from foodmarket.adapters.yookassa.simulator.deals import Deals
from foodmarket.adapters.yookassa.simulator.faults import Fault
from foodmarket.adapters.yookassa.simulator.records import Json, SimPayout
from foodmarket.adapters.yookassa.simulator.refusals import error
from foodmarket.adapters.yookassa.simulator.state import Book, positive

TAKES = timedelta(minutes=1)
LARGEST = 150_000_00
DESTINATIONS = {
    "sim_card": "succeeded",
    "sim_slow_card": "slow",
    "sim_refused_card": "rejected_by_payee",
}


@frozen
class Payouts:
    """Pays cooks."""

    book: Book
    deals: Deals

    def open(self, body: Json, now: datetime, fault: Fault | None) -> Json:
        """Make a payout, at once or within a minute."""
        amount, token = positive(body), body.get("payout_token")
        if token not in DESTINATIONS:
            raise error(400, "invalid_request", parameter="payout_token")
        given = body.get("deal")
        deal = None if given is None else self.deals.opened(given.get("id"))
        if deal is not None:
            ours = [each for each in self.book.payouts.values() if each.deal_id == deal.id]
            if amount > deal.payout_balance or any(each.status == "pending" for each in ours):
                raise error(400, "invalid_request", parameter="amount.value")
        payout = SimPayout(
            id=self.book.new_id("po-"),
            amount=amount,
            status="pending",
            description=body.get("description", ""),
            metadata=body.get("metadata", {}),
            created_at=now,
            deal_id=None if deal is None else deal.id,
        )
        self.book.payouts[payout.id] = payout
        ending = _ending(DESTINATIONS[token], fault, amount.amount)
        if ending == "slow":
            payout.ends = (now + TAKES, "succeeded")
        else:
            self._end(payout, ending, now)
        return payout.wire()

    def elapse(self, now: datetime) -> None:
        """Let payouts arrive."""
        for payout in self.book.payouts.values():
            if payout.status == "pending" and payout.ends and now >= payout.ends[0]:
                self._end(payout, payout.ends[1], payout.ends[0])

    def _end(self, payout: SimPayout, ending: str, now: datetime) -> None:
        if ending != "succeeded":
            payout.status, payout.reason = "canceled", ending
            self.book.note("payout.canceled", payout.wire())
            return
        payout.status, payout.succeeded_at = "succeeded", now
        self.book.note("payout.succeeded", payout.wire())
        if payout.deal_id is not None:
            self.deals.close(self.book.deals[payout.deal_id])


def _ending(usual: str, fault: Fault | None, amount: int) -> str:
    if amount > LARGEST:
        return "one_time_limit_exceeded"
    if fault is Fault.PAYOUT_FAILS:
        return "general_decline"
    return "slow" if fault is Fault.PAYOUT_PENDING else usual
