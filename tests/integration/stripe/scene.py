"""The Stripe rail and the double of Stripe behind it, on a clock of the test's own."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpx
import stripe
from attrs import define, field, frozen

from foodmarket.adapters.stripe import StripeConfig, StripeProvider, stripe_provider
from foodmarket.adapters.stripe.client import StripeLine
from foodmarket.adapters.stripe.simulator import Fault, Faults, StripeMachine, StripeSimulator
from foodmarket.adapters.stripe.webhooks import HEADER
from foodmarket.adapters.system import AdjustableClock
from foodmarket.domain.payments.requests import PaymentRequest
from foodmarket.ports.contracts.provider import Notification
from foodmarket.ports.contracts.samples import NOW
from tests.integration.rails.serving import serving

SECRET = "whsec_only_for_tests"
PATIENT, HASTY = 10.0, 0.8  # seconds to wait for an answer that comes, and for one that does not
SILENT = (Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER)
TOKENS = {
    "ok": "pm_card_visa",
    "declined": "pm_card_chargeDeclinedInsufficientFunds",
    "action_required": "pm_card_authenticationRequired",
}


@define
class ObservedFaults(Faults):
    """Lets the adapter be patient again as soon as the request that gets no answer is there."""

    line: StripeLine = field(kw_only=True)

    def take(self, operation: str | None) -> Fault | None:
        fault = super().take(operation)
        if fault in SILENT:
            self.line._transport._timeout = PATIENT
        return fault


@frozen
class StripeScene:
    """`foodmarket.ports.contracts.rail.Door` to the double."""

    provider: StripeProvider
    simulator: StripeSimulator
    clock: AdjustableClock
    url: str

    tokens: ClassVar[dict[str, str]] = TOKENS
    busy: ClassVar[str] = "rate_limited_429"

    @property
    def door(self) -> "StripeScene":
        return self

    async def notify(self, receiver: str | None) -> None:
        self.simulator.webhooks.url = receiver

    async def quiet(self) -> None:
        await self.simulator.quiet()

    @property
    def destination(self) -> str:
        return "acct_cook"

    def advance(self, by: timedelta) -> None:
        self.clock.advance(by)

    async def go_wrong(self, operation: str, fault: str, times: int = 1) -> None:
        self.simulator.faults.add(operation, Fault(fault), times)
        if fault in SILENT:
            self.provider.line._transport._timeout = HASTY

    async def choose(self, url: str, choice: str) -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(self.url + urlsplit(url).path, data={"choice": choice})
        assert answer.status_code < 400

    async def count(self, what: str) -> int:
        return len(self.objects(what))

    def objects(self, what: str) -> list[dict[str, Any]]:
        """Return what the double holds, failed attempts left out."""
        kinds: dict[str, tuple[str, set[str | None]]] = {
            "payments": ("payment_intent", {"requires_action", "requires_capture", "succeeded"}),
            "captures": ("payment_intent", {"succeeded"}),
            "refunds": ("refund", {"succeeded", "pending"}),
            "payouts": ("transfer", {None}),
        }
        kind, wanted = kinds[what]
        made = self.simulator.machine.book.objects.values()
        return [
            each for each in made if each.get("object") == kind and each.get("status") in wanted
        ]

    def claim_captured(self, request: PaymentRequest, reference: str) -> Notification:
        facts = {"payment_id": request.payment_id}
        about = {"id": reference, "object": "payment_intent", "status": "succeeded"}
        event = {
            "id": "evt_claim",
            "type": "payment_intent.succeeded",
            "data": {"object": {**about, "metadata": facts}},
        }
        return signed(event, int(self.clock.now().timestamp()))

    async def dispute(self, reference: str) -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            asked = {"payment_intent": reference}
            answer = await client.post(f"{self.url}/_control/disputes", json=asked)
        assert answer.status_code == 200


def config(url: str, **changes: object) -> StripeConfig:
    settings: dict[str, object] = {
        "api_key": "sk_test_simulator",
        "webhook_secrets": (SECRET,),
        "api_base": url,
        "timeout": PATIENT,
        "failures_to_open": 100,
    }
    return StripeConfig(**(settings | changes))  # type: ignore[arg-type]


def signed(event: dict[str, Any], at: int) -> Notification:
    """Return an event as Stripe would send it at that instant."""
    body = json.dumps(event)
    header = stripe.WebhookSignature.generate_signature_header(body, SECRET, at)
    return {HEADER: header}, body.encode(), None


@asynccontextmanager
async def scene(**changes: object) -> AsyncIterator[StripeScene]:
    clock = AdjustableClock(NOW)
    simulator = StripeSimulator(clock, webhook_secret=SECRET)
    async with serving(simulator) as url:
        simulator.machine = StripeMachine(page_url=url)
        provider = stripe_provider(config(url, **changes), clock)
        simulator.faults = ObservedFaults(line=provider.line)
        try:
            yield StripeScene(provider, simulator, clock, url)
        finally:
            await provider.close()
