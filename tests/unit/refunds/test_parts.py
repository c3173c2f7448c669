"""Parts of refunds add up to what was captured, whatever is asked for and in which order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.refunds.decisions import Choice, chosen, paid_parts, split
from foodmarket.domain.refunds.model import Parts
from tests.unit.searching import examples

RUB = Currency("RUB")


def rub(amount: int) -> Money:
    return Money(amount, RUB)


lines = st.lists(st.tuples(st.integers(1, 100_000), st.integers(1, 7)), min_size=1, max_size=5)


@st.composite
def payments(draw: st.DrawFn) -> Parts:
    drawn = draw(lines)
    items = sum(price for price, _ in drawn)
    discount = draw(st.integers(0, items))
    delivery, tip = draw(st.integers(0, 50_000)), draw(st.integers(0, items))
    total = items - discount + delivery + tip
    taken = draw(st.integers(0, total))
    paid = total if draw(st.booleans()) else max(taken, min(1, total))
    if not total:
        delivery, paid = delivery + 1, 1
    whole = [(rub(price), portions) for price, portions in drawn]
    return paid_parts(whole, rub(delivery), rub(tip), rub(discount), rub(paid))


@settings(max_examples=examples(300), deadline=None, derandomize=True, database=None)
@given(payments(), st.lists(st.tuples(st.booleans(), st.integers(0, 10**6)), max_size=8))
def test_any_sequence_of_refunds_ends_to_the_minor_unit(
    paid: Parts, wishes: list[tuple[bool, int]]
) -> None:
    left = paid
    for by_amount, number in wishes:
        if by_amount and left.total:
            part = split(rub(1 + number % left.total.amount), left)
            assert part.total == rub(1 + number % left.total.amount)
        else:
            portions = tuple(number % (most + 1) for most in left.portions)
            choice = Choice(portions=portions, delivery=number % 2 == 0, tip=number % 3 == 0)
            part = chosen(choice, paid, left)
        assert part.possible
        left = left.less(part)
        assert left.possible
    rest = chosen(Choice(), paid, left)
    assert left.less(rest).total == rub(0)
    assert left.less(rest).discount == rub(0) or not paid.items


def test_three_thirds_of_a_line_leave_nothing() -> None:
    paid = paid_parts([(rub(100), 3)], rub(0), rub(0), rub(0), rub(100))
    left, prices = paid, []
    for _ in range(3):
        part = chosen(Choice(portions=(1,)), paid, left)
        prices.append(part.total.amount)
        left = left.less(part)
    assert sum(prices) == 100
    assert max(prices) - min(prices) <= 1


def test_a_discount_lowers_each_line_by_its_share() -> None:
    paid = paid_parts(
        [(rub(30_000), 1), (rub(10_001), 1)], rub(500), rub(7), rub(4_000), rub(36_508)
    )
    assert [line.amount for line in paid.lines] == [27_000, 9_001]
    assert paid.total == rub(36_508)
