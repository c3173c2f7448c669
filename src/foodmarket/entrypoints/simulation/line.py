"""The line between a machine and a payment provider: it loses requests and answers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from typing import TypeVar

from attrs import define, field

from foodmarket import ports
from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.errors import ProviderUnavailable
from foodmarket.domain.payments.model import Payment
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
from foodmarket.entrypoints.simulation.faults import Fault
from foodmarket.entrypoints.simulation.situations import Situation
from foodmarket.entrypoints.simulation.store import Machine

R = TypeVar("R")
SLOWEST = 0.4  # seconds that a provider takes for an answer
PRUNED = 3 * 3_600.0  # seconds until a provider forgets a key that it answered 500
PATIENCE = 25.0  # seconds that a machine waits for one at least; the lease is 30


@define(kw_only=True)
class FarProvider:
    """A provider as one machine reaches it.

    ``told`` is called after whatever the provider may have news of. ``broken`` are keys that are
    answered 500, and until when: the provider prunes them. ``refusing`` are payments of which
    nothing can be refunded; ``verdicts`` keep what was said to a key, for it is said again.
    ``finished`` tells whether an operation was recorded already.
    """

    provider: ports.PaymentProvider
    machine: Machine
    told: Callable[[], None]
    broken: dict[str, float] = field(factory=dict)
    refusing: set[str] = field(factory=set)
    verdicts: dict[str, bool] = field(factory=dict)
    finished: Callable[[str], bool] = lambda _: False

    @property
    def name(self) -> str:
        return self.provider.name

    @property
    def capabilities(self) -> Capabilities:
        return self.provider.capabilities

    @property
    def available(self) -> bool:
        return self.provider.available

    @property
    def onboarding(self) -> ports.Onboarding | None:
        return self.provider.onboarding

    async def hold(self, request: PaymentRequest) -> Outcome:
        return await self._ask(request.key, request.order_id, self.provider.hold(request))

    async def capture(self, request: PaymentRequest) -> Outcome:
        return await self._ask(request.key, request.order_id, self.provider.capture(request))

    async def cancel(self, request: PaymentRequest) -> Outcome:
        return await self._ask(request.key, request.order_id, self.provider.cancel(request))

    async def refund(self, request: PaymentRequest) -> Outcome:
        world, known = self.machine.world, self.verdicts.get(request.key)
        if known is None:
            if world.hits(Fault.REFUND_REFUSED, request.order_id):
                self.refusing.add(request.payment_id)
            known = request.payment_id not in self.refusing or world.calm
            self.verdicts[request.key] = known
        if not known:
            return Refused("refund_failed")
        return await self._ask(request.key, request.order_id, self.provider.refund(request))

    async def pay_out(self, request: PayoutRequest) -> PayoutOutcome:
        return await self._ask(request.key, request.key, self.provider.pay_out(request))

    async def look_up(self, payment: Payment) -> ProviderView | None:
        world = self.machine.world
        await world.loop.wait(world.chance.random() * SLOWEST)
        if world.hits(Fault.LOOK_UP_FAILS, payment.order_id):
            raise ProviderUnavailable(provider=self.name)
        return await self.provider.look_up(payment)

    async def look_up_payout(self, request: PayoutRequest, reference: str | None) -> PayoutOutcome:
        world = self.machine.world
        await world.loop.wait(world.chance.random() * SLOWEST)
        if world.hits(Fault.LOOK_UP_FAILS, request.key):
            return Unknown("unavailable")
        return await self.provider.look_up_payout(request, reference)

    async def reverse_payout(self, request: PayoutRequest, reference: str) -> ReversalOutcome:
        return await self.provider.reverse_payout(request, reference)

    def read_webhook(
        self, headers: Mapping[str, str], body: bytes, address: str | None
    ) -> WebhookNotice:
        return self.provider.read_webhook(headers, body, address)

    def disputes(self, since: datetime) -> AsyncIterator[ProviderDispute]:
        return self.provider.disputes(since)

    async def look_up_dispute(self, reference: str) -> ProviderDispute | None:
        return await self.provider.look_up_dispute(reference)

    async def submit_evidence(self, request: EvidenceRequest) -> EvidenceOutcome:
        return await self.provider.submit_evidence(request)

    def movements(self, start: datetime, end: datetime) -> AsyncIterator[Movement]:
        return self.provider.movements(start, end)

    async def _ask(self, key: str, subject: object, call: Awaitable[R]) -> R | Unknown:
        try:
            return await self._exchange(key, str(subject), call)
        finally:
            if asyncio.iscoroutine(call):
                call.close()  # of a request that never left

    async def _exchange(self, key: str, subject: str, call: Awaitable[R]) -> R | Unknown:
        machine, world = self.machine, self.machine.world
        life = machine.life
        machine.moment(Fault.CRASH_BEFORE_CALL, subject)
        await world.loop.wait(world.chance.random() * SLOWEST)
        machine.still(life)
        if world.hits(Fault.TIMEOUT_BEFORE, subject):
            return await self._silence("request_lost")
        if not world.calm and self.broken.get(key, 0.0) > world.loop.time():
            world.reach(Situation.REPLAYED_500)
            return Unknown("http_500")
        answer = await call
        self.told()
        machine.moment(Fault.CRASH_AFTER_CALL, subject)
        if world.hits(Fault.TIMEOUT_AFTER, subject):
            return await self._silence("answer_lost")
        if world.hits(Fault.ERROR_500, subject):
            self.broken[key] = world.loop.time() + PRUNED
            return Unknown("http_500")
        await world.loop.wait(world.chance.random() * SLOWEST)
        if self.finished(key):
            world.reach(Situation.OVERTAKEN)
        return answer

    async def _silence(self, reason: str) -> Unknown:
        # Beyond the lease now and then, so that the resumer is already at work on it.
        await self.machine.world.loop.wait(PATIENCE + self.machine.world.chance.random() * 30.0)
        return Unknown(reason)
