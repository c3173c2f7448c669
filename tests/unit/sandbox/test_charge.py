from datetime import UTC, datetime, timedelta

import pytest

from foodmarket.adapters.sandbox.cards import CARDS, card_of
from foodmarket.adapters.sandbox.charge import (
    HOLD_LASTS,
    Charge,
    acted,
    confirmed,
    elapsed,
    fee_of,
    opened,
    standing,
    turned_down,
)
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.model import OperationId, OperationKind, PaymentId, PaymentState
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Authorised,
    Captured,
    Declined,
    HoldCancelled,
    Outcome,
    Refunded,
    Refused,
    Unknown,
)
from foodmarket.domain.payments.requests import PaymentRequest

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAGE = "http://bank.test/step"
MINUTE = timedelta(minutes=1)


def roubles(amount: int) -> Money:
    return Money(amount, Currency("RUB"))


def open_with(token: str, amount: int = 100_000) -> Charge:
    request = PaymentRequest(
        key=OperationId.of(1),
        payment_id=PaymentId.of(2),
        order_id=Id.of(3),
        amount=roubles(amount),
        token=token,
        reference=None,
    )
    return opened(request, card_of(token), NOW)


def act(charge: Charge, kind: OperationKind, amount: int = 100_000) -> tuple[Charge, Outcome]:
    return acted(charge, kind, roubles(amount), card_of(charge.token), PAGE)


@pytest.mark.parametrize(
    ("amount", "fee"),
    [(0, 300), (19, 300), (20, 301), (59, 301), (60, 302), (100_000, 2_800), (123_456, 3_386)],
)
def test_a_fee_is_two_and_a_half_percent_rounded_half_up_and_three_roubles(
    amount: int, fee: int
) -> None:
    assert fee_of(roubles(amount)) == roubles(fee)


def test_a_good_card_is_held_for_seven_days() -> None:
    charge = open_with("sandbox_ok")
    assert standing(charge, PAGE) == Authorised(charge.reference, NOW + HOLD_LASTS)


def test_a_hold_lapses_at_its_end_and_not_before() -> None:
    charge = open_with("sandbox_ok")
    assert elapsed(charge, NOW + HOLD_LASTS - MINUTE) == charge
    lapsed = elapsed(charge, NOW + HOLD_LASTS)
    assert lapsed.state is PaymentState.CANCELLED
    assert act(lapsed, OperationKind.CAPTURE) == (lapsed, HoldCancelled(charge.reference))


@pytest.mark.parametrize(
    ("token", "reason"),
    [("sandbox_declined", "insufficient_funds"), ("tok_of_somebody_else", "unknown_card")],
)
def test_a_bad_card_is_declined(token: str, reason: str) -> None:
    assert standing(open_with(token), PAGE) == Declined(reason)


@pytest.mark.parametrize("amount", [0, -1])
def test_an_amount_that_is_none_is_declined(amount: int) -> None:
    assert standing(open_with("sandbox_ok", amount), PAGE) == Declined("bad_amount")


def test_an_instant_payment_is_captured_with_its_fee() -> None:
    charge = open_with("sandbox_instant")
    assert standing(charge, PAGE) == Captured(charge.reference, roubles(100_000), roubles(2_800))


def test_a_second_step_is_asked_for_confirmed_or_broken_off() -> None:
    charge = open_with("sandbox_second_step")
    asked = standing(charge, PAGE)
    assert asked == ActionRequired(charge.reference, f"{PAGE}/{charge.payment_id}")
    later = NOW + MINUTE
    assert standing(confirmed(charge, later), PAGE) == Authorised(
        charge.reference, later + HOLD_LASTS
    )
    assert standing(turned_down(charge), PAGE) == Declined("second_step_failed")


def test_a_second_step_lapses_after_an_hour_and_then_can_not_be_confirmed() -> None:
    charge = open_with("sandbox_second_step")
    assert elapsed(charge, NOW + 59 * MINUTE) == charge
    lapsed = elapsed(charge, NOW + 60 * MINUTE)
    assert standing(lapsed, PAGE) == Declined("second_step_expired")
    assert confirmed(lapsed, NOW + 61 * MINUTE) == lapsed


@pytest.mark.parametrize(
    ("token", "wait"),
    [("sandbox_slow", timedelta(seconds=5)), ("sandbox_late", 20 * MINUTE)],
)
def test_a_slow_card_is_pending_first_and_held_from_its_own_instant_on(
    token: str, wait: timedelta
) -> None:
    charge = open_with(token)
    assert standing(charge, PAGE) == Unknown("pending")
    assert elapsed(charge, NOW + wait - timedelta(seconds=1)) == charge
    held = elapsed(charge, NOW + wait + MINUTE)
    assert standing(held, PAGE) == Authorised(charge.reference, NOW + wait + HOLD_LASTS)


def test_a_slow_card_nobody_looked_at_for_weeks_was_held_and_lapsed() -> None:
    assert elapsed(open_with("sandbox_slow"), NOW + 3 * HOLD_LASTS).state is PaymentState.CANCELLED


def test_a_capture_takes_the_money_once() -> None:
    taken, answer = act(open_with("sandbox_ok"), OperationKind.CAPTURE)
    assert answer == Captured(taken.reference, roubles(100_000), roubles(2_800))
    assert act(taken, OperationKind.CAPTURE, 50_000) == (taken, answer)
    assert elapsed(taken, NOW + 2 * HOLD_LASTS) == taken


def test_a_part_may_be_captured_and_its_fee_is_less() -> None:
    taken, answer = act(open_with("sandbox_ok"), OperationKind.CAPTURE, 20_000)
    assert answer == Captured(taken.reference, roubles(20_000), roubles(800))


@pytest.mark.parametrize("amount", [100_001, 0, -5])
def test_a_capture_of_more_than_was_held_or_of_nothing_is_refused(amount: int) -> None:
    charge = open_with("sandbox_ok")
    assert act(charge, OperationKind.CAPTURE, amount) == (charge, Refused("bad_amount"))


def test_a_cancelled_hold_can_not_be_captured() -> None:
    gone, answer = act(open_with("sandbox_ok"), OperationKind.CANCEL)
    assert answer == HoldCancelled(gone.reference)
    assert act(gone, OperationKind.CAPTURE) == (gone, Refused("hold_cancelled"))
    assert act(gone, OperationKind.CANCEL) == (gone, answer)


def test_a_captured_payment_can_not_be_cancelled_any_more() -> None:
    taken, answer = act(open_with("sandbox_ok"), OperationKind.CAPTURE)
    assert act(taken, OperationKind.CANCEL) == (taken, answer)


def test_refunds_never_exceed_what_was_captured() -> None:
    taken, _ = act(open_with("sandbox_ok"), OperationKind.CAPTURE)
    part, answer = act(taken, OperationKind.REFUND, 60_000)
    assert answer == Refunded(roubles(60_000))
    assert act(part, OperationKind.REFUND, 40_001) == (part, Refused("exceeds_captured"))
    whole, answer = act(part, OperationKind.REFUND, 40_000)
    assert answer == Refunded(roubles(40_000))
    assert act(whole, OperationKind.REFUND, 1) == (whole, Refused("exceeds_captured"))


@pytest.mark.parametrize("token", ["sandbox_ok", "sandbox_declined", "sandbox_second_step"])
def test_nothing_is_refunded_before_it_was_captured(token: str) -> None:
    charge = open_with(token)
    assert act(charge, OperationKind.REFUND) == (charge, Refused("not_captured"))


def test_another_currency_is_refused() -> None:
    charge = open_with("sandbox_ok")
    euros = Money(100_000, Currency("EUR"))
    answer = acted(charge, OperationKind.CAPTURE, euros, CARDS["sandbox_ok"], PAGE)
    assert answer == (charge, Refused("currency_mismatch"))


def test_the_first_refund_of_its_card_is_refused_and_the_next_is_not() -> None:
    taken, _ = act(open_with("sandbox_refund_fails"), OperationKind.CAPTURE)
    refused, answer = act(taken, OperationKind.REFUND, 10)
    assert answer == Refused("refund_failed")
    assert refused.refunded == roubles(0)
    assert act(refused, OperationKind.REFUND, 10)[1] == Refunded(roubles(10))


def test_a_card_whose_capture_fails_stays_held_and_can_be_cancelled() -> None:
    charge = open_with("sandbox_capture_fails")
    assert act(charge, OperationKind.CAPTURE) == (charge, Refused("capture_failed"))
    assert act(charge, OperationKind.CANCEL)[1] == HoldCancelled(charge.reference)
