"""Amounts, and splitting them without losing a minor unit."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from foodmarket.domain.kernel.money import (
    BadAmount,
    BasisPoints,
    Currency,
    CurrencyMismatch,
    Money,
    UnknownCurrency,
)

RUB, EUR = Currency("RUB"), Currency("EUR")
amounts = st.integers(-(10**12), 10**12)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


@given(amounts, weights)
def test_parts_add_up_to_the_whole(amount: int, parts: list[int]) -> None:
    split = Money(amount, RUB).allocate(parts)
    assert sum((part.amount for part in split), start=0) == amount


@given(amounts, weights)
def test_each_part_is_within_one_unit_of_its_exact_share(amount: int, parts: list[int]) -> None:
    for part, weight in zip(Money(amount, RUB).allocate(parts), parts, strict=True):
        assert abs(part.amount - Fraction(amount * weight, sum(parts))) < 1


@given(amounts, weights)
def test_no_part_has_the_other_sign_and_no_weight_means_no_part(
    amount: int, parts: list[int]
) -> None:
    for part, weight in zip(Money(amount, RUB).allocate(parts), parts, strict=True):
        assert part.amount * amount >= 0
        assert weight or not part


@given(amounts, weights)
def test_a_debt_is_split_as_the_same_credit_is(amount: int, parts: list[int]) -> None:
    there = Money(amount, RUB).allocate(parts)
    back = Money(-amount, RUB).allocate(parts)
    assert [-part for part in there] == list(back)


@given(st.integers(0, 10**9), weights)
def test_a_larger_weight_never_gets_less(amount: int, parts: list[int]) -> None:
    split = Money(amount, RUB).allocate(parts)
    by_weight = sorted(zip(parts, split, strict=True), key=lambda pair: (pair[0], pair[1].amount))
    shares = [part.amount for _, part in by_weight]
    assert shares == sorted(shares)


def test_the_first_of_equal_remainders_gets_the_odd_unit() -> None:
    assert [part.amount for part in Money(100, RUB).allocate([1, 1, 1])] == [34, 33, 33]
    assert [part.amount for part in Money(-100, RUB).allocate([1, 1, 1])] == [-34, -33, -33]


@pytest.mark.parametrize("parts", [[], [0], [0, 0], [1, -1], [3, -1]])
def test_weights_that_mean_nothing_are_refused(parts: list[int]) -> None:
    with pytest.raises(BadAmount):
        Money(1, RUB).allocate(parts)


@pytest.mark.parametrize(
    ("amount", "rate", "share"), [(85_001, 1_000, 8_500), (5, 1_000, 1), (4, 1_000, 0), (7, 0, 0)]
)
def test_a_share_rounds_to_the_nearest_unit(amount: int, rate: int, share: int) -> None:
    assert Money(amount, RUB).share(BasisPoints(rate)) == Money(share, RUB)


@given(amounts, st.integers(0, 10_000))
@example(5, 1_000)
@example(-5, 1_000)
def test_a_share_is_what_is_allocated_against_the_rest(amount: int, rate: int) -> None:
    part, _rest = Money(amount, RUB).allocate([rate, 10_000 - rate])
    assert Money(amount, RUB).share(BasisPoints(rate)) == part


@given(amounts, amounts)
def test_amounts_of_one_currency_add_subtract_and_compare(left: int, right: int) -> None:
    a, b = Money(left, RUB), Money(right, RUB)
    assert (a + b).amount == left + right
    assert (a - b).amount == left - right
    assert (a < b, a <= b, a > b, a >= b) == (
        left < right,
        left <= right,
        left > right,
        left >= right,
    )
    assert bool(a) is bool(left)
    assert (a * 3).amount == left * 3


@pytest.mark.parametrize(
    "operation", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"]
)
def test_two_currencies_do_not_mix(operation: str) -> None:
    with pytest.raises(CurrencyMismatch) as refused:
        getattr(Money(1, RUB), operation)(Money(1, EUR))
    assert refused.value.data() == {"left": "RUB", "right": "EUR"}


def test_equal_amounts_of_two_currencies_differ() -> None:
    assert Money(1, RUB) != Money(1, EUR)
    assert Money.zero(RUB) == Money(0, RUB)


@pytest.mark.parametrize("amount", [1.0, "1", True, None])
def test_only_whole_numbers_are_amounts(amount: object) -> None:
    with pytest.raises(BadAmount):
        Money(amount, RUB)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "digits"), [("JPY", 0), ("RUB", 2), ("EUR", 2), ("KWD", 3), ("XOF", 0)]
)
def test_a_currency_knows_the_digits_of_its_minor_unit(code: str, digits: int) -> None:
    assert Currency(code).exponent == digits


@pytest.mark.parametrize("code", ["rub", "", "XXX", "RUBLES", "DEM"])
def test_an_unknown_currency_is_refused(code: str) -> None:
    with pytest.raises(UnknownCurrency) as refused:
        Currency(code)
    assert refused.value.code_given == code[:8]


@pytest.mark.parametrize("rate", [-1, 10_001])
def test_a_rate_is_between_nothing_and_all(rate: int) -> None:
    with pytest.raises(BadAmount):
        BasisPoints(rate)
