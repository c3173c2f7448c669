"""How a payment moves towards what is wanted of it, whatever the provider answers, and when."""

from datetime import datetime, timedelta
from typing import assert_never

from attrs import evolve, frozen

from foodmarket.domain.kernel.money import Money
from foodmarket.domain.payments.model import (
    Operation,
    OperationId,
    OperationKind,
    OperationState,
    Payment,
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
from foodmarket.domain.payments.requests import PaymentRequest, Receipt

LEASE = timedelta(seconds=30)  # by default; whoever stored an operation has this long to perform it
LONGEST_WAIT = timedelta(minutes=10)
PARK_AFTER = 5  # refused refunds in a row
FEE_FIRST = timedelta(minutes=1)  # after the capture; providers book their fee a moment later
FEE_WAIT = timedelta(hours=6)
FEE_PATIENCE = timedelta(days=7)
UNAVAILABLE = "unavailable"  # a look-up got no answer
NOT_KNOWN = "not_known_to_provider"
REFUND_NOT_SEEN = "refund_not_seen"


@frozen
class Settled:
    """A payment and its operation after an outcome; ``change`` says what became of the money."""

    payment: Payment
    operation: Operation
    change: Outcome | None


def next_operation(
    payment: Payment, new_id: OperationId, now: datetime, lease: timedelta = LEASE
) -> Operation | None:
    """Return what to ask the provider next, or None where all is as wanted.

    The caller makes sure that no operation of the payment is unfinished, and has ``lease`` to
    perform the new one.
    """
    kind: OperationKind | None = None
    amount = payment.amount
    surplus = payment.captured - payment.refunded - payment.keep
    if payment.parked:
        return None
    waits = payment.state in {PaymentState.ACTION_REQUIRED, PaymentState.AUTHORISED}
    if waits and not payment.keep:
        kind = OperationKind.CANCEL
    elif payment.state is PaymentState.AUTHORISED and payment.capture_wanted:
        kind = OperationKind.CAPTURE
    elif payment.state is PaymentState.CAPTURED and surplus.amount > 0:
        kind, amount = OperationKind.REFUND, surplus
    elif payment.state is PaymentState.CAPTURED and payment.fee is None:
        return _fee_operation(payment, new_id, now, lease)
    if kind is None:
        return None
    return Operation(
        id=new_id,
        payment_id=payment.id,
        order_id=payment.order_id,
        kind=kind,
        amount=amount,
        requested_at=now,
        due_at=now + lease + _wait(payment.failures),
    )


def _fee_operation(
    payment: Payment, new_id: OperationId, now: datetime, lease: timedelta
) -> Operation:
    return Operation(
        id=new_id,
        payment_id=payment.id,
        order_id=payment.order_id,
        kind=OperationKind.FEE,
        amount=payment.captured,
        requested_at=now,
        due_at=now + lease + FEE_FIRST,
    )


def first_operation(
    payment: Payment, new_id: OperationId, now: datetime, lease: timedelta = LEASE
) -> Operation:
    """Return the request to hold the payment's amount; the caller has ``lease`` to perform it."""
    return Operation(
        id=new_id,
        payment_id=payment.id,
        order_id=payment.order_id,
        kind=OperationKind.HOLD,
        amount=payment.amount,
        requested_at=now,
        due_at=now + lease,
    )


def request(
    payment: Payment,
    operation: Operation,
    return_url: str | None,
    receipt: Receipt | None = None,
) -> PaymentRequest:
    """Return what the provider is told to perform the operation."""
    return PaymentRequest(
        key=operation.id,
        payment_id=payment.id,
        order_id=payment.order_id,
        amount=operation.amount,
        token=payment.token,
        reference=payment.reference,
        return_url=return_url,
        requested_at=operation.requested_at,
        receipt=receipt,
    )


def settle(payment: Payment, operation: Operation, outcome: Outcome, now: datetime) -> Settled:
    """Apply what a call, a webhook or a look-up learned. The first to arrive wins.

    An outcome for a finished operation changes nothing. An outcome that does not belong to the
    operation's kind (a capture seen while asking to cancel) is taken at its word: the money is
    where the provider says it is.
    """
    if operation.state.final:
        return Settled(payment, operation, None)
    if operation.kind is OperationKind.FEE:
        return _fee_settled(payment, operation, outcome, now)
    doubt = _doubt(payment, outcome)
    if doubt is not None:
        return Settled(payment, _again(operation, now, doubt), None)
    match outcome:
        case ActionRequired(reference, url):
            waiting = evolve(
                payment, state=PaymentState.ACTION_REQUIRED, reference=reference, action_url=url
            )
            changed = outcome if payment.state is not PaymentState.ACTION_REQUIRED else None
            return Settled(waiting, _again(operation, now, "action_required"), changed)
        case Authorised(reference, hold_until):
            held = evolve(
                payment,
                state=PaymentState.AUTHORISED,
                reference=reference,
                hold_until=hold_until,
                action_url=None,
            )
            return Settled(held, _done(operation), outcome)
        case Declined():
            declined = evolve(payment, state=PaymentState.DECLINED, action_url=None)
            return Settled(declined, _failed(operation, outcome.reason), outcome)
        case Captured(reference, amount, fee):
            taken = evolve(
                payment,
                state=PaymentState.CAPTURED,
                reference=reference,
                captured=amount,
                keep=min(payment.keep, amount),
                fee=fee,
                action_url=None,
            )
            return Settled(taken, _done(operation), outcome)
        case HoldCancelled():
            gone = evolve(payment, state=PaymentState.CANCELLED, action_url=None)
            return Settled(gone, _done(operation), outcome)
        case Refunded(amount):
            back = evolve(payment, refunded=payment.refunded + amount, failures=0)
            return Settled(back, _done(operation), outcome)
        case Refused(reason):
            return _refused(payment, operation, outcome, reason)
        case FeeReported() | Unknown():
            reason = outcome.reason if isinstance(outcome, Unknown) else "unexpected_fee"
            return Settled(payment, _again(operation, now, reason), None)
        case _ as never:
            assert_never(never)


def _fee_settled(
    payment: Payment, operation: Operation, outcome: Outcome, now: datetime
) -> Settled:
    """Settle a look for the fee: nothing else is learned by it, and it ends without one, too."""
    zero = Money.zero(payment.captured.currency)
    match outcome:
        case FeeReported(fee) if fee.currency == zero.currency and zero <= fee <= payment.captured:
            return Settled(evolve(payment, fee=fee), _done(operation), outcome)
        case _ if now - operation.requested_at > FEE_PATIENCE:
            return Settled(payment, _failed(operation, "fee_not_reported"), None)
        case _:
            later = _again(operation, now, "fee_not_known")
            due_at = now + min(FEE_FIRST * 2 ** min(later.attempts, 12), FEE_WAIT)
            return Settled(payment, evolve(later, due_at=due_at), None)


def _doubt(payment: Payment, outcome: Outcome) -> str | None:
    """Name why an outcome can't be what became of the money; None for a believable one.

    What was captured is never taken for a mere hold again, and amounts that make no sense are
    left to the next look rather than booked.
    """
    taken = payment.state is PaymentState.CAPTURED
    zero = Money.zero(payment.amount.currency)
    match outcome:
        case Captured(amount=amount) | Refunded(amount=amount) if (
            amount.currency != zero.currency or amount <= zero
        ):
            return "unreadable_amount"
        case Refunded(amount):
            believable = taken and amount <= payment.captured - payment.refunded
            return None if believable else "unexpected_refund"
        case Refused() | FeeReported() | Unknown():
            return None
        case _ if taken:
            return "still_captured"
        case ActionRequired() | Authorised() if payment.state is PaymentState.AUTHORISED:
            return "still_authorised"
        case _:
            return None


def seen(payment: Payment, operation: Operation, view: ProviderView) -> Outcome:
    """Read the outcome of an unfinished operation out of what the provider shows now."""
    refund = view.refunds.get(operation.id)
    if operation.kind is OperationKind.REFUND:
        return Refunded(refund) if refund is not None else Unknown(REFUND_NOT_SEEN)
    if operation.kind is OperationKind.FEE:
        return FeeReported(view.fee) if view.fee is not None else Unknown("fee_not_known")
    match view.state:
        case PaymentState.PENDING:
            return Unknown("pending")
        case PaymentState.ACTION_REQUIRED:
            return ActionRequired(view.reference, view.action_url or "")
        case PaymentState.AUTHORISED if view.hold_until is not None:
            return Authorised(view.reference, view.hold_until)
        case PaymentState.CAPTURED:
            return Captured(view.reference, view.captured, view.fee)
        case PaymentState.CANCELLED:
            return HoldCancelled(view.reference)
        case PaymentState.DECLINED:
            return Declined(view.reason or "declined")
        case _:
            return Unknown(f"unreadable_{view.state}")


def repeats(operation: Operation, outcome: Outcome) -> bool:
    """Tell whether what was seen leaves the operation to be asked again, under the same key."""
    if operation.kind is OperationKind.FEE:
        return False
    before = isinstance(outcome, Authorised | ActionRequired)
    return isinstance(outcome, Unknown) or (before and operation.kind is not OperationKind.HOLD)


def safe_to_repeat(
    operation: Operation, outcome: Outcome, key_lasts: timedelta | None, now: datetime
) -> bool:
    """Tell whether asking again can't act twice, given what was seen (see `repeats`).

    While the provider knows the key, always. Later only where it showed that nothing was done.
    """
    if key_lasts is None or now - operation.requested_at < key_lasts:
        return True
    return not isinstance(outcome, Unknown) or outcome.reason in {NOT_KNOWN, REFUND_NOT_SEEN}


def given_up(payment: Payment, operation: Operation) -> Operation | None:
    """Finish an operation that must not keep the next one waiting; None where it has to go on.

    That is a request to hold money that waits for the customer when nothing is wanted any more,
    and a look for the fee when money is to go back: the fee is asked after again.
    """
    waits = payment.state is PaymentState.ACTION_REQUIRED and operation.kind is OperationKind.HOLD
    idle = (
        operation.kind is OperationKind.FEE and payment.captured - payment.refunded > payment.keep
    )
    ends = (waits and not payment.keep) or (idle and not payment.parked)
    return evolve(operation, state=OperationState.FAILED, reason="given_up") if ends else None


def _refused(payment: Payment, operation: Operation, outcome: Refused, reason: str) -> Settled:
    # A refused capture is not asked again: the hold is given up, and that has no time to lose.
    failures = payment.failures + (operation.kind is not OperationKind.CAPTURE)
    kept = evolve(payment, failures=failures, parked=failures >= PARK_AFTER)
    if operation.kind is OperationKind.HOLD:
        kept = evolve(payment, state=PaymentState.DECLINED)
    return Settled(kept, _failed(operation, reason), outcome)


def _done(operation: Operation) -> Operation:
    return evolve(
        operation, state=OperationState.SUCCEEDED, attempts=operation.attempts + 1, reason=None
    )


def _failed(operation: Operation, reason: str) -> Operation:
    return evolve(
        operation, state=OperationState.FAILED, attempts=operation.attempts + 1, reason=reason
    )


def _again(operation: Operation, now: datetime, reason: str) -> Operation:
    attempts = operation.attempts + 1
    return evolve(
        operation,
        state=OperationState.UNKNOWN,
        attempts=attempts,
        due_at=now + _wait(attempts),
        reason=reason,
    )


def _wait(failures: int) -> timedelta:
    if failures == 0:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures, 12)), LONGEST_WAIT)
