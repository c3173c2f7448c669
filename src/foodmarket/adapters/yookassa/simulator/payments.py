"""Payments and refunds as YooKassa does them, in two stages where the method can."""

from datetime import datetime, timedelta
from typing import Any

from attrs import frozen

from foodmarket.adapters.yookassa.simulator.deals import Deals
from foodmarket.adapters.yookassa.simulator.faults import Fault
from foodmarket.adapters.yookassa.simulator.records import Json, SimDeal, SimPayment, SimRefund
from foodmarket.adapters.yookassa.simulator.refusals import error
from foodmarket.adapters.yookassa.simulator.state import Book, positive
from foodmarket.domain.kernel.money import BasisPoints, Money

HOLD_LASTS = timedelta(days=7)
CONFIRM_WITHIN = timedelta(hours=1)
REFUND_TAKES = timedelta(minutes=1)
SECOND_STEP = "3d_secure"
CARDS = {
    "sim_ok": "ok",
    "sim_second_step": SECOND_STEP,
    "sim_answer_lost": "answer_lost",
    "sim_insufficient_funds": "insufficient_funds",
    "sim_fraud_suspected": "fraud_suspected",
    "00000000-0000-5000-8000-000000000001": "ok",
    "00000000-0000-5000-8000-000000000002": "insufficient_funds",
}
_TWO_STAGE = frozenset({"bank_card", "yoo_money", "sberbank"})


@frozen
class Payments:
    """``fee`` is what YooKassa keeps of each capture."""

    book: Book
    deals: Deals
    page_url: str
    fee: BasisPoints

    def open(self, body: Json, now: datetime, fault: Fault | None) -> Json:
        """Make a payment, as far as its card lets it go."""
        behaviour = _behaviour(body, fault)
        method = str((body.get("payment_method_data") or {}).get("type", "bank_card"))
        capture = bool(body.get("capture", False))
        if not capture and method not in _TWO_STAGE:
            raise error(400, "invalid_request", parameter="payment_method_data")
        amount, deal = positive(body), body.get("deal")
        confirmation = body.get("confirmation") or {}
        if behaviour == "page" and not confirmation.get("return_url"):
            raise error(400, "invalid_request", parameter="confirmation")
        payment = SimPayment(
            id=self.book.new_id(),
            amount=amount,
            status="pending",
            capture=capture,
            method=method,
            method_id=body.get("payment_method_id") or self.book.new_id(),
            behaviour=behaviour,
            description=body.get("description", ""),
            metadata=body.get("metadata", {}),
            created_at=now,
            ends_at=now + CONFIRM_WITHIN,
            return_url=confirmation.get("return_url"),
            refunded=Money.zero(amount.currency),
        )
        if deal is not None:
            payment.deal_id = self.deals.opened(deal.get("id")).id
            payment.cooks = positive(_settlement(deal, "settlements"))
        self.book.payments[payment.id] = payment
        if behaviour in {"page", SECOND_STEP}:
            payment.page_url = f"{self.page_url}/{payment.id}"
        else:
            self.pay(payment, now, None if behaviour in {"ok", "answer_lost"} else behaviour)
        return payment.wire()

    def pay(self, payment: SimPayment, now: datetime, refusal: str | None = None) -> None:
        """Let the customer's bank agree to a pending payment, or refuse."""
        if payment.status != "pending":
            return
        if refusal is not None:
            self._cancel(payment, "payment_network", refusal)
        elif payment.capture:
            self._take(payment, now)
        else:
            payment.status = "waiting_for_capture"
            payment.ends_at = now + HOLD_LASTS
            self.book.note("payment.waiting_for_capture", payment.wire())

    def capture(self, reference: str, body: Json, now: datetime) -> Json:
        """Take what is held, or a part of it."""
        payment = self._known(reference)
        amount = positive(body) if "amount" in body else payment.amount
        if payment.status != "waiting_for_capture":
            raise error(400, "invalid_request", description="Not waiting for capture")
        if amount.currency != payment.amount.currency or amount > payment.amount:
            raise error(400, "invalid_request", parameter="amount.value")
        deal = body.get("deal")
        if payment.deal_id is not None and amount != payment.amount and deal is None:
            raise error(400, "invalid_request", parameter="deal.settlements")
        if deal is not None:
            payment.cooks = positive(_settlement(deal, "settlements"))
        payment.amount = amount
        self._take(payment, now)
        return payment.wire()

    def cancel(self, reference: str) -> Json:
        """Give up a hold; nothing else can be cancelled."""
        payment = self._known(reference)
        if payment.status != "waiting_for_capture":
            raise error(400, "invalid_request", description="Not waiting for capture")
        self._cancel(payment, "merchant", "canceled_by_merchant")
        return payment.wire()

    def refund(self, body: Json, now: datetime, fault: Fault | None) -> Json:
        """Give back what was taken and not given back yet, or a part of it."""
        payment = self._known(str(body.get("payment_id")), "payment_id")
        amount = positive(body)
        pending = sum(
            other.amount.amount
            for other in self.book.refunds.values()
            if other.payment_id == payment.id and other.status == "pending"
        )
        too_much = amount.currency != payment.amount.currency or (
            amount.amount > payment.left.amount - pending
        )
        if payment.status != "succeeded" or too_much:
            raise error(400, "invalid_request", parameter="amount.value")
        deal, from_cook = self._deal_of_refund(payment, body)
        if deal is not None and from_cook is not None:
            self.deals.take_out(deal, amount, from_cook)
        refund = SimRefund(
            id=self.book.new_id(),
            payment_id=payment.id,
            amount=amount,
            status="pending",
            metadata=body.get("metadata", {}),
            created_at=now,
            deal_id=payment.deal_id,
            from_cook=from_cook,
        )
        self.book.refunds[refund.id] = refund
        if fault in {Fault.REFUND_PENDING, Fault.REFUND_FAILS}:
            ending = "succeeded" if fault is Fault.REFUND_PENDING else "canceled"
            refund.ends = (now + REFUND_TAKES, ending)
        else:
            self._end_refund(refund, "succeeded")
        return refund.wire()

    def elapse(self, now: datetime) -> None:
        """End what waited too long, and what was on its way."""
        for payment in self.book.payments.values():
            if now < payment.ends_at:
                continue
            if payment.status == "pending":
                self._cancel(payment, "yoo_money", "expired_on_confirmation")
            elif payment.status == "waiting_for_capture":
                self._cancel(payment, "yoo_money", "expired_on_capture")
        for refund in self.book.refunds.values():
            if refund.status == "pending" and refund.ends and now >= refund.ends[0]:
                self._end_refund(refund, refund.ends[1])
        for deal in list(self.book.deals.values()):
            if deal.status == "opened" and now >= deal.ends_at:
                self._give_all_back(deal, now)

    def _take(self, payment: SimPayment, now: datetime) -> None:
        payment.status = "succeeded"
        payment.captured_at = now
        payment.income = payment.amount - payment.amount.share(self.fee)
        if payment.deal_id is not None and payment.cooks is not None:
            self.deals.put_in(self.deals.opened(payment.deal_id), payment.amount, payment.cooks)
        self.book.note("payment.succeeded", payment.wire())

    def _cancel(self, payment: SimPayment, party: str, reason: str) -> None:
        payment.status = "canceled"
        payment.cancelled = (party, reason)
        self.book.note("payment.canceled", payment.wire())

    def _end_refund(self, refund: SimRefund, status: str) -> None:
        refund.status = status
        if status == "succeeded":
            self.book.payments[refund.payment_id].refunded += refund.amount
            self.book.note("refund.succeeded", refund.wire())  # of the others nobody is told
        elif refund.deal_id is not None and refund.from_cook is not None:
            self.deals.put_in(self.book.deals[refund.deal_id], refund.amount, refund.from_cook)

    def _give_all_back(self, deal: SimDeal, now: datetime) -> None:
        for payment in self.book.payments.values():
            if payment.deal_id != deal.id:
                continue
            if payment.status == "waiting_for_capture":
                self._cancel(payment, "yoo_money", "deal_expired")
            elif payment.status == "succeeded" and payment.left:
                refund = SimRefund(
                    id=self.book.new_id(),
                    payment_id=payment.id,
                    amount=payment.left,
                    status="pending",
                    metadata={},
                    created_at=now,
                )
                self.book.refunds[refund.id] = refund
                self._end_refund(refund, "succeeded")
        self.deals.close(deal)

    def _known(self, reference: str, parameter: str | None = None) -> SimPayment:
        payment = self.book.payments.get(reference)
        if payment is not None:
            return payment
        if parameter is None:
            raise error(404, "not_found")
        raise error(400, "invalid_request", parameter=parameter)

    def _deal_of_refund(
        self, payment: SimPayment, body: Json
    ) -> tuple[SimDeal | None, Money | None]:
        if payment.deal_id is None:
            return None, None
        deal = self.deals.opened(payment.deal_id)
        return deal, positive(_settlement(body.get("deal"), "refund_settlements"))


def _behaviour(body: Json, fault: Fault | None) -> str:
    if fault is Fault.DECLINE:
        return "general_decline"
    if fault is Fault.SECOND_STEP:
        return SECOND_STEP
    token = body.get("payment_token") or body.get("payment_method_id")
    if token is None:
        return "page"
    if token not in CARDS:
        name = "payment_token" if "payment_token" in body else "payment_method_id"
        raise error(400, "invalid_request", parameter=name)
    return CARDS[token]


def _settlement(deal: Any, name: str) -> Json:
    lines = deal.get(name) if isinstance(deal, dict) else None
    if not isinstance(lines, list) or len(lines) != 1 or lines[0].get("type") != "payout":
        raise error(400, "invalid_request", parameter=f"deal.{name}")
    line: Json = lines[0]
    return line
