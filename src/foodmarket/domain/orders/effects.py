"""A decision in the making.

`Draft` carries out the effects that the process table asks for, and collects what follows from
them: history, events and entries of the book.
"""

from datetime import datetime, timedelta

from attrs import evolve

from foodmarket.domain.accounts.model import Role
from foodmarket.domain.escrow.decisions import (
    release,
    settle_retention,
)
from foodmarket.domain.escrow.model import Liable
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import (
    PROMOTIONS,
    PROVIDER_FEES,
    EntryKind,
    clearing,
    escrow,
)
from foodmarket.domain.orders.in_dispute import InDispute
from foodmarket.domain.orders.model import (
    OrderMoved,
    OrderState,
    Step,
)
from foodmarket.domain.orders.process import (
    BY_STATE,
    DEADLINES,
    Effect,
    Transition,
    Trigger,
)
from foodmarket.domain.payments.decisions import LEASE, given_up, next_operation
from foodmarket.domain.payments.model import OperationKind, PaymentState
from foodmarket.domain.refunds.model import RefundReason

WHY = {
    Trigger.REJECT: RefundReason.REJECTED,
    Trigger.ACCEPTANCE_TIMED_OUT: RefundReason.NOT_ACCEPTED,
    Trigger.HAND_OVER_OVERDUE: RefundReason.OVERDUE,
    Trigger.CANCEL: RefundReason.CANCELLED,
    Trigger.RESOLVE_FOR_COOK: RefundReason.DISPUTE,
    Trigger.RESOLVE_FOR_CUSTOMER: RefundReason.DISPUTE,
    Trigger.DISPUTE_TIMED_OUT: RefundReason.DISPUTE,
    Trigger.AGREE: RefundReason.DISPUTE,
    Trigger.AGREE_ON_ALL: RefundReason.DISPUTE,
}


class Draft(InDispute):
    """A decision in the making, with the effects that the process table asks for."""

    def pull(self, trigger: Trigger, reason: str | None = None) -> None:
        """Pull a trigger on the system's behalf where the state knows it; otherwise do nothing."""
        row = BY_STATE[self.order.state].get(trigger)
        if row is not None:
            self.take(row, Role.SYSTEM, reason, None)

    def take(self, row: Transition, role: Role, reason: str | None, award: Money | None) -> None:
        """Carry out one row of the process."""
        cancelled_at = self.order.state
        why = WHY.get(row.trigger, RefundReason.LATE_CAPTURE)
        self.enter(row.after, role, row.trigger, reason)
        for effect in row.effects:
            match effect:
                case Effect.CAPTURE:
                    self.payment = evolve(self.payment, capture_wanted=True)
                case Effect.FREE_PORTIONS:
                    self._freed = self.order.reservation
                case Effect.GIVE_ALL_BACK:
                    self._give_back(self.payment.keep, row.liable, why)
                case Effect.GIVE_BACK_BY_TERMS:
                    due = self._due_on_cancelling(cancelled_at)
                    self._give_back(due, row.liable, why)
                case Effect.GIVE_BACK_AWARD:
                    awarded = award or Money.zero(self.payment.amount.currency)
                    self._give_back(awarded, row.liable, why)
                case Effect.RELEASE:
                    self._release()
                case Effect.SETTLE_RETENTION:
                    self._settle_retention()
                case Effect.OPEN_COMPLAINT:
                    self._open_complaint(reason)
                case Effect.CLOSE_COMPLAINT:
                    self._close_complaint(row.trigger, role)
        if row.after is OrderState.DELIVERED and self.frozen:
            self.pull(Trigger.PAYMENT_DISPUTED)

    def enter(self, state: OrderState, role: Role, trigger: str, reason: str | None = None) -> None:
        """Put the order into a state, start that state's clock, and tell everybody."""
        before, deadline = self.order.state, DEADLINES.get(state)
        at = deadline.at(self.order, self.now) if deadline else None
        remind = deadline.reminder(self.order, self.now) if deadline and deadline.reminder else at
        self.order = evolve(
            self.order,
            state=state,
            entered_at=self.now,
            deadline=at,
            due_at=min(remind, at) if remind and at else None,
            reminded=False,
            reason=reason or self.order.reason,
        )
        self._steps.append(
            Step(
                order_id=self.order.id,
                at=self.now,
                actor=role,
                trigger=trigger,
                before=before,
                after=state,
                reason=reason,
            )
        )
        self.tell(OrderMoved, before=before, after=state, actor=role, reason=reason)

    def end_before(self, at: datetime) -> None:
        """Let the state's time run out by then, for example before a hold lapses."""
        deadline, due_at = self.order.deadline, self.order.due_at
        if self.order.state is OrderState.AUTHORISED and deadline and due_at and at < deadline:
            self.order = evolve(self.order, deadline=at, due_at=min(due_at, at))

    def ask_next(self, lease: timedelta = LEASE) -> None:
        """Request the next operation of the payment, unless one has to be finished first.

        Money goes back one refund at a time, in the order in which they were asked for.
        """
        if self.operation is not None and not self.operation.state.final:
            finished = None if self.frozen else given_up(self.payment, self.operation)
            if finished is None:
                return
            self.operation = finished
        wanted = next_operation(self.payment, self.new_id, self.now, lease)
        if wanted is None:
            return
        done = self.operation
        if done is not None and done.kind is wanted.kind is OperationKind.FEE:
            return  # looked for long enough
        if wanted.kind is OperationKind.REFUND:
            if self.frozen:
                return  # the bank has the money already, and may keep it
            wanted = self._submitted(wanted)
        self._requested = wanted

    def fund_escrow(self) -> None:
        """Book a capture, its fee and the promotion; what is not to be kept goes back at once."""
        order, payment = self.order, self.payment
        pot, provider = escrow(order.id), clearing(payment.provider)
        taken = payment.captured
        self._book(EntryKind.CAPTURED, f"captured:{payment.id}", provider, pot, taken)
        self.book_fee()
        if payment.keep and order.bill.discount:
            key = f"promotion:{order.id}"
            discount = order.bill.discount
            self._book(EntryKind.PROMOTION_FUNDED, key, PROMOTIONS, pot, discount)
        unwanted = taken - payment.keep
        if unwanted:
            self._refund(unwanted, Liable.PLATFORM, RefundReason.LATE_CAPTURE)

    def book_fee(self) -> None:
        """Book what the provider keeps of the capture, where it is known."""
        payment = self.payment
        if payment.fee:
            key, provider = f"provider-fee:{payment.id}", clearing(payment.provider)
            self._book(EntryKind.PROVIDER_FEE, key, PROVIDER_FEES, provider, payment.fee)

    def _give_back(self, amount: Money, liable: Liable, why: RefundReason) -> None:
        payment = evolve(self.payment, keep=self.payment.keep - amount)
        self.payment = payment
        if amount and payment.state is PaymentState.CAPTURED:
            self._refund(amount, liable, why)

    def _due_on_cancelling(self, state: OrderState) -> Money:
        """Return what a customer gets back who cancels late: the tip, and the terms' part."""
        terms, bill = self.order.terms, self.order.bill
        preparing = state is OrderState.PREPARING
        rate = terms.refund_when_preparing if preparing else terms.refund_when_ready
        return min(bill.tip + bill.base.share(rate), self.payment.keep)

    def _release(self) -> None:
        if not self.funds.escrow:
            return
        exempt = self.purchase.left().tip + self.order.bill.discount
        self._add(release(self.funds, self.order.terms, exempt=exempt, at=self.now))

    def _settle_retention(self) -> None:
        if self.funds.retention:
            self._add(settle_retention(self.funds, self.order.terms, at=self.now))
