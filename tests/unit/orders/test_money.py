"""Where the money of an order goes, on every way through the process."""

from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket.domain.accounts.model import Role
from foodmarket.domain.escrow.model import RetentionTo, Terms
from foodmarket.domain.kernel.money import BasisPoints
from foodmarket.domain.ledger.model import (
    COMMISSION,
    PROMOTIONS,
    LedgerAccount,
    payable,
    receivable,
)
from foodmarket.domain.orders.decisions import move
from foodmarket.domain.orders.process import ENDS, Trigger
from foodmarket.domain.payments.model import OperationKind, PaymentState
from foodmarket.domain.payments.outcomes import (
    Authorised,
    Captured,
    Declined,
    HoldCancelled,
    Refunded,
    Refused,
    Unknown,
)
from tests.unit.orders.builders import (
    ACCEPT,
    ACTORS,
    COOK_ID,
    HAND_OVER,
    NOW,
    Bank,
    arrived,
    is_at_rest,
    journey,
    rub,
)

# 2 * 30 000 + 10 001 items, 15 000 delivery, 5 000 tip
ITEMS, DELIVERY, TIP = 70_001, 15_000, 5_000
TOTAL = ITEMS + DELIVERY + TIP
PAYABLE, OWED = payable(COOK_ID), receivable(COOK_ID)
PROMOTION = Terms(promotion=BasisPoints(1_000))
DISCOUNT = 7_000  # a tenth of the items


def test_a_confirmed_order_releases_nine_tenths_and_the_whole_tip() -> None:
    trip = arrived("completed")
    retained = 8_500  # a tenth of 85 001
    assert trip.balance(PAYABLE) == TOTAL - retained
    assert trip.purchase.funds.retention == rub(retained)


def test_the_retention_becomes_the_commission_when_the_dispute_window_closes() -> None:
    trip = arrived("completed")
    trip.wait_until_due()
    assert trip.state == "settled"
    assert trip.now == NOW + timedelta(days=14)
    assert trip.balance(COMMISSION) == 8_500
    is_at_rest(trip)


def test_the_retention_becomes_the_cooks_where_the_terms_say_so() -> None:
    trip = arrived("completed", Terms(retention_to=RetentionTo.COOK))
    trip.wait_until_due()
    assert trip.balance(PAYABLE) == TOTAL
    assert trip.balance(COMMISSION) == 0
    is_at_rest(trip)


def test_a_promotion_is_the_platforms_expense_and_never_the_cooks() -> None:
    trip = arrived("completed", PROMOTION)
    assert trip.purchase.payment.captured == rub(TOTAL - DISCOUNT)
    assert trip.balance(PROMOTIONS) == DISCOUNT
    retained = 7_800  # a tenth of 78 001
    assert trip.balance(PAYABLE) == TOTAL - retained


@pytest.mark.parametrize("state", ["authorised", "accepted", "preparing", "ready"])
def test_a_promotion_returns_when_the_cook_can_not_cook(state: str) -> None:
    trip = arrived(state, PROMOTION)
    trip.move(Trigger.REJECT, Role.COOK, reason="sold_out")
    trip.settle_down()
    assert trip.balance(PROMOTIONS) == 0
    assert trip.purchase.payment.refunded == trip.purchase.payment.captured
    is_at_rest(trip)


@pytest.mark.parametrize("state", ["delivered", "completed"])
def test_a_cook_keeps_no_promotion_of_an_order_that_is_refunded_in_full(state: str) -> None:
    trip = arrived(state, PROMOTION)
    trip.move(Trigger.COMPLAIN, Role.CUSTOMER, reason="not_delivered")
    trip.move(Trigger.RESOLVE_FOR_CUSTOMER, Role.STAFF)
    trip.settle_down()
    assert trip.balance(PROMOTIONS) == 0
    assert trip.balance(PAYABLE) - trip.balance(OWED) == 0
    is_at_rest(trip)


def test_a_hold_is_cancelled_rather_than_refunded() -> None:
    trip = journey().settle_down()
    trip.move(Trigger.CANCEL, Role.CUSTOMER)
    assert trip.purchase.operation is not None
    assert trip.purchase.operation.kind is OperationKind.CANCEL
    trip.settle_down()
    assert trip.purchase.payment.state is PaymentState.CANCELLED
    assert trip.entries == []
    is_at_rest(trip)


def test_a_rail_without_a_separate_capture_refunds_what_a_hold_would_have_cancelled() -> None:
    trip = journey(bank=Bank(captures_at_once=True)).settle_down()
    assert trip.state == "authorised"
    assert trip.purchase.funds.escrow == rub(TOTAL)
    trip.move(Trigger.REJECT, Role.COOK, reason="too_busy")
    trip.settle_down()
    assert trip.purchase.payment.refunded == rub(TOTAL)
    is_at_rest(trip)


def test_a_rail_without_a_separate_capture_is_not_asked_to_capture() -> None:
    trip = journey(bank=Bank(captures_at_once=True)).settle_down()
    trip.move(*ACCEPT)
    assert trip.purchase.operation is None
    trip.move(Trigger.START, Role.COOK)
    assert trip.state == "preparing"


def test_an_authorisation_after_expiry_is_cancelled() -> None:
    trip = journey()
    trip.hear(Unknown("timeout"))
    trip.now = NOW + timedelta(minutes=15)
    change = trip.elapse()
    assert trip.state == "expired"
    assert change is not None
    assert change.freed == trip.purchase.order.reservation
    trip.hear(Authorised("ref", trip.now + timedelta(days=7)))
    assert trip.state == "expired"
    assert trip.purchase.operation is not None
    assert trip.purchase.operation.kind is OperationKind.CANCEL
    trip.hear(HoldCancelled("ref"))
    is_at_rest(trip)


@pytest.mark.parametrize("terms", [Terms(), PROMOTION])
def test_a_capture_after_expiry_is_booked_and_refunded_in_full(terms: Terms) -> None:
    trip = journey(terms)
    trip.now = NOW + timedelta(minutes=15)
    trip.elapse()
    total = trip.purchase.payment.amount
    trip.hear(Captured("ref", total, rub(700)))
    assert trip.purchase.operation is not None
    assert trip.purchase.operation.kind is OperationKind.REFUND
    assert trip.purchase.operation.amount == total
    assert trip.balance(PROMOTIONS) == 0
    trip.bank.state, trip.bank.captured = PaymentState.CAPTURED, total
    trip.settle_down()
    assert trip.purchase.payment.refunded == total
    is_at_rest(trip)


def test_a_capture_that_overtakes_a_cancellation_is_refunded_in_full() -> None:
    trip = arrived("authorised")
    trip.move(*ACCEPT)
    trip.hear(Unknown("timeout"))
    trip.move(Trigger.CANCEL, Role.CUSTOMER)
    assert trip.purchase.operation is not None
    assert trip.purchase.operation.kind is OperationKind.CAPTURE
    trip.settle_down()
    assert trip.purchase.payment.refunded == rub(TOTAL)
    is_at_rest(trip)


def test_a_capture_seen_while_cancelling_the_hold_is_refunded_in_full() -> None:
    trip = arrived("authorised")
    trip.move(Trigger.REJECT, Role.COOK, reason="sold_out")
    trip.hear(Captured("ref", rub(TOTAL), rub(10)))
    trip.settle_down()
    assert trip.state == "rejected"
    assert trip.purchase.payment.refunded == rub(TOTAL)
    is_at_rest(trip)


@pytest.mark.parametrize(
    "outcome", [Refused("insufficient"), HoldCancelled("ref"), Declined("card_blocked")]
)
def test_a_capture_that_fails_cancels_the_order(
    outcome: Refused | HoldCancelled | Declined,
) -> None:
    trip = arrived("authorised")
    trip.move(*ACCEPT)
    change = trip.hear(outcome)
    assert trip.state == "cancelled"
    assert change is not None
    assert change.freed is not None
    trip.settle_down()
    assert trip.entries == []
    is_at_rest(trip)


@pytest.mark.parametrize("outcome", [HoldCancelled("ref"), Declined("no"), Refused("no")])
def test_a_hold_that_fails_declines_the_order(
    outcome: HoldCancelled | Declined | Refused,
) -> None:
    trip = journey()
    change = trip.hear(outcome)
    assert trip.state == "declined"
    assert change is not None
    assert change.freed is not None
    assert trip.told == ["order.placed", "order.declined"]
    is_at_rest(trip)


def test_less_than_asked_may_be_captured_and_no_more_goes_back() -> None:
    trip = arrived("authorised")
    trip.move(*ACCEPT)
    trip.hear(Captured("ref", rub(TOTAL - 1_000), rub(0)))
    assert trip.purchase.payment.keep == rub(TOTAL - 1_000)
    trip.move(Trigger.CANCEL, Role.CUSTOMER)
    trip.settle_down()
    assert trip.purchase.payment.refunded == rub(TOTAL - 1_000)
    is_at_rest(trip)


def test_more_than_asked_goes_back_at_once() -> None:
    trip = arrived("authorised")
    trip.move(*ACCEPT)
    trip.hear(Captured("ref", rub(TOTAL + 77)))
    assert trip.purchase.operation is not None
    assert trip.purchase.operation.amount == rub(77)
    trip.settle_down()
    assert trip.purchase.funds.escrow == rub(TOTAL)


@pytest.mark.parametrize(
    ("state", "terms", "back"),
    [
        ("accepted", Terms(), TOTAL),
        ("preparing", Terms(), TIP + 42_501),  # half of 85 001, the odd kopeck to the customer
        ("ready", Terms(), TIP),
        ("preparing", Terms(refund_when_preparing=BasisPoints(0)), TIP),
        ("ready", Terms(refund_when_ready=BasisPoints(10_000)), TOTAL),
        ("preparing", PROMOTION, TIP + 39_001),
    ],
)
def test_who_cancels_late_gets_back_what_the_terms_say(state: str, terms: Terms, back: int) -> None:
    trip = arrived(state, terms)
    trip.move(Trigger.CANCEL, Role.CUSTOMER)
    trip.settle_down()
    payment = trip.purchase.payment
    assert trip.state == "cancelled"
    assert payment.refunded == rub(back)
    kept = payment.captured.amount - back + trip.balance(PROMOTIONS)
    assert trip.balance(PAYABLE) + trip.balance(COMMISSION) == kept
    is_at_rest(trip)


def test_who_cancels_a_ready_meal_pays_the_retention_of_the_items_and_delivery() -> None:
    trip = arrived("ready")
    trip.move(Trigger.CANCEL, Role.CUSTOMER)
    trip.settle_down()
    assert trip.balance(COMMISSION) == 8_500
    assert trip.balance(PAYABLE) == ITEMS + DELIVERY - 8_500


@pytest.mark.parametrize("before", ["delivered", "completed"])
@pytest.mark.parametrize(
    ("trigger", "role", "award", "back", "after"),
    [
        (Trigger.RESOLVE_FOR_COOK, Role.STAFF, None, 0, "settled"),
        (Trigger.RESOLVE_FOR_COOK, Role.STAFF, 0, 0, "settled"),
        (Trigger.RESOLVE_FOR_COOK, Role.STAFF, 12_345, 12_345, "settled"),
        (Trigger.RESOLVE_FOR_COOK, Role.STAFF, TOTAL, TOTAL, "settled"),
        (Trigger.RESOLVE_FOR_CUSTOMER, Role.STAFF, None, TOTAL, "refunded"),
        (Trigger.DISPUTE_TIMED_OUT, Role.SYSTEM, None, TOTAL, "refunded"),
    ],
)
def test_a_dispute_ends_with_every_kopeck_placed(
    before: str, trigger: Trigger, role: Role, award: int | None, back: int, after: str
) -> None:
    trip = arrived(before)
    trip.move(Trigger.COMPLAIN, Role.CUSTOMER, reason="quality")
    trip.move(trigger, role, award=None if award is None else rub(award))
    trip.settle_down()
    assert trip.state == after
    assert trip.purchase.payment.refunded == rub(back)
    shared = trip.balance(PAYABLE) + trip.balance(COMMISSION) - trip.balance(OWED)
    assert shared == TOTAL - back
    is_at_rest(trip)


def test_the_retention_pays_first_for_a_refund_after_release() -> None:
    trip = arrived("completed")
    trip.move(Trigger.COMPLAIN, Role.CUSTOMER, reason="late")
    trip.move(Trigger.RESOLVE_FOR_COOK, Role.STAFF, award=rub(3_500))
    assert trip.balance(PAYABLE) == TOTAL - 8_500
    assert trip.balance(COMMISSION) == 5_000


def test_nothing_is_released_while_an_order_is_disputed() -> None:
    trip = arrived("delivered")
    trip.move(Trigger.COMPLAIN, Role.CUSTOMER, reason="quality")
    trip.now += timedelta(days=59)
    trip.elapse()
    assert trip.state == "disputed"
    assert trip.purchase.funds.escrow == rub(TOTAL)
    assert trip.balance(PAYABLE) == 0


def test_a_cook_who_has_been_paid_owes_a_lost_dispute() -> None:
    trip = arrived("completed")
    paid_out = trip.purchase.funds.payable
    trip.move(Trigger.COMPLAIN, Role.CUSTOMER, reason="not_delivered")
    funds = evolve(trip.purchase.funds, payable=rub(0))
    purchase = evolve(trip.purchase, funds=funds)
    staff = ACTORS[Role.STAFF]
    change = move(purchase, Trigger.RESOLVE_FOR_CUSTOMER, staff, trip.now, trip.new_id())
    sources = {p.account: -p.amount for e in change.entries for p in e.postings if p.amount < 0}
    assert sources[OWED] == paid_out.amount


@pytest.mark.parametrize("state", ["accepted", "preparing", "ready"])
def test_a_meal_that_is_not_handed_over_is_refunded_a_day_after_the_slot(state: str) -> None:
    trip = arrived(state)
    end = trip.purchase.order.window.end
    trip.wait_until_due()
    assert trip.now == end + timedelta(hours=3)
    assert trip.told[-1] == "order.reminder"
    trip.wait_until_due()
    assert trip.now == end + timedelta(hours=24)
    assert trip.state == "refunded"
    trip.settle_down()
    assert trip.purchase.payment.refunded == rub(TOTAL)
    is_at_rest(trip)


def test_a_refused_refund_is_asked_again_with_a_new_key_and_later_each_time() -> None:
    trip = arrived("accepted")
    trip.move(Trigger.CANCEL, Role.CUSTOMER)
    seen = []
    for _ in range(4):
        assert trip.purchase.operation is not None
        seen.append((trip.purchase.operation.id, trip.purchase.operation.due_at))
        trip.hear(Refused("try_later"))
    assert len({key for key, _ in seen}) == 4
    assert [due for _, due in seen] == sorted({due for _, due in seen})
    trip.settle_down()
    assert trip.purchase.payment.refunded == rub(TOTAL)
    assert trip.purchase.payment.failures == 0
    is_at_rest(trip)


def test_a_refund_that_keeps_being_refused_is_parked_and_stays_visible_in_the_book() -> None:
    trip = arrived("accepted")
    trip.move(Trigger.CANCEL, Role.CUSTOMER)
    for _ in range(5):
        trip.hear(Refused("account_closed"))
    assert trip.purchase.payment.parked
    assert trip.purchase.operation is None
    assert trip.balance(LedgerAccount("refunds:in_transit")) == TOTAL


def test_a_partly_done_refund_is_followed_by_one_for_the_rest() -> None:
    trip = arrived("accepted")
    trip.move(Trigger.CANCEL, Role.CUSTOMER)
    trip.hear(Refunded(rub(1_000)))
    assert trip.purchase.operation is not None
    assert trip.purchase.operation.amount == rub(TOTAL - 1_000)
    trip.hear(Refunded(rub(TOTAL - 1_000)))
    is_at_rest(trip)


def test_a_second_step_nobody_takes_is_given_up_when_the_order_expires() -> None:
    trip = journey(bank=Bank(asks=True))
    trip.settle_down()
    assert trip.told == ["order.placed", "payment.action_required"]
    trip.wait_until_due()
    assert trip.state == "expired"
    trip.settle_down()
    assert trip.bank.state is PaymentState.CANCELLED
    is_at_rest(trip)


def test_a_second_step_taken_too_late_costs_the_customer_nothing() -> None:
    trip = journey(bank=Bank(asks=True, captures_at_once=True))
    trip.settle_down()
    trip.wait_until_due()
    trip.bank.customer_confirms(trip.purchase.payment.amount)
    trip.settle_down()
    assert trip.purchase.payment.refunded == rub(TOTAL)
    is_at_rest(trip)


def test_a_second_step_asked_for_after_the_order_ended_is_given_up() -> None:
    trip = journey(bank=Bank(asks=True))
    trip.move(Trigger.CANCEL, Role.CUSTOMER)
    trip.settle_down()
    assert trip.bank.state is PaymentState.CANCELLED
    is_at_rest(trip)


def test_a_lost_answer_is_found_by_looking() -> None:
    trip = journey()
    assert trip.purchase.operation is not None
    trip.bank.call(trip.purchase.operation)  # the answer gets lost
    trip.hear(Unknown("timeout"))
    assert trip.state == "placed"
    trip.resume()
    assert trip.state == "authorised"


def test_the_full_way_visits_each_state_and_tells_each_time() -> None:
    trip = arrived("ready")
    trip.move(*HAND_OVER)
    trip.wait_until_due()
    assert trip.state == "completed"
    trip.wait_until_due()
    assert trip.told == [
        "order.placed",
        "order.authorised",
        "order.accepted",
        "order.preparing",
        "order.ready",
        "order.delivered",
        "order.completed",
        "order.settled",
    ]
    assert trip.purchase.order.state in ENDS
    assert trip.purchase.order.due_at is None
