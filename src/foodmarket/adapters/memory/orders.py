"""Orders with their payments and operations, in memory."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from attrs import frozen

from foodmarket.adapters.memory.accounts import Later
from foodmarket.adapters.memory.booking import book
from foodmarket.adapters.memory.catalogue import MemoryCatalogue
from foodmarket.adapters.memory.disputes import keep_dispute
from foodmarket.adapters.memory.outbox import tell
from foodmarket.adapters.memory.paging import descending
from foodmarket.adapters.memory.portions import free
from foodmarket.adapters.memory.refunds import keep
from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.adapters.memory.upcoming import operation_due, order_due
from foodmarket.domain.accounts.model import AccountId, CookId
from foodmarket.domain.catalogue.model import DishId, SlotId
from foodmarket.domain.escrow.decisions import Funds
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import escrow, payable, retention
from foodmarket.domain.orders.model import (
    Change,
    Checkout,
    Order,
    OrderId,
    OrderState,
    Purchase,
    Step,
)
from foodmarket.domain.payments.model import Operation, Payment, PaymentId, PaymentMethodId
from foodmarket.ports.paging import Page


@frozen
class MemoryOrders:
    _tables: Tables
    _later: Later

    def add(self, change: Change) -> None:
        self._later(lambda commit: _add(commit, change))

    def save(self, change: Change) -> None:
        self._later(lambda commit: _save(commit, change))

    async def checkout(
        self, slot_id: SlotId, dish_ids: Sequence[DishId], method_id: PaymentMethodId | None
    ) -> Checkout:
        offer = await MemoryCatalogue(self._tables, self._later).offer(slot_id, dish_ids)
        if offer is None or method_id is None:
            return Checkout(offer, None)
        return Checkout(offer, self._tables.methods.get(method_id))

    async def purchase(self, order_id: OrderId) -> Purchase | None:
        tables = self._tables
        order = tables.orders.get(order_id)
        if order is None:
            return None
        payment = tables.payments[tables.payment_of[order_id]]
        unfinished = tables.unfinished.get(payment.id)
        return Purchase(
            order=order,
            payment=payment,
            operation=tables.operations[unfinished] if unfinished is not None else None,
            funds=_funds(tables, order, payment),
            refunds=tuple(tables.refunds[it] for it in tables.refunds_of.get(order_id, ())),
            disputes=tuple(tables.disputes[it] for it in tables.disputes_of.get(order_id, ())),
        )

    async def by_payment(self, payment_id: PaymentId) -> OrderId | None:
        payment = self._tables.payments.get(payment_id)
        return None if payment is None else OrderId(payment.order_id)

    async def of_customer(
        self, customer_id: AccountId, state: OrderState | None, page: Page
    ) -> Sequence[Order]:
        return self._of(customer_id, state, page)

    async def of_cook(
        self, cook_id: CookId, state: OrderState | None, page: Page
    ) -> Sequence[Order]:
        return self._of(cook_id, state, page)

    async def steps(self, order_id: OrderId) -> Sequence[Step]:
        return list(self._tables.steps.get(order_id, ()))

    async def operations(self, order_id: OrderId) -> Sequence[Operation]:
        ids = self._tables.operations_of.get(order_id, ())
        return [self._tables.operations[operation_id] for operation_id in ids]

    async def claim_due(self, now: datetime, lease: timedelta, limit: int) -> Sequence[OrderId]:
        due = partial(order_due, self._tables)
        return self._tables.due_orders.claim(due, now, lease, limit)

    async def claim_operations(
        self, now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Operation]:
        due = partial(operation_due, self._tables)
        claimed = self._tables.due_operations.claim(due, now, lease, limit)
        return [self._tables.operations[operation_id] for operation_id in claimed]

    def _of(self, owner: Id, state: OrderState | None, page: Page) -> Sequence[Order]:
        ids = descending(self._tables.orders_of.get(owner, ()), page.after)
        orders = (self._tables.orders[order_id] for order_id in ids)
        return list(islice((o for o in orders if state in {None, o.state}), page.limit))


def _funds(tables: Tables, order: Order, payment: Payment) -> Funds:
    currency = payment.amount.currency
    return Funds(
        order_id=order.id,
        cook_id=order.cook_id,
        escrow=Money(tables.funds(escrow(order.id), currency), currency),
        retention=Money(tables.funds(retention(order.id), currency), currency),
        payable=Money(tables.funds(payable(order.cook_id), currency), currency),
    )


def _add(commit: Commit, change: Change) -> None:
    tables, purchase = commit.tables, change.purchase
    order, payment = purchase.order, purchase.payment
    commit.insert(tables.orders, order.id, order)
    commit.insert(tables.payments, payment.id, payment)
    commit.insert(tables.payment_of, order.id, payment.id)
    for owner in (order.customer_id, order.cook_id):
        commit.sort_in(tables.orders_of[owner], order.id)
    _watch_order(commit, order)
    _record(commit, change)


def _save(commit: Commit, change: Change) -> None:
    tables, before, after = commit.tables, change.before, change.purchase
    if after.order is not before.order:
        _require_version(tables.orders.get(after.order.id), before.order.version)
        commit.put(tables.orders, after.order.id, after.order)
        _watch_order(commit, after.order)
    if after.payment is not before.payment:
        _require_version(tables.payments.get(after.payment.id), before.payment.version)
        commit.put(tables.payments, after.payment.id, after.payment)
    if change.performed is not None:
        _save_operation(commit, change.performed)
    if change.freed is not None:
        free(commit, change.freed)
    _record(commit, change)


def _record(commit: Commit, change: Change) -> None:
    tables, order_id = commit.tables, change.purchase.order.id
    if change.requested is not None:
        _add_operation(commit, change.requested)
    for step in change.steps:
        commit.append(tables.steps[order_id], step)
    for event in change.events:
        tell(commit, event)
    for entry in change.entries:
        book(commit, entry)
    for refund in change.refunds:
        keep(commit, refund)
    for dispute in change.disputes:
        keep_dispute(commit, dispute)


def _add_operation(commit: Commit, operation: Operation) -> None:
    tables = commit.tables
    commit.insert(tables.operations, operation.id, operation)
    commit.insert(tables.unfinished, operation.payment_id, operation.id)
    commit.append(tables.operations_of[operation.order_id], operation.id)
    tables.due_operations.hint(operation.due_at, operation.id)


def _save_operation(commit: Commit, operation: Operation) -> None:
    tables = commit.tables
    _require_version(tables.operations.get(operation.id), operation.version - 1)
    commit.put(tables.operations, operation.id, operation)
    if operation.state.final:
        commit.drop(tables.unfinished, operation.payment_id)
    else:
        tables.due_operations.hint(operation.due_at, operation.id)


def _watch_order(commit: Commit, order: Order) -> None:
    if order.due_at is not None:
        commit.tables.due_orders.hint(order.due_at, order.id)


def _require_version(stored: Order | Payment | Operation | None, version: int) -> None:
    if stored is None or stored.version != version:
        raise StaleFacts
