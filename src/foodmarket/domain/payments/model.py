"""A payment as facts that every provider shares, and what a provider can answer.

A `Payment` is driven towards what the marketplace wants of it (``keep``, ``capture_wanted``) by
one `Operation` at a time. The operation is stored before the provider is called, and its id is
the provider's idempotency key, so a repeated call can't act twice.
"""

from datetime import datetime
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
    back, by cancelling the hold or by a refund. ``refunded`` is what has gone back, whether we gave
    it or the customer's bank took it in a dispute that we lost. ``fee`` is None until the provider
    reports it. ``failures`` counts refused refunds in a row; a payment with too many is ``parked``
    for staff.
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
class PaymentChoice:
    """What a customer pays with who saved no method: the provider's own page."""

    customer_id: AccountId
    provider: str
    token: str = field(default="", repr=False)
