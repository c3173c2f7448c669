"""What a provider tells of by itself: disputes, movements and notifications."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from foodmarket.domain.kernel.money import Money
from foodmarket.domain.payments.model import PaymentId


class ProviderDisputeState(StrEnum):
    """Where a provider's dispute stands."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


@frozen(kw_only=True)
class ProviderDispute:
    """A payment that the customer's bank wants back.

    ``withdrawn`` is what was taken from us and not brought back (nothing of a mere inquiry), and
    ``fee`` what the dispute costs by now.
    """

    reference: str
    payment_reference: str
    payment_id: PaymentId | None
    amount: Money
    withdrawn: Money
    fee: Money
    state: ProviderDisputeState
    reason: str
    evidence_due: datetime | None


class MovementKind(StrEnum):
    """Why money moved on our account with the provider."""

    CAPTURE = "capture"
    REFUND = "refund"
    PAYOUT = "payout"
    PAYOUT_REVERSAL = "payout_reversal"
    DISPUTE = "dispute"
    DISPUTE_REVERSAL = "dispute_reversal"
    OTHER = "other"


BRING_IN = frozenset(
    {MovementKind.CAPTURE, MovementKind.PAYOUT_REVERSAL, MovementKind.DISPUTE_REVERSAL}
)


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
    ``dispute`` is the provider's reference of the dispute that it is about; whose payment that is
    tells the provider when asked.
    """

    key: str
    event: str
    payment_id: PaymentId | None
    dispute: str | None = None
