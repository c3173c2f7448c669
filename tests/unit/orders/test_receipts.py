"""What a fiscal receipt says of an order."""

import pytest
from attrs import evolve

from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.money import BasisPoints, Money
from foodmarket.domain.orders.model import Order
from foodmarket.domain.orders.receipts import receipt_of
from tests.unit.orders.builders import placed, rub


def an_order(*, phone: str = "+7 999 123-45-67", promotion: int = 0) -> Order:
    order = placed(Terms(promotion=BasisPoints(promotion))).purchase.order
    return evolve(order, address=evolve(order.address, phone=phone))


def total(amounts: list[Money]) -> Money:
    return sum(amounts, start=rub(0))


@pytest.mark.parametrize("promotion", [0, 1_000, 3_333])
def test_the_items_of_a_receipt_add_up_to_what_is_paid(promotion: int) -> None:
    order = an_order(promotion=promotion)
    receipt = receipt_of(order, order.bill.total)
    assert receipt is not None
    assert total([item.amount * item.quantity for item in receipt.items]) == order.bill.total
    if not promotion:
        assert [item.amount for item in receipt.items][-2:] == [order.bill.delivery, order.bill.tip]


@pytest.mark.parametrize("kopecks", [1, 2, 99, 12_345])
def test_so_do_those_of_a_partial_refund(kopecks: int) -> None:
    receipt = receipt_of(an_order(), rub(kopecks))
    assert receipt is not None
    assert total([item.amount for item in receipt.items]) == rub(kopecks)
    assert all(item.amount > rub(0) for item in receipt.items)


def test_without_a_phone_number_or_money_there_is_none() -> None:
    for phone in (" ", "+7", "call me", "1" * 16):
        assert receipt_of(an_order(phone=phone), rub(100)) is None
    assert receipt_of(an_order(), rub(0)) is None


def test_a_receipt_does_not_show_the_number_by_itself() -> None:
    assert "999" not in repr(receipt_of(an_order(), rub(100)))
