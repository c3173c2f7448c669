"""A payment provider, in words that all of them share."""

from collections.abc import Mapping
from typing import Protocol

from foodmarket.domain.payments.model import (
    Capabilities,
    Outcome,
    Payment,
    PaymentId,
    PaymentRequest,
    ProviderView,
)


class PaymentProvider(Protocol):
    """Acts on payments. No method raises for an answer that did not come: that is `Unknown`.

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

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> PaymentId | None:
        """Return the payment that a notification is about; None where it is about none of ours.

        Refuses with `ForgedWebhook`. The notification's content is never believed: look up.
        """
        ...
