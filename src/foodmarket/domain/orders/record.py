"""What one decision has changed so far: facts, history, events and entries of the book."""

from datetime import datetime
from typing import Any, TypeVar

from attrs import evolve

from foodmarket.domain.catalogue.model import Reservation
from foodmarket.domain.disputes.model import Dispute
from foodmarket.domain.escrow.decisions import (
    Funds,
)
from foodmarket.domain.kernel.events import Event
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.decisions import book
from foodmarket.domain.ledger.model import (
    Entry,
    EntryKind,
    LedgerAccount,
)
from foodmarket.domain.orders.model import (
    Change,
    Order,
    OrderEvent,
    Purchase,
    Step,
)
from foodmarket.domain.payments.model import Operation, OperationId, Payment
from foodmarket.domain.refunds.model import Refund

D = TypeVar("D", Refund, Dispute)


class Record:
    """The one mutable thing of the domain, alive within one function call."""

    def __init__(self, purchase: Purchase, now: datetime, new_id: OperationId) -> None:
        self.now = now
        self.new_id = new_id
        self.order: Order = purchase.order
        self.payment: Payment = purchase.payment
        self.operation: Operation | None = purchase.operation
        self.funds: Funds = purchase.funds
        self.refunds: tuple[Refund, ...] = purchase.refunds
        self.disputes: tuple[Dispute, ...] = purchase.disputes
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
        self.refunds, refunds = _numbered(before.refunds, self.refunds)
        self.disputes, disputes = _numbered(before.disputes, self.disputes)
        unfinished = None if self.operation and self.operation.state.final else self.operation
        return Change(
            before=before,
            purchase=Purchase(
                order=self.order,
                payment=self.payment,
                operation=self._requested or unfinished,
                funds=self.funds,
                refunds=self.refunds,
                disputes=self.disputes,
            ),
            steps=tuple(self._steps),
            events=tuple(self._events),
            entries=tuple(self._entries),
            performed=performed,
            requested=self._requested,
            freed=self._freed,
            refunds=refunds,
            disputes=disputes,
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
            disputes=self.disputes,
        )

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

    def _book(
        self, kind: EntryKind, key: str, source: LedgerAccount, target: LedgerAccount, money: Money
    ) -> None:
        order = self.order.id
        self._add(book(key, kind, order, self.now, [(source, money)], [(target, money)]))

    def _add(self, entry: Entry) -> None:
        self._entries.append(entry)
        self.funds = self.funds.after(entry)

    def _put(self, refund: Refund) -> None:
        others = tuple(it for it in self.refunds if it.id != refund.id)
        self.refunds = tuple(sorted((*others, refund), key=lambda it: it.id))

    def _asked_by(self, operation_id: OperationId) -> Refund | None:
        return next((it for it in self.refunds if it.operation_id == operation_id), None)


def _numbered(before: tuple[D, ...], after: tuple[D, ...]) -> tuple[tuple[D, ...], tuple[D, ...]]:
    """Return the documents, changed ones with their next version; and those new or changed."""
    if after is before:
        return before, ()
    known = {it.id: it for it in before}
    numbered = tuple(
        evolve(it, version=known[it.id].version + 1)
        if it.id in known and it is not known[it.id]
        else it
        for it in after
    )
    return numbered, tuple(it for it in numbered if it is not known.get(it.id))
