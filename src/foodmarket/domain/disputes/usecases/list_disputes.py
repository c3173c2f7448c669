"""Listing disputes for staff."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.model import Actor, Duty
from foodmarket.domain.disputes.model import Dispute, DisputeKind, DisputeState


@frozen(kw_only=True)
class ListDisputes:
    """List disputes, newest first: complaints that wait for staff, chargebacks to contest."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids

    async def __call__(
        self,
        actor: Actor,
        kind: DisputeKind | None,
        state: DisputeState | None,
        page: ports.Page,
    ) -> Sequence[Dispute]:
        """Refuses with `NotAllowed` for anybody but support and finance.

        That it was read is recorded.
        """
        require_duty(actor, Duty.SUPPORT, Duty.FINANCE)
        async with self.begin() as uow:
            found = await uow.disputes.listed(kind, state, page)
            record_id, now = self.ids.new(AuditRecordId), self.clock.now()
            facts = {"disputes": str(len(found))}
            uow.audit_log.add(recorded(actor, "dispute.read", None, record_id, now, facts=facts))
            await uow.commit()
        return found
