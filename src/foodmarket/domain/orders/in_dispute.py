"""Disputes in the making: complaints with their order, and what a bank does with the money."""

from datetime import timedelta

from attrs import evolve

from foodmarket.domain.accounts.model import Role
from foodmarket.domain.disputes.decisions import moved
from foodmarket.domain.disputes.model import (
    Chargeback,
    Dispute,
    DisputeId,
    DisputeKind,
    DisputeState,
)
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import (
    CHARGEBACKS,
    PROVIDER_FEES,
    REFUNDS_IN_TRANSIT,
    EntryKind,
    clearing,
    disputed,
)
from foodmarket.domain.orders.giving_back import GivingBack
from foodmarket.domain.orders.model import DisputeMoved, OrderState
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.refunds.model import Refund, RefundId, RefundReason, RefundState

ENDINGS = {
    Trigger.AGREE: DisputeState.AGREED,
    Trigger.AGREE_ON_ALL: DisputeState.AGREED,
    Trigger.RESOLVE_FOR_COOK: DisputeState.DECIDED,
    Trigger.RESOLVE_FOR_CUSTOMER: DisputeState.DECIDED,
    Trigger.DISPUTE_TIMED_OUT: DisputeState.LAPSED,
}


class InDispute(GivingBack):
    """A record that knows what a dispute does to an order and its money."""

    @property
    def frozen(self) -> bool:
        """Tell whether the bank disputes the payment: no money of the order moves meanwhile."""
        return any(it.kind is DisputeKind.CHARGEBACK and not it.state.final for it in self.disputes)

    @property
    def complaint(self) -> Dispute | None:
        """Return the complaint that is open."""
        return next((it for it in self.disputes if it.open_complaint), None)

    def put_dispute(self, dispute: Dispute, role: Role, amount: Money | None = None) -> None:
        """Put a new or changed dispute in its place, and tell both sides where it stands now."""
        known = next((it for it in self.disputes if it.id == dispute.id), None)
        others = tuple(it for it in self.disputes if it.id != dispute.id)
        self.disputes = tuple(sorted((*others, dispute), key=lambda it: it.id))
        if known is None or known.state is not dispute.state:
            self.tell(
                DisputeMoved,
                dispute_id=dispute.id,
                dispute=dispute.kind,
                state=dispute.state,
                actor=role,
                amount=amount,
                deadline=dispute.deadline,
            )
        self._watch()

    def _open_complaint(self, reason: str | None) -> None:
        opened = self._new_dispute(reason or "", self.payment.keep, DisputeState.OPENED)
        wait = self.order.terms.answer_time
        self.put_dispute(moved(opened, opened.state, self.now, wait), Role.CUSTOMER)

    def _close_complaint(self, trigger: Trigger, role: Role) -> None:
        """End the open complaint as the order's trigger says, with the refund that was made."""
        complaint = self.complaint
        if complaint is None:
            return
        ending = ENDINGS.get(trigger, DisputeState.OVERTAKEN)
        refund = next((it for it in self.refunds if it.id == RefundId.beside(self.new_id)), None)
        ended = evolve(complaint, refund_id=refund.id if refund else None, pending=None)
        zero = Money.zero(self.payment.amount.currency)
        amount = refund.amount if refund else zero
        self.put_dispute(moved(ended, ending, self.now), role, amount)

    def new_chargeback(self, found: Chargeback, reason: str, amount: Money) -> Dispute:
        """Return the document of a chargeback that was not heard of before."""
        raised = self._new_dispute(reason, amount, DisputeState.RAISED)
        zero = Money.zero(amount.currency)
        return evolve(raised, chargeback=evolve(found, withdrawn=zero, fee=zero))

    def book_withdrawn(self, dispute: Dispute, withdrawn: Money, fee: Money) -> Dispute:
        """Book what the provider has taken, brought back and charged since we last looked."""
        side, currency = dispute.chargeback, withdrawn.currency
        if side is None:
            return dispute
        pot, provider = disputed(self.order.id), clearing(side.provider)
        known = any(it.id == dispute.id for it in self._before.disputes)
        fact = f"{side.provider}:{side.reference}:{dispute.version + known}"
        taken, cost = withdrawn - side.withdrawn, fee - side.fee
        if taken.amount > 0:
            key = f"dispute-withdrawn:{fact}"
            self._book(EntryKind.DISPUTE_WITHDRAWN, key, pot, provider, taken)
        if taken.amount < 0:
            key, back = f"dispute-reinstated:{fact}", Money(-taken.amount, currency)
            self._book(EntryKind.DISPUTE_REINSTATED, key, provider, pot, back)
        if cost.amount > 0:
            key = f"dispute-fee:{fact}"
            self._book(EntryKind.DISPUTE_FEE, key, PROVIDER_FEES, provider, cost)
        if cost.amount < 0:
            key, back = f"dispute-fee:{fact}", Money(-cost.amount, currency)
            self._book(EntryKind.DISPUTE_FEE, key, provider, PROVIDER_FEES, back)
        return evolve(dispute, chargeback=evolve(side, withdrawn=withdrawn, fee=fee))

    def lose(self, dispute: Dispute) -> Dispute:
        """Take what the bank kept for given back, funded like a refund.

        What is on its way to the customer already pays first; then what is kept of the payment, by
        a refund that the bank has carried out. What goes beyond that was given back before, so it
        is lost to the platform.
        """
        side = dispute.chargeback
        if side is None:
            return dispute
        covered = self._covered(side.withdrawn)
        kept = min(side.withdrawn - covered, self.payment.keep)
        refund_id = None
        if kept:
            self.payment = evolve(self.payment, keep=self.payment.keep - kept)
            refund_id = self._charged_back(kept, side)
        lost, pot = covered + kept, disputed(self.order.id)
        fact = f"{side.provider}:{side.reference}"
        if lost:
            key = f"dispute-lost:{fact}"
            self._book(EntryKind.DISPUTE_LOST, key, REFUNDS_IN_TRANSIT, pot, lost)
            self.payment = evolve(self.payment, refunded=self.payment.refunded + lost)
        if lost < side.withdrawn:
            key, excess = f"dispute-excess:{fact}", side.withdrawn - lost
            self._book(EntryKind.DISPUTE_EXCESS, key, CHARGEBACKS, pot, excess)
        if not any(it.state is RefundState.PARKED for it in self.refunds):
            self.payment = evolve(self.payment, parked=False, failures=0)
        return evolve(
            dispute,
            chargeback=evolve(side, lost=lost),
            refund_id=refund_id,
        )

    def _charged_back(self, amount: Money, side: Chargeback) -> RefundId:
        self._refund(amount, side.liable, RefundReason.CHARGEBACK)
        refund = self._known(RefundId.beside(self.new_id))
        state = RefundState.SUCCEEDED
        self._put(evolve(refund, state=state, returned=amount, moved_at=self.now))
        return refund.id

    def _covered(self, most: Money) -> Money:
        """Let the bank's money stand in for refunds that nobody has asked the provider for now."""
        operation = self.operation
        asked = operation.id if operation and not operation.state.final else None
        left = most
        for refund in self.refunds:
            done = not refund.state.funded or refund.state.final
            part = min(left, refund.open_amount)
            if done or not part or (asked is not None and refund.operation_id == asked):
                continue
            returned = refund.returned + part
            whole = returned == refund.amount
            state = RefundState.SUCCEEDED if whole else refund.state
            self._put(evolve(refund, returned=returned, state=state, moved_at=self.now))
            left -= part
        return most - left

    def _known(self, refund_id: RefundId) -> Refund:
        return next(it for it in self.refunds if it.id == refund_id)

    def _new_dispute(self, reason: str, amount: Money, state: DisputeState) -> Dispute:
        return Dispute(
            id=DisputeId.beside(self.new_id),
            order_id=self.order.id,
            payment_id=self.payment.id,
            cook_id=self.order.cook_id,
            reason=reason,
            amount=amount,
            opened_at=self.now,
            moved_at=self.now,
            state=state,
            deadline=None,
        )

    def _watch(self) -> None:
        """Have the timer look when the time of a side runs out; saving the order freezes it."""
        complaint, due_at = self.complaint, self.order.due_at
        if self.order.state is OrderState.DISPUTED:
            due_at = self.order.deadline
        if complaint is not None and complaint.deadline and due_at:
            due_at = min(due_at, complaint.deadline)
        self.order = evolve(self.order, due_at=due_at)

    def postpone(self, pause: timedelta) -> None:
        """Put the order's deadline off while the bank has not decided."""
        later = self.now + pause
        self.order = evolve(self.order, deadline=later, due_at=later)
        self._watch()
