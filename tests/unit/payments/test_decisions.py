"""How a payment moves, whatever the provider answers, and however often."""

from datetime import timedelta
from itertools import product

import pytest
from attrs import evolve

from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.payments.card_numbers import refuse_card_number
from foodmarket.domain.payments.decisions import (
    FEE_FIRST,
    FEE_PATIENCE,
    LEASE,
    LONGEST_WAIT,
    NOT_KNOWN,
    PARK_AFTER,
    REFUND_NOT_SEEN,
    UNAVAILABLE,
    first_operation,
    given_up,
    next_operation,
    repeats,
    request,
    safe_to_repeat,
    seen,
    settle,
)
from foodmarket.domain.payments.errors import CardNumberRefused
from foodmarket.domain.payments.model import (
    Operation,
    OperationId,
    OperationKind,
    OperationState,
    Payment,
    PaymentId,
    PaymentState,
)
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Authorised,
    Captured,
    Declined,
    FeeReported,
    HoldCancelled,
    Outcome,
    ProviderView,
    Refunded,
    Refused,
    Unknown,
)
from tests.unit.orders.builders import NOW, rub

S, K, X = PaymentState, OperationKind, OperationState
UNTIL = NOW + timedelta(days=7)
OUTCOMES: tuple[Outcome, ...] = (
    Authorised("ref", UNTIL),
    ActionRequired("ref", "https://bank.example"),
    Declined("card_declined"),
    Captured("ref", rub(1_000), rub(29)),
    HoldCancelled("ref"),
    Refunded(rub(1_000)),
    Refused("not_now"),
    Unknown("timeout"),
)


def payment(state: PaymentState = S.PENDING, keep: int = 1_000, refunded: int = 0) -> Payment:
    return Payment(
        id=PaymentId.of(1),
        order_id=OrderId.of(2),
        customer_id=AccountId.of(3),
        provider="sandbox",
        token="tok_secret",
        amount=rub(1_000),
        keep=rub(keep),
        captured=rub(1_000 if state is S.CAPTURED else 0),
        refunded=rub(refunded),
        state=state,
        reference=None if state is S.PENDING else "ref",
        fee=rub(29) if state is S.CAPTURED else None,
    )


def operation(kind: OperationKind = K.HOLD) -> Operation:
    return evolve(first_operation(payment(), OperationId.of(4), NOW), kind=kind)


# (state before, what was asked) -> outcome -> state after, operation after; absent: no news
HOLDING = {
    Authorised: (S.AUTHORISED, X.SUCCEEDED),
    ActionRequired: (S.ACTION_REQUIRED, X.UNKNOWN),
    Declined: (S.DECLINED, X.FAILED),
    Captured: (S.CAPTURED, X.SUCCEEDED),
    HoldCancelled: (S.CANCELLED, X.SUCCEEDED),
    Refused: (S.DECLINED, X.FAILED),
}
HELD = {
    Declined: (S.DECLINED, X.FAILED),
    Captured: (S.CAPTURED, X.SUCCEEDED),
    HoldCancelled: (S.CANCELLED, X.SUCCEEDED),
    Refused: (S.AUTHORISED, X.FAILED),
}
EXPECTED: dict[
    tuple[PaymentState, OperationKind],
    dict[type[Outcome], tuple[PaymentState, OperationState]],
] = {
    (S.PENDING, K.HOLD): HOLDING,
    (S.ACTION_REQUIRED, K.HOLD): HOLDING,
    (S.AUTHORISED, K.CAPTURE): HELD,
    (S.AUTHORISED, K.CANCEL): HELD,
    (S.CAPTURED, K.REFUND): {
        Refunded: (S.CAPTURED, X.SUCCEEDED),
        Refused: (S.CAPTURED, X.FAILED),
    },
}


@pytest.mark.parametrize(("place", "outcome"), list(product(EXPECTED, OUTCOMES)))
def test_each_outcome_in_each_state_does_what_the_table_says(
    place: tuple[PaymentState, OperationKind], outcome: Outcome
) -> None:
    before, kind = place
    settled = settle(payment(before), operation(kind), outcome, NOW)
    after, done = EXPECTED[place].get(type(outcome), (before, X.UNKNOWN))
    assert settled.payment.state is after
    assert settled.operation.state is done
    news = type(outcome) in EXPECTED[place]
    repeated = before is S.ACTION_REQUIRED and isinstance(outcome, ActionRequired)
    assert settled.change == (outcome if news and not repeated else None)
    assert settled.operation.attempts == 1


@pytest.mark.parametrize(("state", "outcome"), list(product([X.SUCCEEDED, X.FAILED], OUTCOMES)))
def test_an_outcome_for_a_finished_operation_changes_nothing(
    state: OperationState, outcome: Outcome
) -> None:
    facts, finished = payment(S.AUTHORISED), evolve(operation(), state=state)
    settled = settle(facts, finished, outcome, NOW)
    assert settled.payment is facts
    assert settled.operation is finished
    assert settled.change is None


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_same_outcome_twice_counts_once(outcome: Outcome) -> None:
    once = settle(payment(), operation(), outcome, NOW)
    twice = settle(once.payment, once.operation, outcome, NOW)
    assert twice.payment == once.payment
    assert twice.change is None


@pytest.mark.parametrize(
    "outcome",
    [
        Captured("ref", rub(0)),
        Captured("ref", rub(-1)),
        Captured("ref", Money(1_000, Currency("EUR"))),
    ],
)
def test_requirement_28_a_capture_of_a_senseless_amount_is_not_believed(outcome: Captured) -> None:
    settled = settle(payment(S.AUTHORISED), operation(K.CAPTURE), outcome, NOW)
    assert settled.payment.state is S.AUTHORISED
    assert settled.operation.reason == "unreadable_amount"


@pytest.mark.parametrize("amount", [0, -5, 1_001])
def test_requirement_28_a_refund_of_a_senseless_amount_is_not_believed(amount: int) -> None:
    settled = settle(payment(S.CAPTURED, 0), operation(K.REFUND), Refunded(rub(amount)), NOW)
    assert settled.payment.refunded == rub(0)
    assert settled.operation.state is X.UNKNOWN


def test_a_capture_of_less_lowers_what_is_kept() -> None:
    settled = settle(
        payment(S.AUTHORISED), operation(K.CAPTURE), Captured("r", rub(900), rub(9)), NOW
    )
    assert settled.payment.keep == rub(900)
    assert next_operation(settled.payment, OperationId.of(5), NOW) is None


def captured_without_fee() -> Payment:
    taken = settle(payment(S.AUTHORISED), operation(K.CAPTURE), Captured("r", rub(1_000)), NOW)
    return taken.payment


def test_a_fee_that_is_not_known_yet_is_looked_for() -> None:
    asked = next_operation(captured_without_fee(), OperationId.of(5), NOW)
    assert asked is not None
    assert (asked.kind, asked.due_at) == (K.FEE, NOW + LEASE + FEE_FIRST)
    view = ProviderView(state=S.CAPTURED, reference="r", captured=rub(1_000))
    assert seen(captured_without_fee(), asked, view) == Unknown("fee_not_known")
    told = seen(captured_without_fee(), asked, evolve(view, fee=rub(29)))
    assert told == FeeReported(rub(29))
    settled = settle(captured_without_fee(), asked, told, NOW)
    assert settled.payment.fee == rub(29)
    assert settled.operation.state is X.SUCCEEDED
    assert next_operation(settled.payment, OperationId.of(6), NOW) is None


@pytest.mark.parametrize(
    "outcome",
    [
        *OUTCOMES,
        FeeReported(rub(-1)),
        FeeReported(rub(1_001)),
        FeeReported(Money(1, Currency("EUR"))),
    ],
)
def test_nothing_but_a_believable_fee_is_learned_by_looking_for_it(outcome: Outcome) -> None:
    before = captured_without_fee()
    asked = next_operation(before, OperationId.of(5), NOW)
    assert asked is not None
    settled = settle(before, asked, outcome, NOW)
    assert (settled.payment, settled.change) == (before, None)
    assert settled.operation.state is X.UNKNOWN
    late = settle(before, asked, outcome, NOW + FEE_PATIENCE + timedelta(seconds=1))
    assert (late.payment, late.operation.state) == (before, X.FAILED)


def test_the_fee_never_keeps_a_refund_waiting() -> None:
    before = captured_without_fee()
    asked = next_operation(before, OperationId.of(5), NOW)
    assert asked is not None
    assert given_up(before, asked) is None
    unwanted = evolve(before, keep=rub(400))
    finished = given_up(unwanted, asked)
    assert finished is not None
    assert finished.state is X.FAILED
    refund = next_operation(unwanted, OperationId.of(6), NOW)
    assert refund is not None
    assert (refund.kind, refund.amount) == (K.REFUND, rub(600))
    done = settle(unwanted, refund, Refunded(rub(600)), NOW).payment
    again = next_operation(done, OperationId.of(7), NOW)
    assert again is not None
    assert again.kind is K.FEE


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_key_that_may_be_forgotten_is_repeated_only_where_nothing_was_done(
    outcome: Outcome,
) -> None:
    day = timedelta(hours=24)
    late = NOW + day
    assert safe_to_repeat(operation(), outcome, day, late - timedelta(seconds=1))
    assert safe_to_repeat(operation(), outcome, None, NOW + 99 * day)
    assert safe_to_repeat(operation(), outcome, day, late) is not isinstance(outcome, Unknown)


def test_what_the_provider_does_not_know_may_be_asked_anew() -> None:
    late = NOW + timedelta(days=3)
    for reason in (NOT_KNOWN, REFUND_NOT_SEEN):
        assert safe_to_repeat(operation(), Unknown(reason), timedelta(days=1), late)
    for reason in (UNAVAILABLE, "pending"):
        assert not safe_to_repeat(operation(), Unknown(reason), timedelta(days=1), late)


def test_an_unknown_outcome_is_looked_at_later_and_later() -> None:
    unknown, waits = operation(), []
    for _ in range(15):
        unknown = settle(payment(), unknown, Unknown("timeout"), NOW).operation
        waits.append(unknown.due_at - NOW)
    assert waits[:3] == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


def test_what_is_asked_first_is_to_hold_the_amount() -> None:
    asked = first_operation(payment(), OperationId.of(4), NOW)
    assert (asked.kind, asked.amount, asked.due_at) == (K.HOLD, rub(1_000), NOW + LEASE)
    told = request(payment(), asked, "https://shop.example")
    assert (told.key, told.amount, told.token) == (asked.id, rub(1_000), "tok_secret")
    assert "tok_secret" not in repr(told)
    assert "tok_secret" not in repr(payment())


@pytest.mark.parametrize(
    ("state", "wanted", "keep", "refunded", "kind", "amount"),
    [
        (S.PENDING, True, 1_000, 0, None, None),
        (S.PENDING, True, 0, 0, None, None),
        (S.ACTION_REQUIRED, False, 1_000, 0, None, None),
        (S.ACTION_REQUIRED, False, 0, 0, K.CANCEL, 1_000),
        (S.AUTHORISED, False, 1_000, 0, None, None),
        (S.AUTHORISED, True, 1_000, 0, K.CAPTURE, 1_000),
        (S.AUTHORISED, True, 0, 0, K.CANCEL, 1_000),
        (S.AUTHORISED, False, 0, 0, K.CANCEL, 1_000),
        (S.CAPTURED, True, 1_000, 0, None, None),
        (S.CAPTURED, True, 400, 0, K.REFUND, 600),
        (S.CAPTURED, True, 0, 300, K.REFUND, 700),
        (S.CAPTURED, True, 0, 1_000, None, None),
        (S.CANCELLED, True, 0, 0, None, None),
        (S.DECLINED, True, 0, 0, None, None),
    ],
)
def test_what_is_asked_next_is_what_is_missing(
    state: PaymentState,
    *,
    wanted: bool,
    keep: int,
    refunded: int,
    kind: OperationKind | None,
    amount: int | None,
) -> None:
    facts = evolve(payment(state, keep, refunded), capture_wanted=wanted)
    asked = next_operation(facts, OperationId.of(5), NOW)
    assert (asked.kind if asked else None) is kind
    assert (asked.amount.amount if asked else None) == amount


def test_refused_refunds_are_asked_again_later_and_parked_in_the_end() -> None:
    facts, due = payment(S.CAPTURED, 0), []
    for number in range(PARK_AFTER):
        asked = next_operation(facts, OperationId.of(10 + number), NOW)
        assert asked is not None
        due.append(asked.due_at)
        facts = settle(facts, asked, Refused("no"), NOW).payment
    assert due == sorted(set(due))
    assert facts.parked
    assert next_operation(facts, OperationId.of(99), NOW) is None


def test_a_refund_that_succeeds_forgets_those_that_were_refused() -> None:
    facts = evolve(payment(S.CAPTURED, 0), failures=PARK_AFTER - 1)
    assert settle(facts, operation(K.REFUND), Refunded(rub(1_000)), NOW).payment.failures == 0


@pytest.mark.parametrize(
    ("state", "keep", "kind", "ends"),
    [
        (S.ACTION_REQUIRED, 0, K.HOLD, True),
        (S.ACTION_REQUIRED, 1_000, K.HOLD, False),
        (S.ACTION_REQUIRED, 0, K.CANCEL, False),
        (S.PENDING, 0, K.HOLD, False),
        (S.AUTHORISED, 0, K.CAPTURE, False),
    ],
)
def test_only_a_request_that_waits_for_the_customer_in_vain_is_given_up(
    state: PaymentState, keep: int, kind: OperationKind, *, ends: bool
) -> None:
    finished = given_up(payment(state, keep), operation(kind))
    assert (finished is not None) is ends
    assert finished is None or finished.state is X.FAILED


def view(state: PaymentState, **refunds: Money) -> ProviderView:
    return ProviderView(
        state=state,
        reference="ref",
        captured=rub(1_000),
        fee=rub(29),
        hold_until=UNTIL,
        action_url="https://bank.example",
        refunds=dict(refunds),
    )


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (S.PENDING, Unknown("pending")),
        (S.ACTION_REQUIRED, ActionRequired("ref", "https://bank.example")),
        (S.AUTHORISED, Authorised("ref", UNTIL)),
        (S.CAPTURED, Captured("ref", rub(1_000), rub(29))),
        (S.CANCELLED, HoldCancelled("ref")),
        (S.DECLINED, Declined("declined")),
    ],
)
@pytest.mark.parametrize("kind", [K.HOLD, K.CAPTURE, K.CANCEL])
def test_what_the_provider_shows_is_read_as_an_outcome(
    kind: OperationKind, state: PaymentState, outcome: Outcome
) -> None:
    assert seen(payment(), operation(kind), view(state)) == outcome


def test_a_refund_is_seen_by_its_own_key_alone() -> None:
    asked = operation(K.REFUND)
    shown = evolve(view(S.CAPTURED), refunds={asked.id: rub(5), "other": rub(7)})
    assert seen(payment(S.CAPTURED), asked, shown) == Refunded(rub(5))
    unseen = evolve(view(S.CAPTURED), refunds={"other": rub(7)})
    assert seen(payment(S.CAPTURED), asked, unseen) == Unknown("refund_not_seen")


def test_a_hold_without_an_end_is_not_believed() -> None:
    endless = evolve(view(S.AUTHORISED), hold_until=None)
    assert seen(payment(), operation(), endless) == Unknown("unreadable_authorised")


@pytest.mark.parametrize(("kind", "outcome"), list(product(OperationKind, OUTCOMES)))
def test_only_what_shows_no_trace_of_the_operation_is_asked_again(
    kind: OperationKind, outcome: Outcome
) -> None:
    before = isinstance(outcome, Authorised | ActionRequired) and kind is not K.HOLD
    asks = kind is not K.FEE and (isinstance(outcome, Unknown) or before)
    assert repeats(operation(kind), outcome) is asks


@pytest.mark.parametrize(
    "text",
    [
        "4242424242424242",
        "4242 4242 4242 4242",
        "4242-4242-4242-4242",
        "card 4242424242424242, thanks",
        "4242 4242 4242 4242 123",
        "4242424242424242 12",
        "378282246310005",
        "12 4242 4242 4242 4242",
    ],
)
def test_a_card_number_is_refused(text: str) -> None:
    with pytest.raises(CardNumberRefused):
        refuse_card_number("fine", text)


@pytest.mark.parametrize(
    "text",
    ["", "Visa 4242", "4242424242424241", "tok_424242424242", "+7 999 123-45-67", "1" * 40],
)
def test_other_digits_are_taken(text: str) -> None:
    refuse_card_number(text)
