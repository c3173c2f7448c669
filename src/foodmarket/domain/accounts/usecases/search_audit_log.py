"""Searching the audit log."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecord, AuditRecordId, recorded
from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.model import Actor, Duty


@frozen(kw_only=True)
class SearchAuditLog:
    """Find who did what to which thing, newest first. The search is recorded, too."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids

    async def __call__(
        self, actor: Actor, query: ports.AuditQuery, page: ports.Page
    ) -> Sequence[AuditRecord]:
        """Refuses with `NotAllowed` for anybody but finance."""
        require_duty(actor, Duty.FINANCE)
        async with self.begin() as uow:
            found = await uow.audit_log.search(query, page)
            record_id, now = self.ids.new(AuditRecordId), self.clock.now()
            asked = query.facts()
            uow.audit_log.add(
                recorded(actor, "audit_log.search", None, record_id, now, facts=asked)
            )
            await uow.commit()
        return found
