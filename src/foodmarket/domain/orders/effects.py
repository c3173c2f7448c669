"""A decision in the making: the one mutable thing of the domain, alive within one function call.

`Draft` carries out the effects that the process table asks for, and collects what follows from
them: history, events and entries of the book.
"""

from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from foodmarket.domain.accounts.model import Role
from foodmarket.domain.catalogue.model import Reservation
from foodmarket.domain.escrow.decisions import (
    Funds,
    fund_refund,
    release,
    return_promotion,
    settle_retention,
)
from foodmarket.domain.escrow.model import Liable
from foodmarket.domain.kernel.events import Event
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.decisions import book
from foodmarket.domain.ledger.model import (
    PROMOTIONS,
    PROVIDER_FEES,
    REFUNDS_IN_TRANSIT,
    AccountKind,
    Entry,
    EntryKind,
    LedgerAccount,
    clearing,
    escrow,
    unclaimed,
)
from foodmarket.domain.orders.model import (
    Change,
    Order,
    OrderEvent,
    OrderMoved,
    OrderState,
    Purchase,
    Step,
)
from foodmarket.domain.orders.process import (
    BY_STATE,
    DEADLINES,
    ENDS,
    Effect,
    Transition,
    Trigger,
)
from foodmarket.domain.payments.decisions import LEASE, given_up, next_operation
from foodmarket.domain.payments.model import (
    Operation,
    OperationId,
    OperationKind,
    Payment,
    PaymentState,
)
from foodmarket.domain.refunds.decisions import split
from foodmarket.domain.refunds.model import Refund, RefundId, RefundReason, RefundState, Source

WHY = {
    Trigger.REJECT: RefundReason.REJECTED,
    Trigger.ACCEPTANCE_TIMED_OUT: RefundReason.NOT_ACCEPTED,
    Trigger.HAND_OVER_OVERDUE: RefundReason.OVERDUE,
    Trigger.CANCEL: RefundReason.CANCELLED,
    Trigger.RESOLVE_FOR_COOK: RefundReason.DISPUTE,
    Trigger.RESOLVE_FOR_CUSTOMER: RefundReason.DISPUTE,
    Trigger.DISPUTE_TIMED_OUT: RefundReason.DISPUTE,
}


class Draft:
    """What one decision has changed so far."""

    def __init__(self, purchase: Purchase, now: datetime, new_id: OperationId) -> None:
        self.now = now
        self.new_id = new_id
        self.order: Order = purchase.order
        self.payment: Payment = purchase.payment
        self.operation: Operation | None = purchase.operation
        self.funds: Funds = purchase.funds
        self.refunds: tuple[Refund, ...] = purchase.refunds
        self._before = purchase
        self._requested: Operation | None = None
        self._freed: Reservation | None = None
        self._steps: list[Step] = []
        self._events: list[Event] = []
        self._entries: list[Entry] = []

    def change(self) -> Change:
        """Return everything as one change to be saved; what changed gets its next version."""
        before = self._before
        if self.order is not before.order:
            self.order = evolve(self.order, version=before.order.version + 1)
        if self.payment is not before.payment:
            self.payment = evolve(self.payment, version=before.payment.version + 1)
        if self.operation is not None and self.operation is not before.operation:
            self.operation = evolve(self.operation, version=self.operation.version + 1)
        performed = self.operation if self.operation is not before.operation else None
        known = {refund.id: refund for refund in before.refunds}
        self.refunds = tuple(
            evolve(refund, version=known[refund.id].version + 1)
            if refund.id in known and refund is not known[refund.id]
            else refund
            for refund in self.refunds
        )
        unfinished = None if self.operation and self.operation.state.final else self.operation
        return Change(
            before=before,
            purchase=Purchase(
                order=self.order,
                payment=self.payment,
                operation=self._requested or unfinished,
                funds=self.funds,
                refunds=self.refunds,
            ),
            steps=tuple(self._steps),
            events=tuple(self._events),
            entries=tuple(self._entries),
            performed=performed,
            requested=self._requested,
            freed=self._freed,
            refunds=tuple(it for it in self.refunds if it is not known.get(it.id)),
        )

    @property
    def purchase(self) -> Purchase:
        """Return what the decision has made of the purchase so far."""
        return Purchase(
            order=self.order,
            payment=self.payment,
            operation=self.operation,
            funds=self.funds,
            refunds=self.refunds,
        )

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

    def tell(self, kind: type[OrderEvent], **facts: Any) -> None:
        """Add an event about the order."""
        self._events.append(
            kind(
                at=self.now,
                order_id=self.order.id,
                customer_id=self.order.customer_id,
                cook_id=self.order.cook_id,
                **facts,
            )
        )

    def ask_next(self, lease: timedelta = LEASE) -> None:
        """Request the next operation of the payment, unless one has to be finished first.

        Money goes back one refund at a time, in the order in which they were asked for.
        """
        if self.operation is not None and not self.operation.state.final:
            finished = given_up(self.payment, self.operation)
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
            wanted = self._submitted(wanted)
        self._requested = wanted

    def _submitted(self, wanted: Operation) -> Operation:
        """Let the operation do what the oldest refund asks for."""
        moving = {RefundState.APPROVED, RefundState.SUBMITTED}
        refund = next((it for it in self.refunds if it.state in moving), None)
        if refund is None:
            return wanted
        state = RefundState.SUBMITTED
        self._put(evolve(refund, state=state, operation_id=wanted.id, moved_at=self.now))
        return evolve(wanted, amount=refund.open_amount)

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

        An order that has ended can hold nothing, so what it held stays due to the customer.
        """
        left, targets = refund.open_amount, []
        for source in reversed(refund.sources):
            part = min(left, source.amount)
            held = source.account.kind in {AccountKind.ESCROW, AccountKind.RETENTION}
            ended = self.order.state in ENDS
            account = unclaimed(self.order.id) if held and ended else source.account
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

    def replace(self, refund: Refund) -> None:
        """Put a refund that was decided on elsewhere in its place, or behind the others."""
        self._put(refund)

    def _give_back(self, amount: Money, liable: Liable, why: RefundReason) -> None:
        payment = evolve(self.payment, keep=self.payment.keep - amount)
        self.payment = payment
        if amount and payment.state is PaymentState.CAPTURED:
            self._refund(amount, liable, why)

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
            parts=split(amount, before.left()),
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

    def _asked_by(self, operation_id: OperationId) -> Refund | None:
        return next((it for it in self.refunds if it.operation_id == operation_id), None)

    def _put(self, refund: Refund) -> None:
        others = tuple(it for it in self.refunds if it.id != refund.id)
        self.refunds = tuple(sorted((*others, refund), key=lambda it: it.id))

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

    def _book(
        self, kind: EntryKind, key: str, source: LedgerAccount, target: LedgerAccount, money: Money
    ) -> None:
        order = self.order.id
        self._add(book(key, kind, order, self.now, [(source, money)], [(target, money)]))

    def _add(self, entry: Entry) -> None:
        self._entries.append(entry)
        self.funds = self.funds.after(entry)
