"""The sandbox payment provider: the bank, behind a line that can lose requests and answers."""

import sqlite3
from collections.abc import Mapping

from attrs import field, frozen

from foodmarket import ports
from foodmarket.adapters.sandbox.bank import SandboxBank
from foodmarket.adapters.sandbox.capabilities import CAPABILITIES
from foodmarket.adapters.sandbox.cards import card_of
from foodmarket.adapters.sandbox.charge import Charge
from foodmarket.adapters.sandbox.webhooks import payment_of, verify
from foodmarket.domain.payments.errors import ProviderUnavailable
from foodmarket.domain.payments.model import (
    Capabilities,
    OperationKind,
    Outcome,
    Payment,
    PaymentId,
    PaymentRequest,
    ProviderView,
    Unknown,
)


@frozen(kw_only=True)
class SandboxProvider:
    """A payment provider without real money; see `cards` for what each token does.

    ``secret`` signs its notifications.
    """

    bank: SandboxBank
    clock: ports.Clock
    secret: str = field(repr=False)

    @property
    def name(self) -> str:
        """Return ``sandbox``."""
        return "sandbox"

    @property
    def capabilities(self) -> Capabilities:
        """Return what the rail can do."""
        return CAPABILITIES

    async def hold(self, request: PaymentRequest) -> Outcome:
        """Ask for the amount."""
        return await self._ask(OperationKind.HOLD, request)

    async def capture(self, request: PaymentRequest) -> Outcome:
        """Take what is held."""
        return await self._ask(OperationKind.CAPTURE, request)

    async def cancel(self, request: PaymentRequest) -> Outcome:
        """Give up a hold."""
        return await self._ask(OperationKind.CANCEL, request)

    async def refund(self, request: PaymentRequest) -> Outcome:
        """Give back the request's amount."""
        return await self._ask(OperationKind.REFUND, request)

    async def look_up(self, payment: Payment) -> ProviderView | None:
        """Return how the payment stands, found by our own id of it."""
        try:
            return await self.bank.show(payment.id, self.clock.now())
        except sqlite3.Error as error:
            raise ProviderUnavailable(provider=self.name) from error

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> PaymentId | None:
        """Return the payment that a notification is about. Refuses with `ForgedWebhook`."""
        verify(headers, body, self.secret, self.clock.now())
        return payment_of(body)

    async def charge(self, payment_id: str) -> Charge | None:
        """Return what the page of the second step shows; None for an unknown payment."""
        return await self.bank.charge(payment_id, self.clock.now())

    async def confirm(self, payment_id: str) -> Charge | None:
        """Make the second step, as the customer does on the bank's page."""
        return await self.bank.confirm(payment_id, self.clock.now())

    async def decline(self, payment_id: str) -> Charge | None:
        """Break the second step off, as the customer does on the bank's page."""
        return await self.bank.decline(payment_id, self.clock.now())

    async def _ask(self, kind: OperationKind, request: PaymentRequest) -> Outcome:
        card = card_of(request.token)
        try:
            if kind in card.loses_request and await self.bank.lose(request.key):
                return Unknown("no_answer")
            answer = await self.bank.act(kind, request, self.clock.now())
        except sqlite3.Error:
            return Unknown("unavailable")
        if kind in card.loses_answer and not answer.repeated:
            return Unknown("no_answer")
        return answer.outcome
