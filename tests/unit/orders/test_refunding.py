"""Refunds that staff decides on, and the three complaints that other marketplaces get."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import AccountId, Actor, Duty, Role
from foodmarket.domain.escrow.model import Liable, Terms
from foodmarket.domain.kernel.errors import Refusal
from foodmarket.domain.kernel.money import BasisPoints
from foodmarket.domain.ledger.model import GOODWILL, LedgerAccount, payable, receivable
from foodmarket.domain.orders.errors import ReasonRequired, RefundTooLarge
from foodmarket.domain.orders.process import ENDS, Trigger
from foodmarket.domain.orders.refunding import (
    abandon_refund,
    approve_refund,
    ask_refund,
    decline_refund,
    quote_refund,
    retry_refund,
)
from foodmarket.domain.payments.model import OperationKind
from foodmarket.domain.payments.outcomes import Refunded, Unknown
from foodmarket.domain.refunds.decisions import Choice
from foodmarket.domain.refunds.errors import (
    NothingCaptured,
    RefundNotReady,
    SecondPersonNeeded,
    UnknownRefund,
)
from foodmarket.domain.refunds.model import RefundId, RefundReason, RefundState
from tests.unit.orders.builders import (
    ACTORS,
    COOK_ID,
    Bank,
    Journey,
    arrived,
    is_at_rest,
    journey,
    rub,
)
from tests.unit.searching import examples

TOTAL = 90_001
SUPPORT = Actor(Role.STAFF, AccountId.of(40), duties=frozenset({Duty.SUPPORT}))
FINANCE = Actor(Role.STAFF, AccountId.of(41), duties=frozenset({Duty.FINANCE}))
STRICT = Terms(refund_approval_limit=10_000)


def some(amount: int) -> Choice:
    return Choice(amount=rub(amount))


def test_a_half_cent_residue_never_blocks_a_refund() -> None:
    trip = arrived("delivered", Terms(promotion=BasisPoints(3_333)))
    for portions in ((1,), (1,), (0, 1)):
        trip.refund(Choice(portions=portions))
        trip.settle_down()
    left = trip.purchase.left().total
    trip.refund(some(1)) if left > rub(1) else None
    trip.settle_down()
    trip.refund(Choice())
    trip.settle_down()
    assert trip.purchase.payment.refunded == trip.purchase.payment.captured
    assert trip.purchase.left().total == rub(0)
    assert {it.state for it in trip.purchase.refunds} == {RefundState.SUCCEEDED}


def test_a_time_out_never_refunds_twice() -> None:
    trip = arrived("delivered")
    trip.refund(some(5_000))
    operation = trip.purchase.operation
    assert operation is not None
    trip.bank.call(operation)  # it worked, but nobody heard
    trip.hear(Unknown("timeout"))
    assert trip.purchase.operation is not None
    assert trip.purchase.operation.id == operation.id
    trip.refund(some(5_000))  # somebody asks again: it waits for its turn
    assert trip.purchase.operation.id == operation.id
    trip.now += timedelta(minutes=1)
    trip.resume()
    trip.settle_down()
    assert sorted(amount.amount for amount in trip.bank.refunds.values()) == [5_000, 5_000]
    assert trip.purchase.payment.refunded == rub(10_000)


def test_refunds_are_carried_out_one_at_a_time_in_their_order() -> None:
    trip = arrived("delivered")
    first, second = trip.refund(some(3_000)), trip.refund(some(4_000))
    assert trip.known(first).state is RefundState.SUBMITTED
    assert trip.known(second).state is RefundState.APPROVED
    trip.settle_down()
    assert [it.state for it in trip.purchase.refunds] == [RefundState.SUCCEEDED] * 2
    assert list(trip.bank.refunds.values()) == [rub(3_000), rub(4_000)]


@pytest.mark.parametrize(
    ("liable", "cook_pays", "platform_pays"),
    [(Liable.COOK, 6_500, 0), (Liable.PLATFORM, 0, 6_500)],
)
def test_after_release_the_retention_pays_first_and_then_who_is_liable(
    liable: Liable, cook_pays: int, platform_pays: int
) -> None:
    trip = arrived("completed")
    before = trip.balance(payable(COOK_ID))
    quoted = quote_refund(trip.purchase, some(15_000), liable, SUPPORT, trip.now)
    refund = trip.known(trip.refund(some(15_000), liable))
    assert refund.sources == quoted.sources
    assert before - trip.balance(payable(COOK_ID)) == cook_pays
    assert trip.balance(GOODWILL) == platform_pays
    assert trip.balance(receivable(COOK_ID)) == 0


def test_more_than_is_left_is_refused_before_the_provider_is_asked() -> None:
    trip = arrived("delivered")
    with pytest.raises(RefundTooLarge) as refused:
        trip.refund(some(TOTAL + 1))
    assert refused.value.most == TOTAL
    assert trip.purchase.operation is None


def test_what_others_asked_for_is_not_left() -> None:
    trip = arrived("delivered", STRICT)
    trip.refund(some(80_000))
    with pytest.raises(RefundTooLarge):
        trip.refund(some(10_002))
    trip.refund(some(10_001 - 1))


def test_a_hold_is_cancelled_and_not_refunded() -> None:
    trip = journey().settle_down()
    with pytest.raises(NothingCaptured):
        trip.refund(some(1))


def test_a_large_refund_needs_a_second_person() -> None:
    trip = arrived("delivered", STRICT)
    wanted = trip.refund(some(10_001))
    assert trip.known(wanted).state is RefundState.REQUESTED
    assert trip.purchase.operation is None
    assert trip.purchase.payment.keep == rub(TOTAL)
    with pytest.raises(SecondPersonNeeded):
        trip.decide(approve_refund, wanted, ACTORS[Role.STAFF])
    with pytest.raises(NotAllowed):
        trip.decide(approve_refund, wanted, SUPPORT)
    approved = trip.decide(approve_refund, wanted, FINANCE)
    assert (approved.state, approved.approved_by) == (RefundState.SUBMITTED, FINANCE.account_id)
    with pytest.raises(RefundNotReady):
        trip.decide(approve_refund, wanted, FINANCE)
    trip.settle_down()
    assert trip.known(wanted).state is RefundState.SUCCEEDED


def test_a_request_is_declined_without_moving_money() -> None:
    trip = arrived("delivered", STRICT)
    wanted = trip.refund(some(50_000))
    assert trip.decide(decline_refund, wanted, SUPPORT).state is RefundState.DECLINED
    assert trip.purchase.left(requested=True).total == rub(TOTAL)


def test_an_approval_fits_into_what_is_left_by_then() -> None:
    trip = arrived("delivered", STRICT)
    wanted = trip.refund(Choice(portions=(2,)))
    trip.refund(some(9_000))
    trip.settle_down()
    trip.move(Trigger.COMPLAIN, Role.CUSTOMER, reason="quality")
    trip.move(Trigger.RESOLVE_FOR_CUSTOMER, Role.STAFF)
    trip.move(Trigger.RESOLVE_FOR_CUSTOMER, Role.STAFF, by=FINANCE)
    trip.settle_down()
    with pytest.raises(RefundTooLarge):
        trip.decide(approve_refund, wanted, FINANCE)
    trip.decide(decline_refund, wanted, FINANCE)
    is_at_rest(trip)


def parked(trip: Journey, amount: int) -> RefundId:
    trip.bank.refuses = {OperationKind.REFUND}
    wanted = trip.refund(some(amount))
    trip.settle_down()
    trip.bank.refuses = set()
    assert trip.known(wanted).state is RefundState.PARKED
    assert trip.purchase.operation is None
    assert trip.balance(LedgerAccount("refunds:in_transit")) == amount
    return wanted


def test_a_refund_that_is_refused_too_often_waits_for_staff_who_retries() -> None:
    trip = arrived("completed")
    wanted = parked(trip, 20_000)
    assert trip.known(wanted).failure == "not_now"
    trip.decide(retry_refund, wanted, SUPPORT)
    trip.settle_down()
    assert trip.known(wanted).state is RefundState.SUCCEEDED
    assert trip.purchase.payment.refunded == rub(20_000)


def test_an_abandoned_refund_returns_its_money_to_where_it_came_from() -> None:
    trip = arrived("completed")
    before = [trip.balance(payable(COOK_ID)), trip.purchase.funds.retention.amount]
    wanted = parked(trip, 20_000)
    with pytest.raises(NotAllowed):
        trip.decide(abandon_refund, wanted, SUPPORT)
    trip.decide(abandon_refund, wanted, FINANCE)
    assert [trip.balance(payable(COOK_ID)), trip.purchase.funds.retention.amount] == before
    assert trip.purchase.payment.keep == rub(TOTAL)
    assert trip.balance(GOODWILL) == 0
    trip.refund(some(20_000))
    trip.settle_down()
    assert trip.purchase.payment.refunded == rub(20_000)


def test_what_an_ended_order_held_stays_due_to_the_customer() -> None:
    trip = arrived("preparing")
    trip.bank.refuses = {OperationKind.REFUND}
    trip.move(Trigger.REJECT, Role.COOK, reason="kitchen_problem")
    trip.settle_down()
    (refund,) = trip.purchase.refunds
    assert (refund.state, refund.reason) == (RefundState.PARKED, RefundReason.REJECTED)
    trip.decide(abandon_refund, refund.id, FINANCE)
    assert trip.balance(LedgerAccount(f"unclaimed:{trip.purchase.order.id}")) == TOTAL
    is_at_rest(trip)


@pytest.mark.parametrize("promotion", [0, 1_000])
def test_what_a_released_order_held_stays_due_to_the_customer(promotion: int) -> None:
    """Asked for out of escrow and given up after the release: nothing would empty the escrow."""
    trip = arrived("delivered", Terms(promotion=BasisPoints(promotion)))
    wanted = trip.refund(some(3))
    trip.bank.refuses = {OperationKind.REFUND}
    trip.move(Trigger.CONFIRM, Role.CUSTOMER)
    trip.settle_down()
    assert trip.known(wanted).state is RefundState.PARKED
    trip.decide(abandon_refund, wanted, FINANCE)
    assert trip.balance(LedgerAccount(f"unclaimed:{trip.purchase.order.id}")) == 3
    comes_to_rest(trip)


def test_every_automatic_refund_says_why() -> None:
    trip = journey(bank=Bank(captures_at_once=True)).settle_down()
    trip.move(Trigger.REJECT, Role.COOK, reason="too_busy")
    trip.settle_down()
    (refund,) = trip.purchase.refunds
    assert refund.reason is RefundReason.REJECTED
    assert refund.parts == trip.purchase.paid
    told = [event for change in trip.changes for event in change.events]
    assert getattr(told[-1], "refund_id", None) == refund.id
    assert getattr(told[-1], "why", None) is RefundReason.REJECTED


def test_a_refund_in_two_pieces_goes_on_until_it_is_whole() -> None:
    trip = arrived("delivered")
    wanted = trip.refund(some(5_000))
    trip.hear(Refunded(rub(2_000)))
    assert trip.known(wanted).returned == rub(2_000)
    assert trip.purchase.operation is not None
    assert trip.purchase.operation.amount == rub(3_000)
    trip.settle_down()
    assert trip.known(wanted).state is RefundState.SUCCEEDED


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.COOK, Role.COURIER])
def test_only_staff_with_a_duty_refunds(role: Role) -> None:
    trip = arrived("delivered")
    for actor in (ACTORS[role], Actor(Role.STAFF, AccountId.of(50))):
        with pytest.raises(NotAllowed):
            quote_refund(trip.purchase, some(1), Liable.COOK, actor, trip.now)


def test_staff_gives_one_of_its_own_reasons() -> None:
    trip = arrived("delivered")
    with pytest.raises(ReasonRequired):
        ask_refund(
            trip.purchase,
            some(1),
            RefundReason.OVERDUE,
            Liable.COOK,
            SUPPORT,
            trip.now,
            RefundId.of(1),
            trip.new_id(),
        )
    with pytest.raises(UnknownRefund):
        trip.decide(retry_refund, RefundId.of(1), SUPPORT)


DECISIONS = (approve_refund, decline_refund, retry_refund, abandon_refund)
HAPPENINGS = ["ask"] * 4 + ["decide"] * 3 + ["answer"] * 5 + ["refuse", "agree", "late", "due"]


@settings(max_examples=examples(300), deadline=None, derandomize=True, database=None)
@given(
    st.sampled_from(["delivered", "completed"]),
    st.integers(0, 3_000).map(BasisPoints),
    st.lists(st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 10**6)), max_size=40),
)
def test_any_sequence_of_refunds_conserves_money(
    state: str, promotion: BasisPoints, story: list[tuple[str, int]]
) -> None:
    terms = Terms(promotion=promotion, refund_approval_limit=20_000)
    trip = arrived(state, terms)
    for happening, number in story:
        operation = trip.purchase.operation
        try:
            match happening:
                case "ask" if number % 5:
                    trip.refund(some(1 + number % 40_000), list(Liable)[number % 3])
                case "ask":
                    trip.refund(Choice(portions=(number % 3, number % 2), tip=number % 2 == 0))
                case "decide" if trip.purchase.refunds:
                    refund = trip.purchase.refunds[number % len(trip.purchase.refunds)]
                    trip.decide(DECISIONS[number % 4], refund.id, FINANCE)
                case "answer" if operation is not None:
                    trip.hear(trip.bank.call(operation))
                case "late" if operation is not None:
                    trip.bank.call(operation)
                    trip.hear(Unknown("timeout"))
                case "refuse":
                    trip.bank.refuses = {OperationKind.REFUND}
                case "agree":
                    trip.bank.refuses = set()
                case "due" if trip.purchase.order.due_at is not None:
                    trip.wait_until_due()
                case _:
                    pass
        except Refusal:
            continue
    comes_to_rest(trip)


def comes_to_rest(trip: Journey) -> None:
    trip.bank.refuses = set()
    for _ in range(60):
        if trip.purchase.operation is not None:
            trip.resume()
    for refund in trip.purchase.refunds:
        if refund.state is RefundState.REQUESTED:
            trip.decide(decline_refund, refund.id, FINANCE)
        if refund.state is RefundState.PARKED:
            trip.decide(abandon_refund, refund.id, FINANCE)
            while trip.purchase.operation is not None:
                trip.resume()
    while trip.purchase.order.state not in ENDS:
        trip.wait_until_due()
    is_at_rest(trip)
    assert all(it.state.final for it in trip.purchase.refunds)
