"""The order process as data: which state moves where, by whom, with what effect, and by when.

Read `TRANSITIONS` as a table: from a state, a trigger pulled by one of the actors leads to another
state and asks for effects. `DEADLINES` says when a state's time runs out, which trigger that
pulls, and when people are reminded before.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from attrs import frozen

from foodmarket.domain.accounts.model import Role
from foodmarket.domain.escrow.model import Liable
from foodmarket.domain.orders.model import ComplaintReason, Order, OrderState, RejectionReason

S = OrderState


class Trigger(StrEnum):
    """What moves an order on."""

    PAYMENT_HELD = "payment_held"
    PAYMENT_DECLINED = "payment_declined"
    PAYMENT_TIMED_OUT = "payment_timed_out"
    ACCEPT = "accept"
    REJECT = "reject"
    ACCEPTANCE_TIMED_OUT = "acceptance_timed_out"
    CAPTURE_FAILED = "capture_failed"
    CANCEL = "cancel"
    START = "start"
    FINISH = "finish"
    HAND_OVER = "hand_over"
    HAND_OVER_OVERDUE = "hand_over_overdue"
    CONFIRM = "confirm"
    CONFIRMATION_TIMED_OUT = "confirmation_timed_out"
    COMPLAIN = "complain"
    DISPUTE_WINDOW_CLOSED = "dispute_window_closed"
    RESOLVE_FOR_COOK = "resolve_for_cook"
    RESOLVE_FOR_CUSTOMER = "resolve_for_customer"
    DISPUTE_TIMED_OUT = "dispute_timed_out"
    AGREE = "agree"
    AGREE_ON_ALL = "agree_on_all"
    PAYMENT_DISPUTED = "payment_disputed"
    CHARGEBACK_CLOSED = "chargeback_closed"
    ALL_CHARGED_BACK = "all_charged_back"


class Effect(StrEnum):
    """What a transition asks for; the payment's rail decides how money goes back."""

    CAPTURE = "capture"
    FREE_PORTIONS = "free_portions"
    GIVE_ALL_BACK = "give_all_back"
    GIVE_BACK_BY_TERMS = "give_back_by_terms"
    GIVE_BACK_AWARD = "give_back_award"
    RELEASE = "release"
    SETTLE_RETENTION = "settle_retention"
    OPEN_COMPLAINT = "open_complaint"
    CLOSE_COMPLAINT = "close_complaint"


@frozen
class Transition:
    """One row of the process; ``liable`` answers for what goes back.

    ``reasons`` are the codes that the actor has to choose from, where there are any.
    """

    before: OrderState
    trigger: Trigger
    after: OrderState
    actors: frozenset[Role]
    effects: tuple[Effect, ...] = ()
    liable: Liable = Liable.PLATFORM
    reasons: tuple[str, ...] = ()


@frozen
class Deadline:
    """When a state's time runs out, what that pulls, and when to remind (None: never)."""

    trigger: Trigger
    at: Callable[[Order, datetime], datetime]
    reminder: Callable[[Order, datetime], datetime] | None = None


SYSTEM = frozenset({Role.SYSTEM})
CUSTOMER = frozenset({Role.CUSTOMER})
COOK = frozenset({Role.COOK})
STAFF = frozenset({Role.STAFF})
CARRIER = frozenset({Role.COOK, Role.COURIER})
REJECTION = tuple(RejectionReason)
COMPLAINT = tuple(ComplaintReason)
UNDO = (Effect.FREE_PORTIONS, Effect.GIVE_ALL_BACK)
CLOSE = (Effect.RELEASE, Effect.SETTLE_RETENTION)
COMPLAIN, RESOLVE = (Effect.OPEN_COMPLAINT,), (Effect.CLOSE_COMPLAINT,)
ALL_BACK = (Effect.GIVE_ALL_BACK, Effect.SETTLE_RETENTION)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(S.PLACED, Trigger.PAYMENT_HELD, S.AUTHORISED, SYSTEM),
    Transition(S.PLACED, Trigger.PAYMENT_DECLINED, S.DECLINED, SYSTEM, UNDO),
    Transition(S.PLACED, Trigger.PAYMENT_TIMED_OUT, S.EXPIRED, SYSTEM, UNDO),
    Transition(S.PLACED, Trigger.CANCEL, S.CANCELLED, CUSTOMER, UNDO),
    Transition(S.AUTHORISED, Trigger.ACCEPT, S.ACCEPTED, COOK, (Effect.CAPTURE,)),
    Transition(S.AUTHORISED, Trigger.REJECT, S.REJECTED, COOK, UNDO, reasons=REJECTION),
    Transition(S.AUTHORISED, Trigger.ACCEPTANCE_TIMED_OUT, S.REJECTED, SYSTEM, UNDO),
    Transition(S.AUTHORISED, Trigger.CANCEL, S.CANCELLED, CUSTOMER, UNDO),
    Transition(S.ACCEPTED, Trigger.CAPTURE_FAILED, S.CANCELLED, SYSTEM, UNDO),
    Transition(S.ACCEPTED, Trigger.START, S.PREPARING, COOK),
    Transition(S.ACCEPTED, Trigger.CANCEL, S.CANCELLED, CUSTOMER, UNDO),
    Transition(S.ACCEPTED, Trigger.REJECT, S.REFUNDED, COOK, UNDO, Liable.COOK, REJECTION),
    Transition(S.ACCEPTED, Trigger.HAND_OVER_OVERDUE, S.REFUNDED, SYSTEM, UNDO, Liable.COOK),
    Transition(S.PREPARING, Trigger.FINISH, S.READY, COOK),
    Transition(
        S.PREPARING,
        Trigger.CANCEL,
        S.CANCELLED,
        CUSTOMER,
        (Effect.GIVE_BACK_BY_TERMS, *CLOSE),
        Liable.CUSTOMER,
    ),
    Transition(S.PREPARING, Trigger.REJECT, S.REFUNDED, COOK, UNDO, Liable.COOK, REJECTION),
    Transition(S.PREPARING, Trigger.HAND_OVER_OVERDUE, S.REFUNDED, SYSTEM, UNDO, Liable.COOK),
    Transition(S.READY, Trigger.HAND_OVER, S.DELIVERED, CARRIER),
    Transition(
        S.READY,
        Trigger.CANCEL,
        S.CANCELLED,
        CUSTOMER,
        (Effect.GIVE_BACK_BY_TERMS, *CLOSE),
        Liable.CUSTOMER,
    ),
    Transition(S.READY, Trigger.REJECT, S.REFUNDED, COOK, UNDO, Liable.COOK, REJECTION),
    Transition(S.READY, Trigger.HAND_OVER_OVERDUE, S.REFUNDED, SYSTEM, UNDO, Liable.COOK),
    Transition(S.DELIVERED, Trigger.CONFIRM, S.COMPLETED, CUSTOMER, (Effect.RELEASE,)),
    Transition(S.DELIVERED, Trigger.CONFIRMATION_TIMED_OUT, S.COMPLETED, SYSTEM, (Effect.RELEASE,)),
    Transition(S.DELIVERED, Trigger.COMPLAIN, S.DISPUTED, CUSTOMER, COMPLAIN, reasons=COMPLAINT),
    Transition(S.DELIVERED, Trigger.PAYMENT_DISPUTED, S.DISPUTED, SYSTEM),
    Transition(S.COMPLETED, Trigger.COMPLAIN, S.DISPUTED, CUSTOMER, COMPLAIN, reasons=COMPLAINT),
    Transition(S.COMPLETED, Trigger.PAYMENT_DISPUTED, S.DISPUTED, SYSTEM),
    Transition(
        S.COMPLETED,
        Trigger.DISPUTE_WINDOW_CLOSED,
        S.SETTLED,
        SYSTEM,
        (Effect.SETTLE_RETENTION,),
    ),
    Transition(
        S.DISPUTED,
        Trigger.RESOLVE_FOR_COOK,
        S.SETTLED,
        STAFF,
        (Effect.GIVE_BACK_AWARD, *CLOSE, *RESOLVE),
        Liable.COOK,
    ),
    Transition(
        S.DISPUTED,
        Trigger.RESOLVE_FOR_CUSTOMER,
        S.REFUNDED,
        STAFF,
        (*ALL_BACK, *RESOLVE),
        Liable.COOK,
    ),
    Transition(
        S.DISPUTED,
        Trigger.DISPUTE_TIMED_OUT,
        S.REFUNDED,
        SYSTEM,
        (*ALL_BACK, *RESOLVE),
        Liable.COOK,
    ),
    Transition(
        S.DISPUTED,
        Trigger.AGREE,
        S.SETTLED,
        SYSTEM,
        (Effect.GIVE_BACK_AWARD, *CLOSE, *RESOLVE),
        Liable.COOK,
    ),
    Transition(
        S.DISPUTED,
        Trigger.AGREE_ON_ALL,
        S.REFUNDED,
        SYSTEM,
        (*ALL_BACK, *RESOLVE),
        Liable.COOK,
    ),
    Transition(S.DISPUTED, Trigger.CHARGEBACK_CLOSED, S.SETTLED, SYSTEM, (*CLOSE, *RESOLVE)),
    Transition(S.DISPUTED, Trigger.ALL_CHARGED_BACK, S.REFUNDED, SYSTEM, (*CLOSE, *RESOLVE)),
)
BY_STATE: dict[OrderState, dict[Trigger, Transition]] = {
    state: {row.trigger: row for row in TRANSITIONS if row.before is state} for state in S
}
ENDS = frozenset(state for state, rows in BY_STATE.items() if not rows)


def _acceptance(order: Order, now: datetime) -> datetime:
    return min(now + order.terms.acceptance_time, order.preparation_must_start)


def _half_acceptance(order: Order, now: datetime) -> datetime:
    return now + (_acceptance(order, now) - now) / 2


def _overdue(order: Order, _now: datetime) -> datetime:
    return order.window.end + order.terms.overdue_limit


def _overdue_reminder(order: Order, _now: datetime) -> datetime:
    return order.window.end + order.terms.overdue_reminder


_OVERDUE = Deadline(Trigger.HAND_OVER_OVERDUE, _overdue, _overdue_reminder)

DEADLINES: dict[OrderState, Deadline] = {
    S.PLACED: Deadline(Trigger.PAYMENT_TIMED_OUT, lambda o, now: now + o.terms.payment_time),
    S.AUTHORISED: Deadline(Trigger.ACCEPTANCE_TIMED_OUT, _acceptance, _half_acceptance),
    S.ACCEPTED: _OVERDUE,
    S.PREPARING: _OVERDUE,
    S.READY: _OVERDUE,
    S.DELIVERED: Deadline(
        Trigger.CONFIRMATION_TIMED_OUT, lambda o, now: now + o.terms.confirmation_time
    ),
    S.COMPLETED: Deadline(
        Trigger.DISPUTE_WINDOW_CLOSED, lambda o, now: now + o.terms.dispute_window
    ),
    S.DISPUTED: Deadline(Trigger.DISPUTE_TIMED_OUT, lambda o, now: now + o.terms.dispute_limit),
}
BEFORE_RELEASE = frozenset(  # captured money is in escrow, and will be released or given back
    {OrderState.ACCEPTED, OrderState.PREPARING, OrderState.READY, OrderState.DELIVERED}
)
