"""What a provider tells of by itself: disputes, movements and notifications."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from foodmarket.domain.kernel.money import Money
from foodmarket.domain.payments.model import PaymentId


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


BRING_IN = frozenset({MovementKind.CAPTURE, MovementKind.PAYOUT_REVERSAL})


@frozen(kw_only=True)
class Movement:
    """One line of the provider's own account of a period; amount and fee are never negative.

    ``incoming`` tells of a movement of kind ``OTHER`` that it brought money in.
    """

    reference: str
    kind: MovementKind
    payment_id: PaymentId | None
    amount: Money
    fee: Money | None
    at: datetime
    incoming: bool = False

    @property
    def effect(self) -> Money:
        """Return the amount as it changed what the provider holds for us, before the fee."""
        return self.amount if self.incoming or self.kind in BRING_IN else -self.amount


@frozen(kw_only=True)
class WebhookNotice:
    """What a notification is about. ``key`` is the same for each repetition of one notification.

    ``payment_id`` is None where it is about none of our payments: known, and of no interest.
    """

    key: str
    event: str
    payment_id: PaymentId | None
