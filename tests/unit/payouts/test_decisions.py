"""When a cook is paid, how much at once, and what becomes of it."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.ledger.decisions import balances
from foodmarket.domain.ledger.model import Entry, LedgerAccount, payable, receivable
from foodmarket.domain.payments.capabilities import Capabilities, PayoutLimits
from foodmarket.domain.payments.outcomes import (
    PaidOut,
    PayoutOutcome,
    PayoutPending,
    PayoutRefused,
    Unknown,
)
from foodmarket.domain.payouts.decisions import (
    COOLING,
    new_destination,
    new_plan,
    outlook,
    payout_request,
    plan_payouts,
    settle_payout,
)
from foodmarket.domain.payouts.errors import BadPayoutPlan
from foodmarket.domain.payouts.model import (
    PayoutHold,
    PayoutId,
    PayoutPlan,
    PayoutState,
    Standing,
)
from tests.unit.searching import examples

RUB = Currency("RUB")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
COOK = CookId.of(1)
DAY = timedelta(days=1)


def rub(amount: int) -> Money:
    return Money(amount, RUB)


PLAN = PayoutPlan(
    cook_id=COOK,
    currency=RUB,
    provider="rail",
    destination="account",
    cools_until=NOW,
    minimum=100,
    due_at=NOW,
)
LIMITS = PayoutLimits(each=rub(15_000), times_a_day=3, each_month=rub(100_000))
FREE = Capabilities(separate_capture=True, longest_hold=DAY, payouts=True)
LIMITED = evolve(FREE, payout_limits=LIMITS)


def standing(payable: int = 0, owed: int = 0, frozen: int = 0, **more: int) -> Standing:
    return Standing(
        payable=rub(payable),
        owed=rub(owed),
        frozen=rub(frozen),
        today=more.get("today", 0),
        this_month=rub(more.get("month", 0)),
    )


def ids() -> "count[int]":
    return count(1)


@pytest.mark.parametrize(
    ("plan", "stands", "holds"),
    [
        (evolve(PLAN, destination=None), standing(5_000), [PayoutHold.NO_METHOD]),
        (evolve(PLAN, cools_until=NOW + DAY), standing(5_000), [PayoutHold.COOLING]),
        (evolve(PLAN, review="documents"), standing(5_000), [PayoutHold.UNDER_REVIEW]),
        (PLAN, standing(99), [PayoutHold.BELOW_MINIMUM]),
        (PLAN, standing(5_000, frozen=5_000), [PayoutHold.DISPUTED]),
        (PLAN, standing(5_000, owed=9_000), [PayoutHold.DEBT]),
        (PLAN, standing(0), []),
    ],
)
def test_what_holds_money_back_is_named(
    plan: PayoutPlan, stands: Standing, holds: list[PayoutHold]
) -> None:
    seen = outlook(plan, stands, FREE, NOW)
    assert (list(seen.holds), seen.parts) == (holds, ())


def test_a_payout_never_ignores_a_refund() -> None:
    """What a refund made the cook owe is netted before anything is paid."""
    numbers = ids()
    change = plan_payouts(
        PLAN, standing(10_000, owed=3_000), FREE, NOW, lambda: PayoutId.of(next(numbers))
    )
    assert [payout.amount for payout in change.payouts] == [rub(7_000)]
    book = balances(change.entries)
    assert book[payable(COOK), RUB] == -10_000
    assert book[receivable(COOK), RUB] == -3_000
    assert book[LedgerAccount("payouts:in_transit"), RUB] == 7_000


def test_money_of_disputed_orders_stays() -> None:
    seen = outlook(PLAN, standing(10_000, frozen=4_000), FREE, NOW)
    assert (seen.parts, seen.holds) == ((rub(6_000),), (PayoutHold.DISPUTED,))


def test_the_limits_of_a_provider_split_and_defer() -> None:
    seen = outlook(PLAN, standing(50_000), LIMITED, NOW)
    assert seen.parts == (rub(15_000), rub(15_000), rub(15_000))
    assert seen.holds == (PayoutHold.DAILY_LIMIT,)
    seen = outlook(PLAN, standing(50_000, today=2, month=95_000), LIMITED, NOW)
    assert (seen.parts, seen.holds) == ((rub(5_000),), (PayoutHold.MONTHLY_LIMIT,))
    seen = outlook(PLAN, standing(50_000, today=3), LIMITED, NOW)
    assert (seen.parts, seen.holds) == ((), (PayoutHold.DAILY_LIMIT,))
    later = plan_payouts(PLAN, standing(50_000, today=3), LIMITED, NOW, lambda: PayoutId.of(1))
    assert later.plan is not None
    assert later.plan.due_at < NOW + DAY


def test_a_provider_that_can_not_pay_is_not_asked() -> None:
    for capabilities in (None, evolve(FREE, payouts=False)):
        seen = outlook(PLAN, standing(5_000), capabilities, NOW)
        assert seen.holds == (PayoutHold.PROVIDER_CANNOT,)


def test_a_new_destination_cools_and_the_first_one_too() -> None:
    moved = new_destination(PLAN, "rail", " other ", "card", NOW)
    assert (moved.destination, moved.cools_until) == ("other", NOW + COOLING)
    assert outlook(moved, standing(5_000), FREE, NOW + COOLING - DAY).parts == ()
    assert outlook(moved, standing(5_000), FREE, NOW + COOLING).parts == (rub(5_000),)


def test_plans_have_bounds() -> None:
    for change in ({"minimum": -1}, {"every": timedelta(0)}, {"every": timedelta(days=32)}):
        with pytest.raises(BadPayoutPlan):
            new_plan(PLAN, **({"minimum": None, "every": None} | change))
    for destination, label in ((" ", ""), ("a", "x" * 101)):
        with pytest.raises(BadPayoutPlan):
            new_destination(PLAN, "rail", destination, label, NOW)


def test_a_failed_payout_is_payable_again_and_stays_failed() -> None:
    change = plan_payouts(PLAN, standing(5_000), FREE, NOW, lambda: PayoutId.of(1))
    (payout,) = change.payouts
    failed = settle_payout(payout, PayoutRefused("closed"), NOW)
    assert failed is not None
    assert failed.payouts[0].state is PayoutState.FAILED
    book = balances((*change.entries, *failed.entries))
    assert set(book.values()) == {0}
    assert settle_payout(failed.payouts[0], PaidOut("late"), NOW) is None


def test_every_repetition_has_the_same_key() -> None:
    (payout,) = plan_payouts(PLAN, standing(5_000), FREE, NOW, lambda: PayoutId.of(1)).payouts
    again = settle_payout(payout, Unknown("timeout"), NOW)
    assert again is not None
    assert payout_request(again.payouts[0]) == payout_request(payout)
    assert again.payouts[0].state is PayoutState.SUBMITTED
    assert again.payouts[0].due_at > NOW


outcomes = st.sampled_from(
    [PaidOut("r"), PayoutPending("r"), PayoutRefused("no"), Unknown("timeout")]
)


@settings(max_examples=examples(200), deadline=None, derandomize=True, database=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 60_000), st.integers(0, 20_000), st.lists(outcomes, max_size=9)),
        max_size=6,
    )
)
def test_any_sequence_of_payouts_conserves_money(
    days: list[tuple[int, int, list[PayoutOutcome]]],
) -> None:
    numbers, entries, plan = ids(), list[Entry](), PLAN
    earned = debt = 0
    for number, (released, owes, answers) in enumerate(days):
        earned, debt = earned + released, debt + owes
        book = balances(entries)
        due = earned + book.get((payable(COOK), RUB), 0)
        owed = debt + book.get((receivable(COOK), RUB), 0)
        at = NOW + number * DAY
        change = plan_payouts(
            plan, standing(due, owed), LIMITED, at, lambda: PayoutId.of(next(numbers))
        )
        entries += change.entries
        assert change.plan is not None
        plan = change.plan
        open_payouts = list(change.payouts)
        for answer in [*answers, PaidOut("r")]:
            for index, payout in enumerate(open_payouts):
                settled = settle_payout(payout, answer, at)
                if settled is not None:
                    open_payouts[index] = settled.payouts[0]
                    entries += settled.entries
        assert all(payout.state.final for payout in open_payouts)
        book = balances(entries)
        assert earned + book.get((payable(COOK), RUB), 0) >= 0
        assert debt + book.get((receivable(COOK), RUB), 0) >= 0
        assert book.get((LedgerAccount("payouts:in_transit"), RUB), 0) == 0
    keys = [entry.key for entry in entries]
    assert len(keys) == len(set(keys))
