"""The process table: every state, every trigger, every role; and every deadline."""

from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket.domain.accounts.model import AccountId, Actor, Role
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.orders.decisions import apply_outcome, elapse, hand_over, move
from foodmarket.domain.orders.errors import (
    IllegalTransition,
    PaymentNotConfirmed,
    ReasonRequired,
    RefundTooLarge,
    UnknownOrder,
    WrongActor,
    WrongDeliveryCode,
)
from foodmarket.domain.orders.model import (
    Change,
    ComplaintReason,
    OrderReminder,
    OrderState,
    Purchase,
    RejectionReason,
)
from foodmarket.domain.orders.process import (
    BY_STATE,
    DEADLINES,
    ENDS,
    TRANSITIONS,
    Effect,
    Transition,
    Trigger,
)
from foodmarket.domain.payments.model import OperationId
from foodmarket.domain.payments.outcomes import Authorised
from tests.unit.orders.builders import (
    ACCEPT,
    ACTORS,
    CODE,
    COOK_ID,
    NOW,
    OTHER_COOK_ID,
    STRANGER_ID,
    arrived,
    journey,
    rub,
    with_,
)

S, R, T = OrderState, Role, Trigger
NEW_ID = OperationId.of(999)
CAPTURED = arrived("accepted").purchase
ROW_IDS = [f"{row.before}-{row.trigger}" for row in TRANSITIONS]


def standing(state: OrderState) -> Purchase:
    """Return a paid order that is said to be in the state."""
    return with_(CAPTURED, state=state)


def pull(purchase: Purchase, trigger: Trigger, actor: Actor, reason: str | None) -> Change:
    if trigger is T.HAND_OVER:
        return hand_over(purchase, CODE, actor, NOW, NEW_ID)
    return move(purchase, trigger, actor, NOW, NEW_ID, reason=reason)


def fitting_reason(row: Transition | None) -> str | None:
    return row.reasons[0] if row is not None and row.reasons else None


@pytest.mark.parametrize("state", OrderState)
def test_requirement_19_a_trigger_works_exactly_where_the_table_says(state: OrderState) -> None:
    for trigger in Trigger:
        row = BY_STATE[state].get(trigger)
        is_hidden(standing(state), trigger)
        for role in set(Role) - {Role.PARTNER}:
            if row is None:
                is_illegal(standing(state), trigger, role)
            elif role not in row.actors:
                is_for_others(standing(state), row, role)
            else:
                moves_on(standing(state), row, role)


def is_hidden(purchase: Purchase, trigger: Trigger) -> None:
    """Partners have nothing to do with any order."""
    with pytest.raises(UnknownOrder):
        pull(purchase, trigger, ACTORS[Role.PARTNER], None)


def is_illegal(purchase: Purchase, trigger: Trigger, role: Role) -> None:
    with pytest.raises(IllegalTransition) as refused:
        pull(purchase, trigger, ACTORS[role], None)
    state = purchase.order.state
    mine = {row.trigger for row in TRANSITIONS if row.before is state and role in row.actors}
    assert set(refused.value.possible) == mine


def is_for_others(purchase: Purchase, row: Transition, role: Role) -> None:
    with pytest.raises(WrongActor) as refused:
        pull(purchase, row.trigger, ACTORS[role], fitting_reason(row))
    assert set(refused.value.actors) == set(row.actors)


def moves_on(purchase: Purchase, row: Transition, role: Role) -> None:
    change = pull(purchase, row.trigger, ACTORS[role], fitting_reason(row))
    assert change.purchase.order.state is row.after
    assert [(step.after, step.actor) for step in change.steps] == [(row.after, role)]
    told = [event.name for event in change.events if not event.name.startswith("dispute.")]
    assert told == [f"order.{row.after}"]
    assert change.purchase.order.version == purchase.order.version + 1


@pytest.mark.parametrize(
    "stranger",
    [
        Actor(R.CUSTOMER, STRANGER_ID),
        Actor(R.COOK, AccountId.of(40), OTHER_COOK_ID),
        Actor(R.CUSTOMER),
        Actor(R.COOK),
    ],
)
def test_a_stranger_learns_nothing_of_an_order(stranger: Actor) -> None:
    for row in TRANSITIONS:
        with pytest.raises(UnknownOrder):
            pull(standing(row.before), row.trigger, stranger, fitting_reason(row))


@pytest.mark.parametrize("row", [row for row in TRANSITIONS if row.reasons])
@pytest.mark.parametrize("reason", [None, "", "because"])
def test_a_coded_reason_is_due_where_the_table_asks_for_one(
    row: Transition, reason: str | None
) -> None:
    actor = ACTORS[next(iter(row.actors))]
    with pytest.raises(ReasonRequired) as refused:
        pull(standing(row.before), row.trigger, actor, reason)
    assert refused.value.choices == list(row.reasons)


@pytest.mark.parametrize("row", TRANSITIONS, ids=ROW_IDS)
def test_portions_are_given_back_exactly_where_the_table_says(row: Transition) -> None:
    actor = ACTORS[next(iter(row.actors))]
    change = pull(standing(row.before), row.trigger, actor, fitting_reason(row))
    frees = Effect.FREE_PORTIONS in row.effects
    assert change.freed == (CAPTURED.order.reservation if frees else None)


def test_every_state_can_be_reached_and_every_end_is_an_end() -> None:
    reached, edge = {S.PLACED}, {S.PLACED}
    while edge:
        edge = {row.after for row in TRANSITIONS if row.before in edge} - reached
        reached |= edge
    assert reached == set(S)
    assert {S.SETTLED, S.EXPIRED, S.DECLINED, S.REJECTED, S.CANCELLED, S.REFUNDED} == ENDS


def test_every_state_that_is_no_end_runs_out_by_itself() -> None:
    assert set(DEADLINES) == set(S) - ENDS
    for state, deadline in DEADLINES.items():
        assert R.SYSTEM in BY_STATE[state][deadline.trigger].actors


def test_deadlines_alone_lead_every_order_to_an_end() -> None:
    for state in set(S) - ENDS:
        at, hops = state, 0
        while at not in ENDS:
            at = BY_STATE[at][DEADLINES[at].trigger].after
            hops += 1
            assert hops < len(S)


def test_a_pair_of_state_and_trigger_stands_in_the_table_once() -> None:
    pairs = [(row.before, row.trigger) for row in TRANSITIONS]
    assert len(pairs) == len(set(pairs))
    assert {trigger for _, trigger in pairs} == set(Trigger)


def test_whoever_ends_an_order_with_money_in_it_gives_it_back_or_releases_it() -> None:
    for row in TRANSITIONS:
        if row.after in ENDS and row.before is not S.COMPLETED:
            assert {Effect.GIVE_ALL_BACK, Effect.RELEASE} & set(row.effects), row


def test_the_reasons_are_those_that_people_choose_from() -> None:
    offered = {reason for row in TRANSITIONS for reason in row.reasons}
    assert offered == set(RejectionReason) | set(ComplaintReason)


HOUR = timedelta(hours=1)
START = NOW + 6 * HOUR  # of the slot; the dishes take an hour
END = START + 2 * HOUR


@pytest.mark.parametrize(
    ("state", "deadline", "reminder"),
    [
        ("authorised", NOW + timedelta(minutes=30), NOW + timedelta(minutes=15)),
        ("accepted", END + 24 * HOUR, END + 3 * HOUR),
        ("preparing", END + 24 * HOUR, END + 3 * HOUR),
        ("ready", END + 24 * HOUR, END + 3 * HOUR),
        ("delivered", NOW + 24 * HOUR, None),
        ("completed", NOW + timedelta(days=14), None),
    ],
)
def test_each_state_has_its_time(state: str, deadline: object, reminder: object) -> None:
    order = arrived(state).purchase.order
    assert order.deadline == deadline
    assert order.due_at == (reminder or deadline)


def test_payment_has_a_quarter_of_an_hour_and_a_dispute_sixty_days() -> None:
    assert journey().purchase.order.deadline == NOW + timedelta(minutes=15)
    trip = arrived("delivered")
    trip.move(T.COMPLAIN, R.CUSTOMER, reason="late")
    assert trip.purchase.order.deadline == NOW + timedelta(days=60)


def test_a_cook_may_not_answer_later_than_preparation_must_start() -> None:
    trip = journey()
    trip.now = START - HOUR - timedelta(minutes=10)
    trip.settle_down()
    assert trip.purchase.order.deadline == START - HOUR
    assert trip.purchase.order.due_at == START - HOUR - timedelta(minutes=5)


def test_money_held_after_preparation_had_to_start_goes_back_at_once() -> None:
    trip = journey()
    trip.now = START - HOUR + timedelta(minutes=5)
    trip.settle_down()
    trip.elapse()
    assert trip.state == "rejected"


def test_nothing_happens_before_it_is_due() -> None:
    trip = arrived("authorised")
    trip.now = NOW + timedelta(minutes=15) - timedelta(microseconds=1)
    assert trip.elapse() is None


def test_a_reminder_is_told_once_and_changes_no_state() -> None:
    trip = arrived("authorised")
    change = trip.wait_until_due()
    assert change is not None
    assert [type(event) for event in change.events] == [OrderReminder]
    assert change.steps == ()
    assert trip.purchase.order.reminded
    assert trip.elapse() is None
    assert trip.purchase.order.due_at == trip.purchase.order.deadline


def test_a_deadline_that_passed_unseen_needs_no_reminder() -> None:
    trip = arrived("authorised")
    trip.now = NOW + timedelta(hours=1)
    trip.elapse()
    assert trip.state == "rejected"
    assert "order.reminder" not in trip.told


def test_a_reminder_never_comes_after_the_deadline() -> None:
    odd = Terms(overdue_reminder=timedelta(days=3), overdue_limit=timedelta(days=1))
    order = arrived("accepted", odd).purchase.order
    assert order.due_at == order.deadline


def test_an_ended_order_has_no_time_to_run_out() -> None:
    trip = arrived("authorised")
    trip.move(T.CANCEL, R.CUSTOMER)
    trip.now += timedelta(days=999)
    assert trip.purchase.order.deadline is None
    assert trip.elapse() is None


def test_only_the_system_lets_time_run_out() -> None:
    late = NOW + timedelta(days=9)
    with pytest.raises(WrongActor):
        elapse(standing(S.ACCEPTED), ACTORS[R.COOK], late, NEW_ID)


def test_a_cook_starts_only_when_the_payment_is_confirmed() -> None:
    trip = arrived("authorised")
    trip.move(*ACCEPT)
    with pytest.raises(PaymentNotConfirmed):
        trip.move(T.START, R.COOK)
    trip.settle_down()
    trip.move(T.START, R.COOK)
    assert trip.state == "preparing"


@pytest.mark.parametrize("code", ["", "000000", CODE[:-1], CODE + "0", "٠٤٢١٣٧"])
@pytest.mark.parametrize("role", [R.COOK, R.COURIER])
def test_a_meal_is_not_handed_over_without_the_customers_code(role: Role, code: str) -> None:
    with pytest.raises(WrongDeliveryCode):
        hand_over(standing(S.READY), code, ACTORS[role], NOW, NEW_ID)


def test_there_is_no_way_around_the_code() -> None:
    with pytest.raises(WrongDeliveryCode):
        move(standing(S.READY), T.HAND_OVER, ACTORS[R.COOK], NOW, NEW_ID)


def test_the_code_may_be_told_with_space_around_it() -> None:
    change = hand_over(standing(S.READY), f" {CODE}\n", ACTORS[R.COURIER], NOW, NEW_ID)
    assert change.purchase.order.state is S.DELIVERED


def test_a_wrong_actor_is_not_told_whether_the_code_is_right() -> None:
    with pytest.raises(WrongActor):
        hand_over(standing(S.READY), "wrong", ACTORS[R.CUSTOMER], NOW, NEW_ID)


@pytest.mark.parametrize("award", [-1, 90_002])
def test_an_award_is_between_nothing_and_what_was_paid(award: int) -> None:
    with pytest.raises(RefundTooLarge) as refused:
        move(
            standing(S.DISPUTED),
            T.RESOLVE_FOR_COOK,
            ACTORS[R.STAFF],
            NOW,
            NEW_ID,
            award=rub(award),
        )
    assert refused.value.most == 90_001


def test_the_code_is_never_shown() -> None:
    assert CODE not in repr(CAPTURED.order)


def test_an_outcome_without_an_unfinished_operation_changes_nothing() -> None:
    assert CAPTURED.operation is None
    late = Authorised("ref", NOW)
    assert apply_outcome(CAPTURED, late, NOW, NEW_ID) is None


def test_what_a_decision_left_alone_is_the_same_object() -> None:
    trip = arrived("accepted")
    before = trip.purchase
    change = trip.move(T.START, R.COOK)
    assert change.before is before
    assert change.purchase.payment is before.payment
    assert change.performed is None
    assert change.requested is None


def test_what_was_performed_carries_its_next_version() -> None:
    trip = journey()
    asked = trip.purchase.operation
    trip.settle_down()
    performed = trip.changes[-1].performed
    assert asked is not None
    assert performed is not None
    assert performed.version == asked.version + 1
    assert performed == evolve(performed, id=asked.id)
    assert trip.purchase.payment.version == 2
    assert trip.purchase.order.cook_id == COOK_ID
