"""A payment provider with its calls timed, counted and traced."""

from collections.abc import AsyncIterator, Awaitable, Mapping
from datetime import datetime
from time import perf_counter
from typing import TypeVar

from foodmarket import ports
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
from foodmarket.entrypoints.observing.naming import snake
from foodmarket.entrypoints.observing.observers import Observers
from foodmarket.ports.tracer import Kind

T = TypeVar("T")


class ObservedProvider:
    """Answers as the provider does. An outcome is noted by its name, `Captured` as ``captured``."""

    def __init__(self, provider: ports.PaymentProvider, observers: Observers) -> None:
        self._provider = provider
        self._metrics = observers.metrics
        self._tracer = observers.tracer
        self._metrics.watch_circuit(provider.name, lambda: provider.available)

    @property
    def name(self) -> str:
        return self._provider.name

    @property
    def capabilities(self) -> Capabilities:
        return self._provider.capabilities

    @property
    def available(self) -> bool:
        return self._provider.available

    @property
    def onboarding(self) -> ports.Onboarding | None:
        return self._provider.onboarding

    async def hold(self, request: PaymentRequest) -> Outcome:
        return await self._noted("hold", self._provider.hold(request))

    async def capture(self, request: PaymentRequest) -> Outcome:
        return await self._noted("capture", self._provider.capture(request))

    async def cancel(self, request: PaymentRequest) -> Outcome:
        return await self._noted("cancel", self._provider.cancel(request))

    async def refund(self, request: PaymentRequest) -> Outcome:
        return await self._noted("refund", self._provider.refund(request))

    async def look_up(self, payment: Payment) -> ProviderView | None:
        return await self._noted("look_up", self._provider.look_up(payment))

    def read_webhook(
        self, headers: Mapping[str, str], body: bytes, address: str | None
    ) -> WebhookNotice:
        return self._provider.read_webhook(headers, body, address)

    async def pay_out(self, request: PayoutRequest) -> PayoutOutcome:
        return await self._noted("pay_out", self._provider.pay_out(request))

    async def look_up_payout(self, request: PayoutRequest, reference: str | None) -> PayoutOutcome:
        asked = self._provider.look_up_payout(request, reference)
        return await self._noted("look_up_payout", asked)

    async def reverse_payout(self, request: PayoutRequest, reference: str) -> ReversalOutcome:
        asked = self._provider.reverse_payout(request, reference)
        return await self._noted("reverse_payout", asked)

    def disputes(self, since: datetime) -> AsyncIterator[ProviderDispute]:
        return self._provider.disputes(since)

    async def look_up_dispute(self, reference: str) -> ProviderDispute | None:
        return await self._noted("look_up_dispute", self._provider.look_up_dispute(reference))

    async def submit_evidence(self, request: EvidenceRequest) -> EvidenceOutcome:
        return await self._noted("submit_evidence", self._provider.submit_evidence(request))

    def movements(self, start: datetime, end: datetime) -> AsyncIterator[Movement]:
        return self._provider.movements(start, end)

    async def _noted(self, operation: str, asked: Awaitable[T]) -> T:
        if not self._tracer.records:
            return await self._timed(operation, asked)
        with self._tracer.span(f"{self.name} {operation}", Kind.CLIENT) as span:
            span.note(**{"foodmarket.provider": self.name})
            return await self._timed(operation, asked)

    async def _timed(self, operation: str, asked: Awaitable[T]) -> T:
        began, outcome = perf_counter(), "error"
        try:
            answer = await asked
            outcome = "nothing" if answer is None else snake(type(answer).__name__)
        except Exception as error:
            outcome = snake(type(error).__name__)
            raise
        finally:
            self._metrics.called(self.name, operation, outcome, perf_counter() - began)
        return answer
