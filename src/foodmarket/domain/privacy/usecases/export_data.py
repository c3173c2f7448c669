"""Giving a person everything that is stored about them."""

from __future__ import annotations

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import AccountId, Actor, Duty
from foodmarket.domain.privacy.model import DataCopy
from foodmarket.domain.privacy.usecases.people import person


@frozen(kw_only=True)
class ExportData:
    """Copy everything that is stored about a person into one document."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids

    async def __call__(self, actor: Actor) -> DataCopy:
        """Return one's own data. Refuses with `NotAllowed` for an actor without an account."""
        if actor.account_id is None:
            raise NotAllowed
        return await self._copy(actor, actor.account_id)

    async def on_request(self, actor: Actor, account_id: AccountId) -> DataCopy:
        """Return a person's data for staff that the person asked for it.

        Refuses with `NotAllowed` for anybody but support, and with `UnknownAccount`.
        """
        require_duty(actor, Duty.SUPPORT)
        return await self._copy(actor, account_id)

    async def _copy(self, actor: Actor, account_id: AccountId) -> DataCopy:
        now, record_id = self.clock.now(), self.ids.new(AuditRecordId)
        async with self.begin() as uow:
            data = await uow.personal_data.export(await person(uow, account_id))
            uow.audit_log.add(recorded(actor, "account.data_read", account_id, record_id, now))
            await uow.commit()
        return DataCopy(account_id=account_id, made_at=now, data=data)
