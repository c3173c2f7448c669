"""The rail to Toy: every method is one request, and one match from Toy's states to outcomes."""

import hmac
import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
from attrs import field, frozen

from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.errors import ForgedWebhook, ProviderUnavailable
from foodmarket.domain.payments.model import Payment, PaymentId, PaymentState
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Authorised,
    Captured,
    Declined,
    EvidenceOutcome,
    HoldCancelled,
    Outcome,
    PayoutOutcome,
    PayoutRefused,
    ProviderView,
    Refunded,
    Refused,
    ReversalOutcome,
    Unknown,
)
from foodmarket.domain.payments.reports import Movement, ProviderDispute, WebhookNotice
from foodmarket.domain.payments.requests import EvidenceRequest, PaymentRequest, PayoutRequest

HEADER = "toy-signature"
CAPABILITIES = Capabilities(separate_capture=True, longest_hold=timedelta(days=5))


@frozen
class ToyProvider:
    """``line`` knows Toy's address and has a time-out; ``secret`` signs Toy's notifications."""

    line: httpx.AsyncClient
    secret: str = field(repr=False)
    name: str = "toy"
    available: bool = True
    capabilities: Capabilities = CAPABILITIES
    onboarding: None = None

    async def hold(self, request: PaymentRequest) -> Outcome:
        return await self._ask("hold", request)

    async def capture(self, request: PaymentRequest) -> Outcome:
        return await self._ask("capture", request)

    async def cancel(self, request: PaymentRequest) -> Outcome:
        return await self._ask("cancel", request)

    async def refund(self, request: PaymentRequest) -> Outcome:
        outcome = await self._ask("refund", request)
        return Refunded(request.amount) if isinstance(outcome, Captured) else outcome

    async def look_up(self, payment: Payment) -> ProviderView | None:
        try:
            answer = await self.line.get(f"/{payment.id}")
            it = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderUnavailable(provider=self.name) from error
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        currency = Currency(it["currency"])
        return ProviderView(
            state=PaymentState(it["state"]),
            reference=str(payment.id),
            captured=Money(it["captured"], currency),
            fee=Money.zero(currency) if it["captured"] else None,
            hold_until=datetime.fromisoformat(it["hold_until"]),
            action_url=self._page(payment.id) if it["state"] == "action_required" else None,
            refunds={key: Money(amount, currency) for key, amount in it["refunds"].items()},
        )

    def read_webhook(
        self, headers: Mapping[str, str], body: bytes, address: str | None
    ) -> WebhookNotice:
        given = next((value for name, value in headers.items() if name.lower() == HEADER), "")
        if not hmac.compare_digest(given, hmac.digest(self.secret.encode(), body, "sha256").hex()):
            raise ForgedWebhook
        news = json.loads(body)
        return WebhookNotice(
            key=news["id"], event=news["event"], payment_id=PaymentId.parse(news["payment"])
        )

    async def pay_out(self, request: PayoutRequest) -> PayoutOutcome:
        return PayoutRefused("payouts_not_supported")

    async def look_up_payout(self, request: PayoutRequest, reference: str | None) -> PayoutOutcome:
        return PayoutRefused("payouts_not_supported")

    async def reverse_payout(self, request: PayoutRequest, reference: str) -> ReversalOutcome:
        return Refused("payouts_not_supported")

    async def disputes(self, since: datetime) -> AsyncIterator[ProviderDispute]:
        for dispute in tuple[ProviderDispute, ...]():
            yield dispute

    async def look_up_dispute(self, reference: str) -> ProviderDispute | None:
        return None

    async def submit_evidence(self, request: EvidenceRequest) -> EvidenceOutcome:
        return Refused("no_disputes")

    async def movements(self, start: datetime, end: datetime) -> AsyncIterator[Movement]:
        for movement in tuple[Movement, ...]():
            yield movement

    async def _ask(self, verb: str, request: PaymentRequest) -> Outcome:
        asked = {
            "key": request.key,
            "payment": request.payment_id,
            "amount": request.amount.amount,
            "currency": request.amount.currency,
            "token": request.token,
        }
        try:
            answer = await self.line.post(f"/{verb}", json=asked)
            it = answer.json()
        except (httpx.HTTPError, ValueError):
            return Unknown("no_answer")  # an error on the way is an outcome, never an exception
        if answer.is_client_error and "reason" in it:
            return Refused(it["reason"])
        return self._outcome(str(request.payment_id), it) if answer.is_success else Unknown("busy")

    def _outcome(self, reference: str, it: dict[str, Any]) -> Outcome:
        match it.get("state"):
            case "authorised":
                return Authorised(reference, datetime.fromisoformat(it["hold_until"]))
            case "action_required":
                return ActionRequired(reference, self._page(reference))
            case "declined":
                return Declined("declined")
            case "cancelled":
                return HoldCancelled(reference)
            case "captured":
                currency = Currency(it["currency"])
                return Captured(reference, Money(it["captured"], currency), Money.zero(currency))
            case _:
                return Unknown("unreadable")  # what Toy invents tomorrow is no crash today

    def _page(self, reference: str) -> str:
        return f"{self.line.base_url}pay/{reference}"
