"""How orders look, and to whom: the code is the customer's, the address also the cook's a while."""

from datetime import datetime
from typing import Any

import msgspec

from foodmarket.domain.accounts import Actor, Role
from foodmarket.domain.orders import Address, Bill, Line, Order, OrderState, Purchase, Quote
from foodmarket.domain.orders.process import BY_STATE
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.views import (
    MoneyView,
    TextView,
    WindowView,
    money,
    text,
    window,
)

_AT_WORK = frozenset(
    {OrderState.ACCEPTED, OrderState.PREPARING, OrderState.READY, OrderState.DELIVERED}
)
SEES_ADDRESS = {
    Role.CUSTOMER: frozenset(OrderState),
    Role.COOK: _AT_WORK,
    Role.COURIER: frozenset({OrderState.READY, OrderState.DELIVERED}),
    Role.STAFF: frozenset({OrderState.DISPUTED}),
}


class LineView(msgspec.Struct):
    """A dish as it was when ordered."""

    dish_id: str
    name: TextView
    unit_price: MoneyView
    quantity: int
    total: MoneyView


class BillView(msgspec.Struct):
    """What is paid: items + delivery + tip - discount = total."""

    items: MoneyView
    delivery: MoneyView
    tip: MoneyView
    discount: MoneyView
    total: MoneyView


class QuoteView(msgspec.Struct):
    """What an order would cost, and when it would come. Nothing is held for it."""

    slot_id: str
    start: datetime
    end: datetime
    lines: list[LineView]
    bill: BillView


class AddressView(msgspec.Struct):
    """Where the meal goes."""

    city: str
    street: str
    details: str
    phone: str


class PaymentView(msgspec.Struct):
    """Where the money of an order is. With ``action_url``, the customer has to go there."""

    id: str
    provider: str
    state: str
    amount: MoneyView
    captured: MoneyView
    refunded: MoneyView
    action_url: str | None


class OrderSummary(msgspec.Struct, kw_only=True):
    """An order, as lists show it. ``moves`` names what the reader can do with it now."""

    id: str
    state: OrderState
    state_text: str
    customer_id: str
    cook_id: str
    slot_id: str
    window: WindowView
    lines: list[LineView]
    bill: BillView
    placed_at: datetime
    deadline: datetime | None
    preparation_must_start: datetime
    reason: str | None
    moves: list[str]


class OrderView(OrderSummary, kw_only=True):
    """An order with its payment.

    ``delivery_code`` is shown to the customer alone, who tells it at the door. ``address`` is
    shown to the customer, and to the cook while the order is cooked and delivered.
    """

    address: AddressView | None
    delivery_code: str | None
    payment: PaymentView


def show_quote(quote: Quote) -> QuoteView:
    """Show a quote."""
    return QuoteView(
        slot_id=str(quote.reservation.slot_id),
        start=quote.window.start,
        end=quote.window.end,
        lines=[show_line(line) for line in quote.lines],
        bill=show_bill(quote.bill),
    )


async def summarise(call: Call, order: Order) -> OrderSummary:
    """Show an order without its payment."""
    return OrderSummary(**await _summary(call, order))


async def show_order(call: Call, purchase: Purchase) -> OrderView:
    """Show an order with its payment, as the caller may see it."""
    order, actor = purchase.order, call.actor
    payment = purchase.payment
    mine = actor.role is Role.CUSTOMER
    return OrderView(
        **await _summary(call, order),
        address=show_address(order.address) if sees_address(actor, order) else None,
        delivery_code=order.delivery_code if mine else None,
        payment=PaymentView(
            id=str(payment.id),
            provider=payment.provider,
            state=payment.state.value,
            amount=money(payment.amount),
            captured=money(payment.captured),
            refunded=money(payment.refunded),
            action_url=payment.action_url if mine else None,
        ),
    )


def sees_address(actor: Actor, order: Order) -> bool:
    """Tell whether somebody who may see the order may see where it goes."""
    return order.state in SEES_ADDRESS.get(actor.role, frozenset())


def show_address(address: Address) -> AddressView:
    """Show where the meal goes."""
    return AddressView(address.city, address.street, address.details, address.phone)


def show_line(line: Line) -> LineView:
    """Show a line."""
    return LineView(
        dish_id=str(line.dish_id),
        name=text(line.name),
        unit_price=money(line.unit_price),
        quantity=line.quantity,
        total=money(line.total),
    )


def show_bill(bill: Bill) -> BillView:
    """Show a bill."""
    return BillView(
        items=money(bill.items),
        delivery=money(bill.delivery),
        tip=money(bill.tip),
        discount=money(bill.discount),
        total=money(bill.total),
    )


async def _summary(call: Call, order: Order) -> dict[str, Any]:
    role = call.actor.role
    moves = [trigger.value for trigger, row in BY_STATE[order.state].items() if role in row.actors]
    return {
        "id": str(order.id),
        "state": order.state,
        "state_text": call.texts.word(call.language, "state", order.state.value),
        "customer_id": str(order.customer_id),
        "cook_id": str(order.cook_id),
        "slot_id": str(order.reservation.slot_id),
        "window": window(order.window, await call.zone(order.cook_id)),
        "lines": [show_line(line) for line in order.lines],
        "bill": show_bill(order.bill),
        "placed_at": order.placed_at,
        "deadline": order.deadline,
        "preparation_must_start": order.preparation_must_start,
        "reason": order.reason,
        "moves": moves,
    }
