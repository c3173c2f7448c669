"""Which rail an order is paid on, and what of it a rail can't keep."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from foodmarket.domain.escrow.model import RetentionTo, Terms
from foodmarket.domain.kernel.money import BasisPoints, Currency, Money
from foodmarket.domain.kernel.time import Window
from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.errors import NoRail, ProviderUnavailable, TermsDoNotFit
from foodmarket.domain.payments.rails import Candidate, Plan, Rail, choose, fitting, named
from tests.unit.orders.builders import NOW, RUB, rub

EUR = Currency("EUR")
ABLE = Capabilities(separate_capture=True, longest_hold=timedelta(days=7))
TOMORROW = Window(NOW + timedelta(days=1), NOW + timedelta(days=1, hours=2))


def plan(amount: Money | None = None, **terms: Any) -> Plan:
    amount = rub(1_000) if amount is None else amount
    return Plan(terms=Terms(**terms), amount=amount, window=TOMORROW, now=NOW)


def test_an_able_rail_keeps_everything() -> None:
    assert plan().conflicts(ABLE) == []


@pytest.mark.parametrize(
    ("rail", "order", "conflict"),
    [
        ({}, plan(rub(0)), "amount_not_positive"),
        ({"currencies": frozenset({"EUR"})}, plan(), "currency_not_supported"),
        ({"smallest_payment": rub(1_001)}, plan(), "amount_too_small"),
        ({"largest_payment": rub(999)}, plan(), "amount_too_large"),
        ({"longest_hold": timedelta(minutes=44)}, plan(), "hold_too_short"),
        ({"longest_escrow": timedelta(days=77)}, plan(), "escrow_too_long"),
        ({"tranches": False}, plan(retention_to=RetentionTo.COOK), "retention_in_one_payout"),
        ({"refund_after_payout": False}, plan(), "no_refund_after_payout"),
    ],
)
def test_each_thing_that_a_rail_can_not_keep_is_named(
    rail: dict[str, Any], order: Plan, conflict: str
) -> None:
    assert order.conflicts(evolve(ABLE, **rail)) == [conflict]


@pytest.mark.parametrize(
    ("rail", "order"),
    [
        ({"currencies": frozenset({"RUB"})}, plan()),
        ({"smallest_payment": rub(1_000), "largest_payment": rub(1_000)}, plan()),
        ({"largest_payment": Money(1, EUR)}, plan()),  # a limit of another currency
        ({"longest_hold": timedelta(minutes=45)}, plan()),
        ({"separate_capture": False, "longest_hold": timedelta(0)}, plan()),
        # the slot ends in 26 h; 24 h overdue, 24 h to confirm, 14 d to complain, 60 d of dispute
        ({"longest_escrow": timedelta(days=77, hours=2)}, plan()),
        ({"tranches": False}, plan()),
        (
            {"tranches": False},
            plan(retention_to=RetentionTo.COOK, retention=BasisPoints(0)),
        ),
        ({"tranches": False, "refund_after_payout": False}, plan()),
        ({"refund_after_payout": False}, plan(dispute_window=timedelta(0))),
    ],
)
def test_what_just_fits_is_no_conflict(rail: dict[str, Any], order: Plan) -> None:
    assert order.conflicts(evolve(ABLE, **rail)) == []


def test_all_conflicts_are_named_together() -> None:
    poor = evolve(ABLE, currencies=frozenset({"EUR"}), longest_hold=timedelta(0), tranches=False)
    assert plan(rub(0), retention_to=RetentionTo.COOK).conflicts(poor) == [
        "amount_not_positive",
        "currency_not_supported",
        "hold_too_short",
        "retention_in_one_payout",
    ]


RAILS = (
    Rail(currency=RUB, country="RU", providers=("yookassa", "stripe")),
    Rail(currency=EUR, providers=("stripe",)),
    Rail(country="RS", providers=("other",)),
)


@pytest.mark.parametrize(
    ("currency", "country", "providers"),
    [
        (RUB, "RU", ("yookassa", "stripe")),
        (EUR, "RU", ("stripe",)),
        (EUR, "RS", ("stripe",)),
        (RUB, "RS", ("other",)),
    ],
)
def test_the_first_rail_that_serves_decides(
    currency: Currency, country: str, providers: tuple[str, ...]
) -> None:
    assert named(RAILS, currency, country) == providers


def test_where_no_rail_serves_the_order_is_refused() -> None:
    with pytest.raises(NoRail) as refused:
        named(RAILS, RUB, "DE")
    assert refused.value.data() == {"currency": "RUB", "country": "DE"}


def candidate(name: str, *, available: bool = True, **facts: Any) -> Candidate:
    return Candidate(name=name, capabilities=evolve(ABLE, **facts), available=available)


UNFIT: dict[str, Any] = {"currencies": frozenset({"EUR"})}


def test_the_first_that_fits_and_answers_is_chosen() -> None:
    down, unfit = candidate("down", available=False), candidate("unfit", **UNFIT)
    assert choose([down, unfit, candidate("good"), candidate("next")], plan()).name == "good"


def test_where_none_fits_the_first_one_s_conflicts_are_told() -> None:
    with pytest.raises(TermsDoNotFit) as refused:
        choose([candidate("one", **UNFIT), candidate("two", **UNFIT)], plan())
    assert refused.value.data() == {"provider": "one", "conflicts": ["currency_not_supported"]}


def test_where_all_that_fit_are_down_they_are_named() -> None:
    down = [candidate("one", available=False), candidate("two", available=False)]
    with pytest.raises(ProviderUnavailable) as refused:
        choose([*down, candidate("three", **UNFIT)], plan())
    assert refused.value.data() == {"provider": "one, two"}
    assert [one.name for one in fitting(down, plan())] == ["one", "two"]
