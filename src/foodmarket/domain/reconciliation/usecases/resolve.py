"""What staff does about a discrepancy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.model import Actor, Duty
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.retry import on_fresh_facts
from foodmarket.domain.reconciliation.discrepancies import (
    approve_proposal,
    decline_proposal,
    propose_correction,
    propose_explanation,
)
from foodmarket.domain.reconciliation.errors import UnknownDiscrepancy
from foodmarket.domain.reconciliation.model import (
    Against,
    Discrepancy,
    DiscrepancyChange,
    DiscrepancyId,
    Explanation,
)


class ProposalVerb(StrEnum):
    """What a second person does with a proposal."""

    APPROVE = "approve"
    DECLINE = "decline"


DECISIONS = {ProposalVerb.APPROVE: approve_proposal, ProposalVerb.DECLINE: decline_proposal}


@frozen(kw_only=True)
class ListDiscrepancies:
    """Look at discrepancies, newest first."""

    begin: ports.Begin

    async def __call__(
        self, actor: Actor, wanted: ports.DiscrepancyFilter, page: ports.Page
    ) -> Sequence[Discrepancy]:
        """Refuses with `NotAllowed` for anybody but finance."""
        require_duty(actor, Duty.FINANCE)
        async with self.begin() as uow:
            return await uow.discrepancies.listed(wanted, page)

    async def one(self, actor: Actor, discrepancy_id: DiscrepancyId) -> Discrepancy:
        """Return one discrepancy. Refuses with `NotAllowed` and `UnknownDiscrepancy`."""
        require_duty(actor, Duty.FINANCE)
        async with self.begin() as uow:
            return await _found(uow, discrepancy_id)


@frozen(kw_only=True)
class ResolveDiscrepancy:
    """Resolve a discrepancy by a new entry or by an explanation. Every decision is recorded."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    terms: Callable[[], Terms]

    async def correct(
        self,
        actor: Actor,
        discrepancy_id: DiscrepancyId,
        against: Against | None,
        note: str = "",
        key: ports.Key | None = None,
    ) -> Discrepancy:
        """Book what is unexplained; above the limit of refunds a second person has to approve.

        Refuses with `NotAllowed`, `UnknownDiscrepancy`, `DiscrepancyNotReady`, `NothingToCorrect`,
        `BadExplanation` and `KeyTaken`.
        """
        limit = self.terms().refund_approval_limit

        def decide(kept: Discrepancy) -> DiscrepancyChange:
            return propose_correction(kept, against, note, actor, limit, self.clock.now())

        return await self._carry_out(actor, "discrepancy.correct", discrepancy_id, decide, key)

    async def explain(
        self,
        actor: Actor,
        discrepancy_id: DiscrepancyId,
        explanation: Explanation,
        note: str = "",
        key: ports.Key | None = None,
    ) -> Discrepancy:
        """Leave the book as it is, for a reason; above the limit a second person has to approve.

        Refuses with `NotAllowed`, `UnknownDiscrepancy`, `DiscrepancyNotReady`, `BadExplanation`
        and `KeyTaken`.
        """
        limit = self.terms().refund_approval_limit

        def decide(kept: Discrepancy) -> DiscrepancyChange:
            return propose_explanation(kept, explanation, note, actor, limit, self.clock.now())

        return await self._carry_out(actor, "discrepancy.explain", discrepancy_id, decide, key)

    async def decide(
        self,
        actor: Actor,
        discrepancy_id: DiscrepancyId,
        verb: ProposalVerb,
        key: ports.Key | None = None,
    ) -> Discrepancy:
        """Approve or decline what was proposed.

        Refuses with `NotAllowed`, `UnknownDiscrepancy`, `DiscrepancyNotReady`,
        `SecondPersonNeeded` and `KeyTaken`.
        """

        def decide(kept: Discrepancy) -> DiscrepancyChange:
            return DECISIONS[verb](kept, actor, self.clock.now())

        return await self._carry_out(actor, f"discrepancy.{verb}", discrepancy_id, decide, key)

    async def _carry_out(
        self,
        actor: Actor,
        verb: str,
        discrepancy_id: DiscrepancyId,
        decide: Callable[[Discrepancy], DiscrepancyChange],
        key: ports.Key | None,
    ) -> Discrepancy:
        require_duty(actor, Duty.FINANCE)

        async def attempt() -> Discrepancy:
            async with self.begin() as uow:
                kept = await _found(uow, discrepancy_id)
                change = decide(kept)
                (decided,) = change.discrepancies
                uow.discrepancies.save(change)
                record_id, now = self.ids.new(AuditRecordId), self.clock.now()
                told = _facts(kept, decided)
                uow.audit_log.add(recorded(actor, verb, kept.id, record_id, now, facts=told))
                if key is not None:
                    uow.answers.claim(key, discrepancy_id, now)
                await uow.commit()
            return decided

        return await on_fresh_facts(attempt)


def _facts(before: Discrepancy, after: Discrepancy) -> dict[str, str]:
    """Return what is written down of a decision."""
    amount, proposal = before.unexplained, after.proposal or before.proposal
    facts = {
        "provider": before.provider,
        "day": before.day.isoformat(),
        "kind": before.difference.kind.value,
        "amount": f"{amount.amount} {amount.currency}",
        "state": after.state.value,
    }
    if proposal is not None:
        facts["choice"] = str(proposal.against or proposal.explanation)
    return facts


async def _found(uow: ports.UnitOfWork, discrepancy_id: DiscrepancyId) -> Discrepancy:
    found = await uow.discrepancies.get(discrepancy_id)
    if found is None:
        raise UnknownDiscrepancy
    return found
