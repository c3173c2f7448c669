"""Orders with their payments and operations."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from attrs import define
from sqlalchemy import (
    Column,
    DateTime,
    Integer,
    Select,
    Table,
    Text,
    bindparam,
    func,
    literal,
    or_,
    select,
    update,
)

from foodmarket.adapters.postgres import rows
from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.catalogue import OFFER, OFFER_WIDTH, counted, offered
from foodmarket.adapters.postgres.compiled import Statement, compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.outbox import of_event
from foodmarket.adapters.postgres.rows import OPERATION_WIDTH, ORDER_WIDTH, PAYMENT_WIDTH
from foodmarket.adapters.postgres.writes import Writes
from foodmarket.domain.accounts.model import AccountId, CookId
from foodmarket.domain.catalogue.model import DishId, SlotId
from foodmarket.domain.disputes.model import Dispute
from foodmarket.domain.escrow.decisions import Funds
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import AccountKind
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
from foodmarket.domain.refunds.model import Refund
from foodmarket.ports.paging import Page

_ID = bindparam("id", type_=Text)
_NOW = bindparam("now", type_=DateTime(timezone=True))
_UNTIL = bindparam("until", type_=DateTime(timezone=True))
_LIMIT = bindparam("limit", type_=Integer)
_LAST = "~"  # sorts after every id
_ORDER = list(t.orders.c)[:ORDER_WIDTH]
_PAYMENT = list(t.payments.c)[:PAYMENT_WIDTH]
_OPERATION = list(t.operations.c)[:OPERATION_WIDTH]


def _kept(kind: AccountKind, owner: Column[str]) -> Any:
    balance = t.ledger_balances.alias(kind)
    amount = (
        select(balance.c.amount)
        .where(balance.c.account == literal(f"{kind}:").concat(owner))
        .where(balance.c.currency == t.payments.c.currency)
    )
    return func.coalesce(amount.scalar_subquery(), 0)


def _documents(of: Table) -> Any:
    mine = select(of.c.facts).where(of.c.order_id == t.orders.c.id).order_by(of.c.id)
    return func.array(mine.scalar_subquery())


_CHECKOUT = compiled(
    OFFER.outerjoin(
        t.payment_methods, t.payment_methods.c.id == bindparam("method_id", type_=Text)
    ).add_columns(*t.payment_methods.c)
)
_PURCHASE = compiled(
    select(
        _kept(AccountKind.ESCROW, t.orders.c.id),
        _kept(AccountKind.RETENTION, t.orders.c.id),
        _kept(AccountKind.PAYABLE, t.orders.c.cook_id),
        _documents(t.refunds),
        _documents(t.disputes),
        *_ORDER,
        *_PAYMENT,
        *_OPERATION,
    )
    .select_from(t.orders)
    .join(t.payments, t.payments.c.order_id == t.orders.c.id)
    .outerjoin(
        t.operations, (t.operations.c.payment_id == t.payments.c.id) & t.UNFINISHED_OPERATION
    )
    .where(t.orders.c.id == _ID)
)
_BY_PAYMENT = compiled(select(t.payments.c.order_id).where(t.payments.c.id == _ID))
_STEPS = compiled(
    select(t.order_steps).where(t.order_steps.c.order_id == _ID).order_by(t.order_steps.c.number)
)
_OPERATIONS = compiled(
    select(*_OPERATION).where(t.operations.c.order_id == _ID).order_by(t.operations.c.id)
)


def _newest(owner: Column[str]) -> Select[Any]:
    before = bindparam("after", type_=Text)
    query = select(*_ORDER).where(owner == _ID, t.orders.c.id < before)
    return query.order_by(t.orders.c.id.desc()).limit(_LIMIT)


def _in_state(query: Select[Any]) -> Select[Any]:
    return query.where(t.orders.c.state == bindparam("state", type_=Text))


_OF_CUSTOMER = compiled(_newest(t.orders.c.customer_id))
_OF_CUSTOMER_IN = compiled(_in_state(_newest(t.orders.c.customer_id)))
_OF_COOK = compiled(_newest(t.orders.c.cook_id))
_OF_COOK_IN = compiled(_in_state(_newest(t.orders.c.cook_id)))


def _claiming(table: Table, unfinished: Any, returned: Sequence[Column[Any]]) -> Statement:
    free = or_(table.c.claimed_until.is_(None), table.c.claimed_until <= _NOW)
    due = (
        select(table.c.id)
        .where(unfinished, table.c.due_at <= _NOW, free)
        .order_by(table.c.due_at)
        .limit(_LIMIT)
        .with_for_update(skip_locked=True)
        .cte("due")
        .prefix_with("MATERIALIZED")
    )
    claimed = update(table).where(table.c.id == due.c.id).values(claimed_until=_UNTIL)
    return compiled(claimed.returning(*returned))


_CLAIM_DUE = _claiming(t.orders, t.orders.c.due_at.is_not(None), [t.orders.c.due_at, t.orders.c.id])
_CLAIM_OPERATIONS = _claiming(t.operations, t.UNFINISHED_OPERATION, _OPERATION)


@define
class PostgresOrders:
    _database: Database
    _writes: Writes

    def add(self, change: Change) -> None:
        order, payment = change.purchase.order, change.purchase.payment
        self._writes.to("orders", order.id).add("add_orders", rows.of_order(order))
        self._writes.to("payments", payment.id).add("add_payments", rows.of_payment(payment))
        self._record(change)

    def save(self, change: Change) -> None:
        before, after = change.before, change.purchase
        if after.order is not before.order:
            self._save_order(after.order, before.order.version)
        if after.payment is not before.payment:
            self._save_payment(after.payment, before.payment.version)
        if change.performed is not None:
            self._save_operation(change.performed)
        if change.freed is not None:
            batch = self._writes.to("slots", change.freed.slot_id)
            batch.write("free", counted(change.freed))
        self._record(change)

    async def checkout(
        self, slot_id: SlotId, dish_ids: Sequence[DishId], method_id: PaymentMethodId | None
    ) -> Checkout:
        found = await self._database.rows(
            _CHECKOUT, id=slot_id, dish_ids=dish_ids, method_id=method_id
        )
        card = found[0][OFFER_WIDTH:] if found else [None]
        return Checkout(offered(found), None if card[0] is None else rows.method(card))

    async def purchase(self, order_id: OrderId) -> Purchase | None:
        row = await self._database.row(_PURCHASE, id=order_id)
        if row is None:
            return None
        payment_at = 5 + ORDER_WIDTH
        operation_at = payment_at + PAYMENT_WIDTH
        order, payment = rows.order(row[5:payment_at]), rows.payment(row[payment_at:operation_at])
        escrow, retention, payable = (
            Money(int(amount), payment.amount.currency) for amount in row[:3]
        )
        return Purchase(
            order=order,
            payment=payment,
            operation=rows.operation(row[operation_at:]) if row[operation_at] else None,
            funds=Funds(
                order_id=order.id,
                cook_id=order.cook_id,
                escrow=escrow,
                retention=retention,
                payable=payable,
            ),
            refunds=tuple(rows.refund(facts) for facts in row[3]),
            disputes=tuple(rows.dispute(facts) for facts in row[4]),
        )

    async def by_payment(self, payment_id: PaymentId) -> OrderId | None:
        found = await self._database.value(_BY_PAYMENT, id=payment_id)
        return None if found is None else OrderId(found)

    async def of_customer(
        self, customer_id: AccountId, state: OrderState | None, page: Page
    ) -> Sequence[Order]:
        statement = _OF_CUSTOMER if state is None else _OF_CUSTOMER_IN
        return await self._listed(statement, customer_id, state, page)

    async def of_cook(
        self, cook_id: CookId, state: OrderState | None, page: Page
    ) -> Sequence[Order]:
        statement = _OF_COOK if state is None else _OF_COOK_IN
        return await self._listed(statement, cook_id, state, page)

    async def steps(self, order_id: OrderId) -> Sequence[Step]:
        return [rows.step(row) for row in await self._database.rows(_STEPS, id=order_id)]

    async def operations(self, order_id: OrderId) -> Sequence[Operation]:
        return [rows.operation(row) for row in await self._database.rows(_OPERATIONS, id=order_id)]

    async def claim_due(self, now: datetime, lease: timedelta, limit: int) -> Sequence[OrderId]:
        claimed = await self._database.rows(_CLAIM_DUE, now=now, until=now + lease, limit=limit)
        return [OrderId(order_id) for _, order_id in sorted(tuple(row) for row in claimed)]

    async def claim_operations(
        self, now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Operation]:
        claimed = await self._database.rows(
            _CLAIM_OPERATIONS, now=now, until=now + lease, limit=limit
        )
        return sorted(map(rows.operation, claimed), key=lambda it: (it.due_at, it.id))

    async def _listed(
        self, statement: Statement, owner: str, state: OrderState | None, page: Page
    ) -> Sequence[Order]:
        found = await self._database.rows(
            statement, id=owner, state=state, after=page.after or _LAST, limit=page.limit
        )
        return [rows.order(row) for row in found]

    def _save_order(self, it: Order, expected: int) -> None:
        batch = self._writes.to("orders", it.id)
        changed = (it.state, it.entered_at, it.deadline, it.due_at, it.reminded, it.reason)
        batch.write("save_order", (it.id, expected, *changed, it.version))

    def _save_payment(self, it: Payment, expected: int) -> None:
        changed = rows.of_payment(it)[7:]
        batch = self._writes.to("payments", it.id)
        batch.write("save_payment", (it.id, expected, *changed))

    def _save_operation(self, it: Operation) -> None:
        batch = self._writes.to("operations", it.id)
        changed = (it.due_at, it.state, it.attempts, it.reason, it.version)
        batch.write("save_operation", (it.id, it.version - 1, *changed))

    def _keep(self, it: Refund) -> None:
        batch = self._writes.to("refunds", it.id)
        id_, _order, state, facts, version = row = rows.of_refund(it)
        if version == 1:
            batch.add("add_refunds", row)
        else:
            batch.write("save_refund", (id_, it.version - 1, state, facts, version))

    def _keep_dispute(self, it: Dispute) -> None:
        batch, row = self._writes.to("disputes", it.id), rows.of_dispute(it)
        if it.version == 1:
            batch.add("add_disputes", row)
        else:
            batch.write("save_dispute", (it.id, it.version - 1, it.state, *row[-2:]))

    def _record(self, change: Change) -> None:
        if change.requested is not None:
            batch = self._writes.to("operations", change.requested.id)
            batch.add("add_operations", rows.of_operation(change.requested))
        for refund in change.refunds:
            self._keep(refund)
        for dispute in change.disputes:
            self._keep_dispute(dispute)
        batch = self._writes.batches[-1]
        for step in change.steps:
            batch.add("add_steps", rows.of_step(step))
        for event in change.events:
            batch.add("add_events", of_event(event))
        batch.book(change.entries)
