"""Quoting and placing an order."""

from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket.domain.accounts.model import Role
from foodmarket.domain.catalogue.errors import SlotClosed
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.money import BasisPoints, Currency, CurrencyMismatch, Money
from foodmarket.domain.orders.decisions import Basket, quote
from foodmarket.domain.orders.errors import BadTip, TooLateToPrepare
from foodmarket.domain.orders.model import EVENTS, Address, BadAddress, OrderEvent, OrderState
from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.errors import TermsDoNotFit
from foodmarket.domain.payments.model import OperationKind, PaymentState
from tests.unit.orders.builders import (
    CODE,
    CUSTOMER_ID,
    NOW,
    PIE,
    RAIL,
    SOUP,
    basket,
    offer,
    placed,
    rub,
    slot,
)


def test_a_quote_adds_up() -> None:
    priced = quote(offer(), basket(), Terms(promotion=BasisPoints(1_000)), NOW)
    assert [(line.dish_id, line.total) for line in priced.lines] == [
        (SOUP, rub(60_000)),
        (PIE, rub(10_001)),
    ]
    assert priced.bill.items == rub(70_001)
    assert priced.bill.discount == rub(7_000)
    assert priced.bill.total == rub(70_001 + 15_000 + 5_000 - 7_000)
    assert priced.bill.base == rub(70_001 + 15_000 - 7_000)
    assert priced.reservation.portions == 3


@pytest.mark.parametrize("tip", [-1, 70_002])
def test_a_tip_is_between_nothing_and_the_price_of_the_items(tip: int) -> None:
    with pytest.raises(BadTip) as refused:
        quote(offer(), basket(tip), Terms(), NOW)
    assert refused.value.most == 70_001


def test_a_tip_is_in_the_cooks_currency() -> None:
    odd = Basket(wanted={SOUP: 1}, tip=Money(1, Currency("EUR")))
    with pytest.raises(CurrencyMismatch):
        quote(offer(), odd, Terms(), NOW)


def test_an_order_leaves_the_cook_the_time_to_prepare() -> None:
    close = evolve(offer(), slot=evolve(slot(), orders_until=slot().window.start))
    latest = slot().window.start - timedelta(hours=1)
    quote(close, basket(), Terms(), latest - timedelta(microseconds=1))
    with pytest.raises(TooLateToPrepare) as refused:
        quote(close, basket(), Terms(), latest)
    assert refused.value.latest == latest


def test_a_closed_slot_is_refused_before_anything_is_priced() -> None:
    with pytest.raises(SlotClosed):
        quote(offer(), basket(-1), Terms(), slot().orders_until)


def test_a_placed_order_holds_portions_and_asks_to_hold_the_money() -> None:
    change = placed()
    order, payment = change.purchase.order, change.purchase.payment
    assert order.state is OrderState.PLACED
    assert order.version == 1
    assert order.delivery_code == CODE
    assert order.customer_id == CUSTOMER_ID
    assert order.preparation_must_start == slot().window.start - timedelta(hours=1)
    assert order.deadline == order.due_at == NOW + timedelta(minutes=15)
    assert payment.state is PaymentState.PENDING
    assert payment.amount == payment.keep == order.bill.total
    assert change.requested is change.purchase.operation
    assert change.requested is not None
    assert change.requested.kind is OperationKind.HOLD
    assert change.requested.amount == order.bill.total
    assert [event.name for event in change.events] == ["order.placed"]
    assert [step.actor for step in change.steps] == [Role.CUSTOMER]
    assert change.entries == ()


@pytest.mark.parametrize(
    ("rail", "conflict"),
    [
        (evolve(RAIL, longest_hold=timedelta(minutes=44)), "hold_too_short"),
        (evolve(RAIL, currencies=frozenset({"EUR"})), "currency_not_supported"),
    ],
)
def test_terms_that_the_rail_can_not_keep_are_refused_before_checkout(
    rail: Capabilities, conflict: str
) -> None:
    with pytest.raises(TermsDoNotFit) as refused:
        placed(rail=rail)
    assert refused.value.conflicts == [conflict]


def test_an_order_that_costs_nothing_is_refused() -> None:
    free = evolve(offer(), cook=evolve(offer().cook, delivery_fee=rub(0)))
    priced = quote(free, basket(0), Terms(promotion=BasisPoints(10_000)), NOW)
    assert priced.bill.total == rub(0)
    with pytest.raises(TermsDoNotFit):
        placed(Terms(promotion=BasisPoints(10_000)), 0, evolve(RAIL, currencies=frozenset()))


@pytest.mark.parametrize(
    ("field", "text"), [("city", " "), ("street", ""), ("details", "x" * 301), ("phone", "1" * 301)]
)
def test_an_address_out_of_bounds_is_refused(field: str, text: str) -> None:
    lines = {"city": "Москва", "street": "Лесная 5", field: text}
    with pytest.raises(BadAddress) as refused:
        Address(**lines)
    assert refused.value.field == field


def test_a_phone_number_is_not_shown() -> None:
    assert "999" not in repr(Address(city="Москва", street="Лесная 5", phone="+7 999"))


def test_events_concern_the_order_and_tell_no_address() -> None:
    event = placed().events[0]
    assert isinstance(event, OrderEvent)
    assert event.subject == event.order_id
    assert "Лесная" not in repr(event)
    assert all(kind.__name__ == name for name, kind in EVENTS.items())
