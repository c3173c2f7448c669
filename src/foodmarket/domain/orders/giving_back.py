"""Refunds in the making: funding one, following what the provider says, giving one up."""

from attrs import evolve

from foodmarket.domain.accounts.model import Role
from foodmarket.domain.escrow.decisions import (
    fund_refund,
    return_promotion,
)
from foodmarket.domain.escrow.model import Liable
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.decisions import book
from foodmarket.domain.ledger.model import (
    REFUNDS_IN_TRANSIT,
    AccountKind,
    EntryKind,
    clearing,
    unclaimed,
)
from foodmarket.domain.orders.process import BEFORE_RELEASE, ENDS
from foodmarket.domain.orders.record import Record
from foodmarket.domain.payments.model import Operation, OperationId
from foodmarket.domain.refunds.decisions import split
from foodmarket.domain.refunds.model import (
    Parts,
    Refund,
    RefundId,
    RefundReason,
    RefundState,
    Source,
)


class GivingBack(Record):
    """A record that knows how money goes back. ``agreed`` are the parts that both sides want."""

    agreed: Parts | None = None

    def _submitted(self, wanted: Operation) -> Operation:
        """Let the operation do what the oldest refund asks for."""
        moving = {RefundState.APPROVED, RefundState.SUBMITTED}
        refund = next((it for it in self.refunds if it.state in moving), None)
        if refund is None:
            return wanted
        state = RefundState.SUBMITTED
        self._put(evolve(refund, state=state, operation_id=wanted.id, moved_at=self.now))
        return evolve(wanted, amount=refund.open_amount)

    def book_refund(self, amount: Money, operation_id: OperationId) -> Refund | None:
        """Book that money has left the provider; return the refund that asked for it."""
        key = f"refund-succeeded:{self.order.id}:{self.payment.refunded.amount}"
        provider = clearing(self.payment.provider)
        self._book(EntryKind.REFUND_SUCCEEDED, key, REFUNDS_IN_TRANSIT, provider, amount)
        refund = self._asked_by(operation_id)
        if refund is None:
            return None
        returned = refund.returned + amount
        state = RefundState.SUCCEEDED if returned >= refund.amount else RefundState.APPROVED
        self._put(evolve(refund, returned=returned, state=state, moved_at=self.now))
        return refund

    def refund_refused(self, operation_id: OperationId, reason: str) -> None:
        """Note that the provider refused; where it did too often, staff has to look at it."""
        refund = self._asked_by(operation_id)
        if refund is None:
            return
        state = RefundState.PARKED if self.payment.parked else refund.state
        failed = evolve(refund, failures=refund.failures + 1, failure=reason, state=state)
        self._put(evolve(failed, moved_at=self.now))

    def fund(self, refund: Refund) -> None:
        """Set the money of a refund aside, and keep that much less of the payment."""
        self.payment = evolve(self.payment, keep=self.payment.keep - refund.amount)
        self._fund(refund)

    def abandon(self, refund: Refund) -> None:
        """Put what did not reach the customer back where it came from.

        What the order can't hold any more stays due to the customer.
        """
        left, targets = refund.open_amount, []
        for source in reversed(refund.sources):
            part = min(left, source.amount)
            account = source.account if self._holds(source) else unclaimed(self.order.id)
            targets.append((account, part))
            left -= part
        amount = refund.open_amount
        key = f"refund-abandoned:{refund.id}"
        sources = [(REFUNDS_IN_TRANSIT, amount)]
        kind = EntryKind.REFUND_ABANDONED
        self._add(book(key, kind, self.order.id, self.now, sources, targets))
        keep = self.payment.keep + amount
        self.payment = evolve(self.payment, keep=keep, parked=False, failures=0)
        self._put(evolve(refund, state=RefundState.ABANDONED, moved_at=self.now))

    def _holds(self, source: Source) -> bool:
        """Tell whether money may go back there: nothing empties an escrow after its release."""
        match source.account.kind:
            case AccountKind.ESCROW:
                return bool(self.funds.escrow) or self.order.state in BEFORE_RELEASE
            case AccountKind.RETENTION:
                return self.order.state not in ENDS
            case _:
                return True

    def replace(self, refund: Refund) -> None:
        """Put a refund that was decided on elsewhere in its place, or behind the others."""
        self._put(refund)

    def _refund(self, amount: Money, liable: Liable, why: RefundReason) -> None:
        """Document what the process gives back; ``keep`` is lowered already."""
        before = evolve(
            self.purchase, payment=evolve(self.payment, keep=self.payment.keep + amount)
        )
        refund = Refund(
            id=RefundId.beside(self.new_id),
            order_id=self.order.id,
            payment_id=self.payment.id,
            amount=amount,
            parts=self._parts(amount, before.left()),
            reason=why,
            liable=liable,
            role=Role.SYSTEM,
            asked_by=None,
            asked_at=self.now,
            moved_at=self.now,
            state=RefundState.APPROVED,
            returned=Money.zero(amount.currency),
        )
        self._fund(refund)

    def _parts(self, amount: Money, left: Parts) -> Parts:
        """Return what was agreed on, where it is still there; otherwise split the amount."""
        agreed = self.agreed
        if agreed is not None and agreed.total == amount and left.less(agreed).possible:
            return agreed
        return split(amount, left)

    def _fund(self, refund: Refund) -> None:
        key = f"refund-asked:{refund.id}"
        entry = fund_refund(self.funds, refund.amount, refund.liable, key=key, at=self.now)
        currency = entry.currency
        sources = tuple(
            Source(posting.account, Money(-posting.amount, currency))
            for posting in entry.postings
            if posting.amount < 0
        )
        self._add(entry)
        discount = self.order.bill.discount
        others = [it for it in self.refunds if it.id != refund.id]
        untaken = not any(it.takes_promotion for it in others)
        # A capture that came too late was never promoted.
        promoted = RefundReason.LATE_CAPTURE not in {refund.reason, *(it.reason for it in others)}
        takes = bool(discount) and not self.payment.keep and promoted and untaken
        if takes:
            self._add(return_promotion(self.funds, discount, refund.liable, at=self.now))
        self._put(evolve(refund, sources=sources, takes_promotion=takes))
