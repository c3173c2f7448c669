"""What a provider can answer."""

from datetime import datetime

from attrs import field, frozen

from foodmarket.domain.kernel.money import Money
from foodmarket.domain.payments.model import PaymentState


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


@frozen
class EvidenceTaken:
    """The provider has the evidence, and hands it to the bank."""


EvidenceOutcome = EvidenceTaken | Refused | Unknown

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
