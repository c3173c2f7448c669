"""Staff looks at permits."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from attrs import evolve, frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.events import AccountChanged
from foodmarket.domain.accounts.messages import MessageKind
from foodmarket.domain.accounts.model import Actor, Duty
from foodmarket.domain.catalogue.errors import UnknownCook
from foodmarket.domain.kernel.retry import on_fresh_facts
from foodmarket.domain.permits.decisions import approve, permitted_until, reject
from foodmarket.domain.permits.errors import UnknownPermit
from foodmarket.domain.permits.model import Permit, PermitId, PermitKind


@frozen(kw_only=True)
class ListWaitingPermits:
    """List what waits for a decision of staff, oldest first."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids

    async def __call__(self, actor: Actor, page: ports.Page) -> Sequence[Permit]:
        """Refuses with `NotAllowed` for anybody but support. That it was read is recorded."""
        require_duty(actor, Duty.SUPPORT)
        async with self.begin() as uow:
            found = await uow.permits.waiting(page)
            record_id, now = self.ids.new(AuditRecordId), self.clock.now()
            facts = {"permits": str(len(found))}
            uow.audit_log.add(recorded(actor, "permit.read", None, record_id, now, facts=facts))
            await uow.commit()
        return found


@frozen(kw_only=True)
class ReviewPermit:
    """Accept a cook's document, or turn it down; it acts on the menu at once.

    ``required`` are the kinds without which nobody may cook.
    """

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    required: Collection[PermitKind] = ()

    async def __call__(self, actor: Actor, permit_id: PermitId, reason: str | None) -> Permit:
        """Accept; with a ``reason`` turn down.

        Refuses with `NotAllowed` for anybody but support, `UnknownPermit` and `PermitReviewed`.
        """
        staff = require_duty(actor, Duty.SUPPORT)

        async def attempt() -> Permit:
            now = self.clock.now()
            async with self.begin() as uow:
                permit = await uow.permits.get(permit_id)
                if permit is None:
                    raise UnknownPermit
                cook = await uow.catalogue.cook(permit.cook_id)
                if cook is None:
                    raise UnknownCook
                if reason:
                    decided, what = reject(permit, staff, reason, now), MessageKind.PERMIT_REJECTED
                else:
                    decided = approve(permit, staff, cook.time_zone, now)
                    what = MessageKind.PERMIT_APPROVED
                    others = await uow.permits.of_cook(cook.id)
                    all_ = [decided if it.id == permit_id else it for it in others]
                    until = permitted_until(all_, self.required, cook.time_zone, now)
                    uow.catalogue.save_cook(evolve(cook, permitted_until=until))
                uow.permits.save(decided)
                facts = {"kind": str(permit.kind)}
                uow.outbox.add(
                    AccountChanged(at=now, account_id=cook.account_id, what=what, facts=facts)
                )
                verb, record_id = what.replace("-", "."), self.ids.new(AuditRecordId)
                uow.audit_log.add(recorded(actor, verb, permit_id, record_id, now, facts=facts))
                await uow.commit()
            return decided

        return await on_fresh_facts(attempt)
