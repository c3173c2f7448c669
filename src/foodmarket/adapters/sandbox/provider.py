"""The sandbox payment provider: the bank, behind a line that can lose requests and answers."""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from datetime import datetime

from attrs import field, frozen

from foodmarket import ports
from foodmarket.adapters.sandbox.bank import SandboxBank
from foodmarket.adapters.sandbox.capabilities import CAPABILITIES
from foodmarket.adapters.sandbox.cards import card_of
from foodmarket.adapters.sandbox.charge import Charge
from foodmarket.adapters.sandbox.webhooks import notice_of, verify
from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.errors import ProviderUnavailable
from foodmarket.domain.payments.model import OperationKind, Payment
from foodmarket.domain.payments.outcomes import (
    EvidenceOutcome,
    Outcome,
    PayoutOutcome,
    ProviderView,
    Refused,
    ReversalOutcome,
    Unknown,
)
from foodmarket.domain.payments.reports import Movement, ProviderDispute, WebhookNotice
from foodmarket.domain.payments.requests import EvidenceRequest, PaymentRequest, PayoutRequest


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

    @property
    def available(self) -> bool:
        """Return True: the bank is a file of ours."""
        return True

    @property
    def onboarding(self) -> None:
        """Return None: the bank asks nobody who they are."""
        return

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

    def read_webhook(
        self, headers: Mapping[str, str], body: bytes, address: str | None
    ) -> WebhookNotice:
        """Tell what a notification is about. Refuses with `ForgedWebhook`."""
        verify(headers, body, self.secret, self.clock.now())
        return notice_of(body)

    async def pay_out(self, request: PayoutRequest) -> PayoutOutcome:
        """Pay a cook; see `foodmarket.adapters.sandbox.payouts` for what destinations do."""
        try:
            return await self.bank.pay_out(request, self.clock.now())
        except sqlite3.Error:
            return Unknown("unavailable")

    async def look_up_payout(self, request: PayoutRequest, reference: str | None) -> PayoutOutcome:
        """Return how a payout stands, found by its key."""
        try:
            return await self.bank.payout(request)
        except sqlite3.Error:
            return Unknown("unavailable")

    async def reverse_payout(self, request: PayoutRequest, reference: str) -> ReversalOutcome:
        """Refuse: there is nothing to reverse."""
        return Refused("payouts_not_supported")

    async def disputes(self, since: datetime) -> AsyncIterator[ProviderDispute]:
        """Return none: nobody disputes a payment without real money."""
        none: tuple[ProviderDispute, ...] = ()
        for dispute in none:
            yield dispute

    async def look_up_dispute(self, reference: str) -> ProviderDispute | None:
        """Return None: there are no disputes."""
        return None

    async def submit_evidence(self, request: EvidenceRequest) -> EvidenceOutcome:
        """Refuse: there is no dispute to answer."""
        return Refused("no_disputes")

    async def movements(self, start: datetime, end: datetime) -> AsyncIterator[Movement]:
        """Return what moved, oldest first."""
        try:
            found = await self.bank.movements(start, end)
        except sqlite3.Error as error:
            raise ProviderUnavailable(provider=self.name) from error
        for movement in found:
            yield movement

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
