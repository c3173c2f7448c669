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
    Entry,
    EntryKind,
    LedgerAccount,
    clearing,
    escrow,
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
from foodmarket.domain.orders.process import BY_STATE, DEADLINES, Effect, Transition, Trigger
from foodmarket.domain.payments.decisions import LEASE, given_up, next_operation
from foodmarket.domain.payments.model import (
    Operation,
    OperationId,
    OperationKind,
    Payment,
    PaymentState,
)


class Draft:
    """What one decision has changed so far."""

    def __init__(self, purchase: Purchase, now: datetime) -> None:
        self.now = now
        self.order: Order = purchase.order
        self.payment: Payment = purchase.payment
        self.operation: Operation | None = purchase.operation
        self.funds: Funds = purchase.funds
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
        unfinished = None if self.operation and self.operation.state.final else self.operation
        return Change(
            before=before,
            purchase=Purchase(
                order=self.order,
                payment=self.payment,
                operation=self._requested or unfinished,
                funds=self.funds,
            ),
            steps=tuple(self._steps),
            events=tuple(self._events),
            entries=tuple(self._entries),
            performed=performed,
            requested=self._requested,
            freed=self._freed,
        )

    def pull(self, trigger: Trigger, reason: str | None = None) -> None:
        """Pull a trigger on the system's behalf where the state knows it; otherwise do nothing."""
        row = BY_STATE[self.order.state].get(trigger)
        if row is not None:
            self.take(row, Role.SYSTEM, reason, None)

    def take(self, row: Transition, role: Role, reason: str | None, award: Money | None) -> None:
        """Carry out one row of the process."""
        cancelled_at = self.order.state
        self.enter(row.after, role, row.trigger, reason)
        for effect in row.effects:
            match effect:
                case Effect.CAPTURE:
                    self.payment = evolve(self.payment, capture_wanted=True)
                case Effect.FREE_PORTIONS:
                    self._freed = self.order.reservation
                case Effect.GIVE_ALL_BACK:
                    self._give_back(self.payment.keep, row.liable)
                case Effect.GIVE_BACK_BY_TERMS:
                    self._give_back(self._due_on_cancelling(cancelled_at), row.liable)
                case Effect.GIVE_BACK_AWARD:
                    self._give_back(award or Money.zero(self.payment.amount.currency), row.liable)
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

    def ask_next(self, new_id: OperationId, lease: timedelta = LEASE) -> None:
        """Request the next operation of the payment, unless one has to be finished first."""
        if self.operation is not None and not self.operation.state.final:
            finished = given_up(self.payment, self.operation)
            if finished is None:
                return
            self.operation = finished
        wanted = next_operation(self.payment, new_id, self.now, lease)
        done = self.operation
        if (
            wanted is not None
            and done is not None
            and done.kind is wanted.kind is OperationKind.FEE
        ):
            return  # looked for long enough
        self._requested = wanted

    def fund_escrow(self) -> None:
        """Book a capture, its fee and the promotion; what is not to be kept goes back at once."""
        order, payment, at = self.order, self.payment, self.now
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
            key = f"refund-asked:{order.id}:{unwanted.amount}"
            self._add(fund_refund(self.funds, unwanted, Liable.PLATFORM, key=key, at=at))

    def book_fee(self) -> None:
        """Book what the provider keeps of the capture, where it is known."""
        payment = self.payment
        if payment.fee:
            key, provider = f"provider-fee:{payment.id}", clearing(payment.provider)
            self._book(EntryKind.PROVIDER_FEE, key, PROVIDER_FEES, provider, payment.fee)

    def book_refund(self, amount: Money) -> None:
        """Book that a refund has left the provider."""
        key = f"refund-succeeded:{self.order.id}:{self.payment.refunded.amount}"
        provider = clearing(self.payment.provider)
        self._book(EntryKind.REFUND_SUCCEEDED, key, REFUNDS_IN_TRANSIT, provider, amount)

    def _give_back(self, amount: Money, liable: Liable) -> None:
        payment = evolve(self.payment, keep=self.payment.keep - amount)
        self.payment = payment
        if not amount or payment.state is not PaymentState.CAPTURED:
            return
        asked = payment.captured - payment.keep
        key = f"refund-asked:{self.order.id}:{asked.amount}"
        self._add(fund_refund(self.funds, amount, liable, key=key, at=self.now))
        discount = self.order.bill.discount
        if not payment.keep and discount:
            self._add(return_promotion(self.funds, discount, liable, at=self.now))

    def _due_on_cancelling(self, state: OrderState) -> Money:
        """Return what a customer gets back who cancels late: the tip, and the terms' part."""
        terms, bill = self.order.terms, self.order.bill
        preparing = state is OrderState.PREPARING
        rate = terms.refund_when_preparing if preparing else terms.refund_when_ready
        return min(bill.tip + bill.base.share(rate), self.payment.keep)

    def _release(self) -> None:
        if not self.funds.escrow:
            return
        bill = self.order.bill
        given_back = self.payment.captured - self.payment.keep
        tip = max(bill.tip - given_back, Money.zero(bill.tip.currency))
        exempt = tip + bill.discount
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
