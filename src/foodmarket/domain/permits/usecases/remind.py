"""Telling cooks that a permit runs out."""

from __future__ import annotations

from datetime import timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.events import AccountChanged
from foodmarket.domain.accounts.messages import MessageKind
from foodmarket.domain.permits.decisions import remind
from foodmarket.domain.permits.model import PermitId


@frozen(kw_only=True)
class RemindOfPermit:
    """Do what the time asks for about one permit."""

    begin: ports.Begin
    clock: ports.Clock

    async def __call__(self, permit_id: PermitId) -> None:
        """Tell the cook once for each reminder. Refuses with `StaleFacts` what another worker did.

        The menu goes by the clock and not by this: nothing is on offer after the end.
        """
        now = self.clock.now()
        async with self.begin() as uow:
            permit = await uow.permits.get(permit_id)
            cook = await uow.catalogue.cook(permit.cook_id) if permit else None
            if permit is None or cook is None or permit.due_at is None or permit.due_at > now:
                return
            permits = await uow.permits.of_cook(cook.id)
            reminded, before = remind(permit, permits, cook.time_zone, now)
            uow.permits.save(reminded)
            if before is not None:
                over = before == timedelta(0)
                what = MessageKind.PERMIT_OVER if over else MessageKind.PERMIT_ENDS
                facts = {"kind": str(permit.kind), "until": str(permit.expires_on)}
                uow.outbox.add(
                    AccountChanged(at=now, account_id=cook.account_id, what=what, facts=facts)
                )
            await uow.commit()
