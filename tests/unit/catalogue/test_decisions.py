"""What may stand on the menu, and how much of it may be taken."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.catalogue.decisions import (
    check_cook,
    check_dish,
    check_slot,
    publish,
    reserve,
    unpublish,
)
from foodmarket.domain.catalogue.errors import (
    BadCook,
    BadDish,
    BadQuantity,
    CookClosed,
    DishNotOnMenu,
    EmptyOrder,
    IncompleteDish,
    OutOfPortions,
    OutOfWork,
    SlotClosed,
    SlotInPast,
    UnknownDish,
)
from foodmarket.domain.catalogue.model import DishId, DishStatus
from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.kernel.time import NotUtc
from tests.unit.orders.builders import NOW, PIE, SOUP, cook, dish, offer, rub, slot


def test_a_choice_becomes_a_reservation_in_the_order_of_dishes() -> None:
    reservation = reserve(offer(), {PIE: 1, SOUP: 2}, NOW)
    assert [(part.dish_id, part.quantity) for part in reservation.dishes] == [(SOUP, 2), (PIE, 1)]
    assert reservation.portions == 3
    assert reservation.work_units == 6
    assert {part.most for part in reservation.dishes} == {10}


def test_an_order_of_nothing_is_refused() -> None:
    with pytest.raises(EmptyOrder):
        reserve(offer(), {}, NOW)


def test_an_order_of_too_many_dishes_is_refused() -> None:
    with pytest.raises(EmptyOrder):
        reserve(offer(), {DishId.of(n): 1 for n in range(51)}, NOW)


@pytest.mark.parametrize("quantity", [0, -1, 101])
def test_a_quantity_out_of_bounds_is_refused(quantity: int) -> None:
    with pytest.raises(BadQuantity) as refused:
        reserve(offer(), {SOUP: quantity}, NOW)
    assert refused.value.quantity == quantity


def test_a_closed_cook_takes_no_orders() -> None:
    with pytest.raises(CookClosed):
        reserve(evolve(offer(), cook=evolve(cook(), open=False)), {SOUP: 1}, NOW)


def test_a_closed_slot_takes_no_orders() -> None:
    with pytest.raises(SlotClosed):
        reserve(evolve(offer(), slot=evolve(slot(), open=False)), {SOUP: 1}, NOW)


def test_a_slot_takes_orders_up_to_its_last_hour_and_not_at_it() -> None:
    last = slot().orders_until
    reserve(offer(), {SOUP: 1}, last - timedelta(microseconds=1))
    with pytest.raises(SlotClosed) as refused:
        reserve(offer(), {SOUP: 1}, last)
    assert refused.value.orders_until == last


def test_an_unknown_dish_is_refused() -> None:
    with pytest.raises(UnknownDish):
        reserve(offer(), {DishId.of(99): 1}, NOW)


def test_a_dish_of_another_cook_is_refused() -> None:
    foreign = evolve(dish(), cook_id=CookId.of(77))
    with pytest.raises(UnknownDish):
        reserve(evolve(offer(), dishes=(foreign,)), {SOUP: 1}, NOW)


def test_a_draft_can_not_be_ordered() -> None:
    with pytest.raises(DishNotOnMenu) as refused:
        reserve(evolve(offer(), dishes=(unpublish(dish()),)), {SOUP: 1}, NOW)
    assert refused.value.dish_id == SOUP


def test_no_more_portions_of_a_dish_are_taken_than_are_left() -> None:
    left = evolve(offer(), taken={SOUP: 8})
    assert reserve(left, {SOUP: 2}, NOW).portions == 2
    with pytest.raises(OutOfPortions) as refused:
        reserve(left, {SOUP: 3}, NOW)
    assert refused.value.data() == {"dish_id": SOUP, "asked": 3, "left": 2}


def test_no_more_portions_of_a_slot_are_taken_than_are_left() -> None:
    almost = evolve(offer(), slot=evolve(slot(), portions_taken=18))
    assert reserve(almost, {SOUP: 1, PIE: 1}, NOW).portions == 2
    with pytest.raises(OutOfPortions) as refused:
        reserve(almost, {SOUP: 2, PIE: 1}, NOW)
    assert refused.value.data() == {"dish_id": None, "asked": 3, "left": 2}


def test_no_more_work_of_a_slot_is_taken_than_is_left() -> None:
    almost = evolve(offer(), slot=evolve(slot(), work_taken=37))
    assert reserve(almost, {SOUP: 1}, NOW).work_units == 2
    with pytest.raises(OutOfWork) as refused:
        reserve(almost, {SOUP: 1, PIE: 1}, NOW)
    assert refused.value.data() == {"asked": 4, "left": 3}


def test_what_was_oversold_is_never_said_to_be_left() -> None:
    with pytest.raises(OutOfPortions) as refused:
        reserve(evolve(offer(), taken={SOUP: 12}), {SOUP: 1}, NOW)
    assert refused.value.left == 0


@pytest.mark.parametrize("field", ["price", "allergens", "ingredients"])
def test_a_dish_without_something_stays_a_draft(field: str) -> None:
    draft: Any = evolve(unpublish(dish()), **{field: None})  # type: ignore[arg-type]
    with pytest.raises(IncompleteDish) as refused:
        publish(draft)
    assert refused.value.missing == [field]


@pytest.mark.parametrize("field", ["portions", "grams"])
def test_a_dish_without_portions_or_weight_stays_a_draft(field: str) -> None:
    draft: Any = evolve(unpublish(dish()), **{field: 0})  # type: ignore[arg-type]
    with pytest.raises(IncompleteDish) as refused:
        publish(draft)
    assert refused.value.missing == [field]


def test_a_dish_with_no_allergens_is_declared_and_complete() -> None:
    assert publish(evolve(dish(), allergens=())).status is DishStatus.PUBLISHED


def test_a_dish_comes_and_goes_from_the_menu() -> None:
    assert unpublish(dish()).status is DishStatus.DRAFT
    assert publish(unpublish(dish())).status is DishStatus.PUBLISHED


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price", rub(0)),
        ("price", rub(-1)),
        ("price", rub(10**9 + 1)),
        ("portions", -1),
        ("portions", 10_001),
        ("grams", 100_001),
        ("work_units", -1),
        ("work_units", 1_001),
        ("preparation", timedelta(seconds=-1)),
        ("preparation", timedelta(days=4)),
        ("photos", ("p",) * 21),
        ("name", Bilingual(en="x" * 121)),
    ],
)
def test_a_field_of_a_dish_out_of_bounds_is_named(field: str, value: object) -> None:
    odd: Any = evolve(dish(), **{field: value})  # type: ignore[arg-type]
    with pytest.raises(BadDish) as refused:
        check_dish(odd)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("city", ""),
        ("city", "x" * 101),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "localtime"),
        ("time_zone", "Factory"),
        ("delivery_fee", rub(-1)),
        ("delivery_fee", Money(1, Currency("EUR"))),
        ("name", Bilingual(ru="x" * 121)),
    ],
)
def test_a_field_of_a_cook_out_of_bounds_is_named(field: str, value: object) -> None:
    odd: Any = evolve(cook(), **{field: value})  # type: ignore[arg-type]
    with pytest.raises(BadCook) as refused:
        check_cook(odd)
    assert refused.value.field == field


def test_sound_facts_pass_the_checks_unchanged() -> None:
    assert check_cook(cook()) == cook()
    assert check_dish(dish()) == dish()
    assert check_slot(slot(), NOW) == slot()


@pytest.mark.parametrize("hours", [-1, 0, 7])
def test_a_slot_takes_orders_from_now_until_it_starts_at_the_latest(hours: int) -> None:
    with pytest.raises(SlotInPast):
        check_slot(evolve(slot(), orders_until=NOW + timedelta(hours=hours)), NOW)


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = (NOW + timedelta(hours=1)).replace(tzinfo=None)
    with pytest.raises(NotUtc):
        check_slot(evolve(slot(), orders_until=naive), NOW)


@pytest.mark.parametrize("field", ["portions", "work_units"])
@pytest.mark.parametrize("capacity", [0, -1, 100_001])
def test_a_slot_has_a_sensible_capacity(field: str, capacity: int) -> None:
    odd: Any = evolve(slot(), **{field: capacity})  # type: ignore[arg-type]
    with pytest.raises(BadQuantity):
        check_slot(odd, NOW)
