"""Sending stored evidence to the provider, and recording what it said."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.disputes.model import DisputeId, EvidenceState
from foodmarket.domain.kernel.retry import on_fresh_facts
from foodmarket.domain.orders.disputing import note_evidence
from foodmarket.domain.orders.model import OrderId, Purchase
from foodmarket.domain.orders.usecases.perform import Perform
from foodmarket.domain.payments.model import OperationId
from foodmarket.domain.payments.outcomes import EvidenceOutcome, EvidenceTaken, Refused, Unknown
from foodmarket.domain.payments.requests import EvidenceRequest


@frozen(kw_only=True)
class SubmitEvidence:
    """Send what is stored and was not taken yet; without an answer it stays to be sent again."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    perform: Perform
    providers: Mapping[str, ports.PaymentProvider]

    async def __call__(self, purchase: Purchase, dispute_id: DisputeId) -> Purchase:
        """Return the purchase as recorded."""
        dispute = next((it for it in purchase.disputes if it.id == dispute_id), None)
        if dispute is None or dispute.unsent is None or dispute.chargeback is None:
            return purchase
        evidence, side = dispute.unsent, dispute.chargeback
        provider = self.providers.get(side.provider)
        outcome: EvidenceOutcome = Unknown("provider_not_configured")
        if provider is not None:
            request = EvidenceRequest(
                key=evidence.id,
                reference=side.reference,
                words=evidence.words,
                links=evidence.links,
            )
            outcome = await provider.submit_evidence(request)
        return await self._record(OrderId(dispute.order_id), dispute_id, evidence.id, outcome)

    async def _record(
        self,
        order_id: OrderId,
        dispute_id: DisputeId,
        evidence_id: OperationId,
        outcome: EvidenceOutcome,
    ) -> Purchase:
        reason: str | None = None
        match outcome:
            case EvidenceTaken():
                state = EvidenceState.SUBMITTED
            case Refused(why):
                state, reason = EvidenceState.REFUSED, why
            case Unknown(why):
                state, reason = EvidenceState.STORED, why

        async def attempt() -> Purchase:
            fresh = await self.perform.load(order_id)
            now, new_id = self.clock.now(), self.ids.new(OperationId)
            change = note_evidence(fresh, dispute_id, evidence_id, state, reason, now, new_id)
            async with self.begin() as uow:
                uow.orders.save(change)
                await uow.commit()
            return change.purchase

        return await on_fresh_facts(attempt)
