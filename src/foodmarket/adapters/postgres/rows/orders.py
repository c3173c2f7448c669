"""Orders and their steps as rows."""

from foodmarket.adapters.postgres.documents import Document
from foodmarket.adapters.postgres.rows.shared import Row, Values
from foodmarket.domain.accounts.model import (
    AccountId,
    CookId,
    Role,
)
from foodmarket.domain.catalogue.model import (
    Reservation,
)
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.time import Window
from foodmarket.domain.orders.model import Address, Bill, Line, Order, OrderId, OrderState, Step

_RESERVATION = Document[Reservation](Reservation)
_LINES = Document[tuple[Line, ...]](tuple[Line, ...])
_BILL = Document[Bill](Bill)
_ADDRESS = Document[Address](Address)
_TERMS = Document[Terms](Terms)
ORDER_WIDTH = 20


def of_order(it: Order) -> Values:
    return (
        *(it.id, it.customer_id, it.cook_id, _RESERVATION.write(it.reservation)),
        *(it.window.start, it.window.end, it.preparation_must_start, _LINES.write(it.lines)),
        *(_BILL.write(it.bill), _ADDRESS.write(it.address), _TERMS.write(it.terms)),
        *(it.delivery_code, it.placed_at, it.state, it.entered_at, it.deadline, it.due_at),
        *(it.reminded, it.reason, it.version),
    )


def order(row: Row) -> Order:
    id_, customer_id, cook_id, reservation, start, end, must_start, lines, bill = row[:9]
    address, terms, delivery_code, placed_at, state, entered_at, deadline, due_at = row[9:17]
    reminded, reason, version = row[17:]
    return Order(
        id=OrderId(id_),
        customer_id=AccountId(customer_id),
        cook_id=CookId(cook_id),
        reservation=_RESERVATION.read(reservation),
        window=Window(start, end),
        preparation_must_start=must_start,
        lines=_LINES.read(lines),
        bill=_BILL.read(bill),
        address=_ADDRESS.read(address),
        terms=_TERMS.read(terms),
        delivery_code=delivery_code,
        placed_at=placed_at,
        state=OrderState(state),
        entered_at=entered_at,
        deadline=deadline,
        due_at=due_at,
        reminded=reminded,
        reason=reason,
        version=version,
    )


def of_step(it: Step) -> Values:
    return it.order_id, it.at, it.actor, it.trigger, it.before, it.after, it.reason


def step(row: Row) -> Step:
    order_id, _number, at, actor, trigger, before, after, reason = row
    return Step(
        order_id=OrderId(order_id),
        at=at,
        actor=Role(actor),
        trigger=trigger,
        before=OrderState(before),
        after=OrderState(after),
        reason=reason,
    )
