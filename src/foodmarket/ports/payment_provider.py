"""A payment provider, in words that all of them share."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Protocol

from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.model import Payment
from foodmarket.domain.payments.outcomes import (
    EvidenceOutcome,
    Outcome,
    PayoutOutcome,
    ProviderView,
    ReversalOutcome,
)
from foodmarket.domain.payments.reports import Movement, ProviderDispute, WebhookNotice
from foodmarket.domain.payments.requests import EvidenceRequest, PaymentRequest, PayoutRequest
from foodmarket.ports.onboarding import Onboarding


class PaymentProvider(Protocol):
    """Acts on payments. No method raises for an answer that did not come: that is `Unknown`.

    What a rail can't do (see `capabilities`) is answered with a refusal, never with an error.

    Every request carries a key; a repeated key acts once and answers as the first time.
    """

    @property
    def name(self) -> str:
        """Return the name by which payments, accounts and web addresses know the provider."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """Return what the rail can do."""
        ...

    @property
    def available(self) -> bool:
        """Tell whether the provider seems to answer; False while its circuit is open."""
        ...

    @property
    def onboarding(self) -> Onboarding | None:
        """Return how the provider takes cooks on; None where a cook just names an account."""
        ...

    async def hold(self, request: PaymentRequest) -> Outcome:
        """Ask for the amount: `Authorised`, `ActionRequired`, `Declined`, or `Captured` at once."""
        ...

    async def capture(self, request: PaymentRequest) -> Outcome:
        """Take what is held: `Captured`, `Refused` or `HoldCancelled` where the hold lapsed."""
        ...

    async def cancel(self, request: PaymentRequest) -> Outcome:
        """Give up a hold, or a payment that waits for the customer.

        `HoldCancelled`, or `Captured` where it was captured before.
        """
        ...

    async def refund(self, request: PaymentRequest) -> Outcome:
        """Give back the request's amount: `Refunded` or `Refused`."""
        ...

    async def look_up(self, payment: Payment) -> ProviderView | None:
        """Return what the provider shows for the payment; None where it does not know of it.

        Raises `ProviderUnavailable` where no answer came.
        """
        ...

    def read_webhook(
        self, headers: Mapping[str, str], body: bytes, address: str | None
    ) -> WebhookNotice:
        """Authenticate a notification and tell what it is about; ``address`` is the sender's.

        Refuses with `ForgedWebhook`. The notification's content is never believed: look up.
        """
        ...

    async def pay_out(self, request: PayoutRequest) -> PayoutOutcome:
        """Pay a cook: `PaidOut`, `PayoutPending`, `PayoutRefused` or `Unknown`."""
        ...

    async def look_up_payout(self, request: PayoutRequest, reference: str | None) -> PayoutOutcome:
        """Return how a payout stands; `Unknown` where the provider does not answer or know it."""
        ...

    async def reverse_payout(self, request: PayoutRequest, reference: str) -> ReversalOutcome:
        """Take (a part of) a payout back; ``request.key`` is the reversal's own."""
        ...

    def disputes(self, since: datetime) -> AsyncIterator[ProviderDispute]:
        """Return disputes that were opened or changed since then."""
        ...

    async def look_up_dispute(self, reference: str) -> ProviderDispute | None:
        """Return a dispute as it stands now; None where the provider does not know of it.

        Raises `ProviderUnavailable` where no answer came.
        """
        ...

    async def submit_evidence(self, request: EvidenceRequest) -> EvidenceOutcome:
        """Tell the bank our side of a dispute: `EvidenceTaken`, `Refused` or `Unknown`."""
        ...

    def movements(self, start: datetime, end: datetime) -> AsyncIterator[Movement]:
        """Return what moved on our account from ``start`` up to, not including, ``end``."""
        ...
