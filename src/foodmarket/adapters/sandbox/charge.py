"""The bank's own view of one payment, and what may become of it. Pure: time is an argument."""

from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from foodmarket.adapters.sandbox.cards import Card, Manner
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.payments.model import OperationKind, PaymentState
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

HOLD_LASTS = timedelta(days=7)
FEE_PER_MILLE = 25  # 2.5 %
FEE_FIXED = 300  # minor units
LAPSED = "hold_lapsed"


@frozen(kw_only=True)
class Charge:
    """What the bank has in its book. ``wakes_at`` is when it changes by itself next (UTC)."""

    payment_id: str
    order_id: str
    token: str = field(repr=False)
    amount: Money
    captured: Money
    refunded: Money
    fee: Money
    state: PaymentState
    hold_until: datetime | None = None
    wakes_at: datetime | None = None
    reason: str | None = None
    return_url: str | None = None
    refusals: int = 0

    @property
    def reference(self) -> str:
        """Return the bank's own name for it."""
        return reference_of(self.payment_id)


def reference_of(payment_id: str) -> str:
    """Return the bank's own name for our payment."""
    return f"sbx_{payment_id.rpartition('_')[2]}"


def fee_of(amount: Money) -> Money:
    """Return 2.5 % of the amount, rounded half up, and 3.00 on top."""
    return Money((amount.amount * FEE_PER_MILLE + 500) // 1000 + FEE_FIXED, amount.currency)


def opened(request: PaymentRequest, card: Card, now: datetime) -> Charge:
    """Return a new charge as the card makes it."""
    nothing = Money.zero(request.amount.currency)
    fresh = Charge(
        payment_id=request.payment_id,
        order_id=request.order_id,
        token=request.token,
        amount=request.amount,
        captured=nothing,
        refunded=nothing,
        fee=nothing,
        state=PaymentState.PENDING,
        return_url=request.return_url,
    )
    if request.amount.amount <= 0:
        return evolve(fresh, state=PaymentState.DECLINED, reason="bad_amount")
    match card.manner:
        case Manner.HOLDS:
            return _held(fresh, now)
        case Manner.DECLINES:
            return evolve(fresh, state=PaymentState.DECLINED, reason=card.reason)
        case Manner.ASKS:
            return evolve(fresh, state=PaymentState.ACTION_REQUIRED, wakes_at=now + card.after)
        case Manner.TAKES:
            return _taken(fresh, request.amount)
        case Manner.WAITS:
            return evolve(fresh, wakes_at=now + card.after)


def elapsed(charge: Charge, now: datetime) -> Charge:
    """Return the charge after everything that time alone has done to it by now."""
    while charge.wakes_at is not None and charge.wakes_at <= now:
        match charge.state:
            case PaymentState.PENDING:
                charge = _held(charge, charge.wakes_at)
            case PaymentState.ACTION_REQUIRED:
                charge = _ended(charge, PaymentState.DECLINED, "second_step_expired")
            case _:
                charge = _ended(charge, PaymentState.CANCELLED, LAPSED)
    return charge


def confirmed(charge: Charge, now: datetime) -> Charge:
    """Return the charge after the customer made the second step; unchanged where none is due."""
    return _held(charge, now) if charge.state is PaymentState.ACTION_REQUIRED else charge


def turned_down(charge: Charge) -> Charge:
    """Return the charge after the customer broke the second step off."""
    if charge.state is not PaymentState.ACTION_REQUIRED:
        return charge
    return _ended(charge, PaymentState.DECLINED, "second_step_failed")


def acted(
    charge: Charge, kind: OperationKind, amount: Money, card: Card, page_url: str
) -> tuple[Charge, Outcome]:
    """Return charge and answer after one request; refusals change no money."""
    if amount.currency != charge.amount.currency:
        return charge, Refused("currency_mismatch")
    match kind:
        case OperationKind.HOLD:
            return charge, standing(charge, page_url)
        case OperationKind.CAPTURE:
            return _capture(charge, amount, card)
        case OperationKind.CANCEL:
            return _cancel(charge)
        case OperationKind.REFUND:
            return _refund(charge, amount, card)
        case OperationKind.FEE:  # looked up, never asked for
            return charge, Refused("nothing_to_do")


def standing(charge: Charge, page_url: str) -> Outcome:
    """Return how the charge stands, as the answer to a hold."""
    match charge.state:
        case PaymentState.AUTHORISED if charge.hold_until is not None:
            return Authorised(charge.reference, charge.hold_until)
        case PaymentState.ACTION_REQUIRED:
            return ActionRequired(charge.reference, f"{page_url}/{charge.payment_id}")
        case PaymentState.CAPTURED:
            return Captured(charge.reference, charge.captured, charge.fee)
        case PaymentState.CANCELLED:
            return HoldCancelled(charge.reference)
        case PaymentState.DECLINED:
            return Declined(charge.reason or "declined")
        case _:
            return Unknown("pending")


def _capture(charge: Charge, amount: Money, card: Card) -> tuple[Charge, Outcome]:
    match charge.state:
        case PaymentState.AUTHORISED if OperationKind.CAPTURE in card.refuses:
            return charge, Refused("capture_failed")
        case PaymentState.AUTHORISED if not 0 < amount.amount <= charge.amount.amount:
            return charge, Refused("bad_amount")
        case PaymentState.AUTHORISED:
            taken = _taken(charge, amount)
            return taken, Captured(taken.reference, taken.captured, taken.fee)
        case PaymentState.CAPTURED:
            return charge, Captured(charge.reference, charge.captured, charge.fee)
        case PaymentState.CANCELLED if charge.reason == LAPSED:
            return charge, HoldCancelled(charge.reference)
        case PaymentState.CANCELLED:
            return charge, Refused("hold_cancelled")
        case _:
            return charge, Refused("not_authorised")


def _cancel(charge: Charge) -> tuple[Charge, Outcome]:
    if charge.state is PaymentState.CAPTURED:
        return charge, Captured(charge.reference, charge.captured, charge.fee)
    if not charge.state.final:
        charge = _ended(charge, PaymentState.CANCELLED, "cancelled")
    return charge, HoldCancelled(charge.reference)


def _refund(charge: Charge, amount: Money, card: Card) -> tuple[Charge, Outcome]:
    if charge.state is not PaymentState.CAPTURED:
        return charge, Refused("not_captured")
    if not 0 < amount.amount <= (charge.captured - charge.refunded).amount:
        return charge, Refused("bad_amount" if amount.amount <= 0 else "exceeds_captured")
    if OperationKind.REFUND in card.refuses_first and charge.refusals == 0:
        return evolve(charge, refusals=1), Refused("refund_failed")
    return evolve(charge, refunded=charge.refunded + amount), Refunded(amount)


def _held(charge: Charge, at: datetime) -> Charge:
    until = at + HOLD_LASTS
    return evolve(charge, state=PaymentState.AUTHORISED, hold_until=until, wakes_at=until)


def _taken(charge: Charge, amount: Money) -> Charge:
    return evolve(
        charge,
        state=PaymentState.CAPTURED,
        captured=amount,
        fee=fee_of(amount),
        wakes_at=None,
    )


def _ended(charge: Charge, state: PaymentState, reason: str) -> Charge:
    return evolve(charge, state=state, reason=reason, wakes_at=None)
