"""A payment as facts that every provider shares, and what a provider can answer.

A `Payment` is driven towards what the marketplace wants of it (``keep``, ``capture_wanted``) by
one `Operation` at a time. The operation is stored before the provider is called, and its id is
the provider's idempotency key, so a repeated call can't act twice.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import field, frozen

from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Money


class PaymentId(Id):
    """Identifies a payment."""

    __slots__ = ()
    prefix = "pay"


class OperationId(Id):
    """Identifies an operation; it is the idempotency key of the provider call."""

    __slots__ = ()
    prefix = "opn"


class PaymentMethodId(Id):
    """Identifies a saved payment method."""

    __slots__ = ()
    prefix = "pmt"


@frozen(kw_only=True)
class PaymentMethod:
    """A way to pay that a customer saved. ``token`` is the provider's; never a card number."""

    id: PaymentMethodId
    customer_id: AccountId
    provider: str
    token: str = field(repr=False)
    label: str


class PaymentState(StrEnum):
    """Where the money is, as far as we know."""

    PENDING = "pending"
    ACTION_REQUIRED = "action_required"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    CANCELLED = "cancelled"
    DECLINED = "declined"

    @property
    def final(self) -> bool:
        """Tell whether no money can come of this payment any more."""
        return self in {PaymentState.CANCELLED, PaymentState.DECLINED}


@frozen(kw_only=True)
class Payment:
    """What is known of the payment of one order. All amounts share the currency of ``amount``.

    ``keep`` is how much of it the marketplace wants to have in the end; lowering it gives money
    back, by cancelling the hold or by a refund. ``fee`` is None until the provider reports it.
    ``failures`` counts refused refunds in a row; a payment with too many is ``parked`` for staff.
    """

    id: PaymentId
    order_id: Id
    customer_id: AccountId
    provider: str
    token: str = field(repr=False)
    amount: Money
    keep: Money
    captured: Money
    refunded: Money
    state: PaymentState = PaymentState.PENDING
    capture_wanted: bool = False
    reference: str | None = None
    action_url: str | None = None
    hold_until: datetime | None = None
    fee: Money | None = None
    failures: int = 0
    parked: bool = False
    version: int = 1


class OperationKind(StrEnum):
    """What is asked of the provider."""

    HOLD = "hold"
    CAPTURE = "capture"
    CANCEL = "cancel"
    REFUND = "refund"
    FEE = "fee"  # not asked for, only looked up: what the provider keeps of a capture


class OperationState(StrEnum):
    """``REQUESTED`` is stored and not called yet; ``UNKNOWN`` was called without a final answer."""

    REQUESTED = "requested"
    UNKNOWN = "unknown"
    SUCCEEDED = "succeeded"
    FAILED = "failed"

    @property
    def final(self) -> bool:
        """Tell whether nothing more can come of it."""
        return self in {OperationState.SUCCEEDED, OperationState.FAILED}


@frozen(kw_only=True)
class Operation:
    """One request to a provider. ``due_at`` (UTC) is when the resumer takes it over."""

    id: OperationId
    payment_id: PaymentId
    order_id: Id
    kind: OperationKind
    amount: Money
    requested_at: datetime
    due_at: datetime
    state: OperationState = OperationState.REQUESTED
    attempts: int = 0
    reason: str | None = None
    version: int = 1


@frozen(kw_only=True)
class PayoutLimits:
    """The most that a rail pays out to one cook: at once, per day (times), and per month."""

    each: Money
    times_a_day: int
    each_month: Money


@frozen(kw_only=True)
class Capabilities:
    """What a rail can do, declared by its adapter; terms that do not fit are refused early.

    ``longest_hold`` is how long an uncaptured hold lasts at least; ``longest_escrow`` is how long
    captured money may wait to be paid out (None: as long as we like). ``tranches`` tells whether a
    cook can be paid for one order in several parts. ``key_lasts`` is how long a repeated key is
    recognised (None: always); after that, look up before repeating.
    """

    separate_capture: bool
    longest_hold: timedelta
    partial_capture: bool = False
    longest_escrow: timedelta | None = None
    currencies: frozenset[str] | None = None  # None: every currency
    smallest_payment: Money | None = None
    largest_payment: Money | None = None
    tranches: bool = True
    refund_after_payout: bool = True
    payouts: bool = False
    payout_reversal: bool = False
    payout_limits: PayoutLimits | None = None
    disputes: bool = False
    provider_escrow: bool = False
    key_lasts: timedelta | None = None


@frozen(kw_only=True)
class ReceiptItem:
    """One line of a fiscal receipt; ``amount`` is the price of one."""

    description: str
    quantity: int
    amount: Money


@frozen(kw_only=True)
class Receipt:
    """What a fiscal receipt needs (54-FZ); the items add up to what the customer pays."""

    phone: str = field(repr=False)
    items: tuple[ReceiptItem, ...]


@frozen(kw_only=True)
class PaymentChoice:
    """What a customer pays with who saved no method: the provider's own page."""

    customer_id: AccountId
    provider: str
    token: str = field(default="", repr=False)


@frozen(kw_only=True)
class PaymentRequest:
    """Everything a provider needs to know to act on a payment; ``key`` makes it repeatable.

    ``token`` is a saved method's, or empty where the customer chooses on the provider's page.
    ``requested_at`` (UTC) is when the key was first meant to be used.
    """

    key: OperationId
    payment_id: PaymentId
    order_id: Id
    amount: Money
    token: str = field(repr=False)
    reference: str | None
    return_url: str | None = None
    requested_at: datetime | None = None
    receipt: Receipt | None = None


@frozen(kw_only=True)
class PayoutRequest:
    """What a provider needs to pay a cook; ``destination`` is the provider's token or account.

    ``requested_at`` (UTC) is when the key was first meant to be used.
    """

    key: OperationId
    order_id: Id | None
    amount: Money
    destination: str = field(repr=False)
    description: str = ""
    source: str | None = None  # the provider's reference of the payment that it comes from
    requested_at: datetime | None = None


@frozen
class PaidOut:
    """The payout is final."""

    reference: str


@frozen
class PayoutPending:
    """The payout was taken on and is on its way: look again later."""

    reference: str


@frozen
class PayoutRefused:
    """The payout will not happen; another one needs a new key."""

    reason: str


@frozen
class PayoutReversed:
    """A payout, or a part of it, came back."""

    reference: str
    amount: Money


class DisputeState(StrEnum):
    """Where a provider's dispute stands."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


@frozen(kw_only=True)
class ProviderDispute:
    """A payment that the customer's bank wants back; the amount is withdrawn while it is open."""

    reference: str
    payment_reference: str
    payment_id: PaymentId | None
    amount: Money
    state: DisputeState
    reason: str
    evidence_due: datetime | None


class MovementKind(StrEnum):
    """Why money moved on our account with the provider."""

    CAPTURE = "capture"
    REFUND = "refund"
    PAYOUT = "payout"
    PAYOUT_REVERSAL = "payout_reversal"
    DISPUTE = "dispute"
    OTHER = "other"


@frozen(kw_only=True)
class Movement:
    """One line of the provider's own account of a period; amount and fee are never negative."""

    reference: str
    kind: MovementKind
    payment_id: PaymentId | None
    amount: Money
    fee: Money | None
    at: datetime


@frozen(kw_only=True)
class WebhookNotice:
    """What a notification is about. ``key`` is the same for each repetition of one notification.

    ``payment_id`` is None where it is about none of our payments: known, and of no interest.
    """

    key: str
    event: str
    payment_id: PaymentId | None


@frozen
class Authorised:
    """The amount is held until ``hold_until`` (UTC), and can be captured or cancelled."""

    reference: str
    hold_until: datetime


@frozen
class ActionRequired:
    """The customer has to do something at ``url`` (a second step at the bank) first."""

    reference: str
    url: str


@frozen
class Declined:
    """The bank said no; ``reason`` is the provider's code. No money was held."""

    reason: str


@frozen
class Captured:
    """The amount was taken. ``fee`` is the provider's real fee where it is known already."""

    reference: str
    amount: Money
    fee: Money | None = None


@frozen
class HoldCancelled:
    """The hold was given up, or lapsed. No money was taken."""

    reference: str


@frozen
class Refunded:
    """The amount went back to the customer."""

    amount: Money


@frozen
class Refused:
    """The provider refused a capture, a cancellation or a refund for good."""

    reason: str


@frozen
class FeeReported:
    """The provider shows what it kept of the capture."""

    fee: Money


@frozen
class Unknown:
    """Nobody knows yet: no answer, an error of theirs, or still in progress."""

    reason: str


PayoutOutcome = PaidOut | PayoutPending | PayoutRefused | Unknown
ReversalOutcome = PayoutReversed | Refused | Unknown
Outcome = (
    Authorised
    | ActionRequired
    | Declined
    | Captured
    | HoldCancelled
    | Refunded
    | Refused
    | FeeReported
    | Unknown
)


@frozen(kw_only=True)
class ProviderView:
    """What the provider shows for a payment when looked up. ``refunds`` maps keys to amounts."""

    state: PaymentState
    reference: str
    captured: Money
    fee: Money | None = None
    hold_until: datetime | None = None
    action_url: str | None = None
    reason: str | None = None
    refunds: dict[str, Money] = field(factory=dict)
