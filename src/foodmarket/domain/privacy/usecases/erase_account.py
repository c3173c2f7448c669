"""Forgetting a person: asked for, carried out once nothing hinders it, repeated after a restore."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import SYSTEM, AccountId, Actor, Duty
from foodmarket.domain.kernel.retry import on_fresh_facts
from foodmarket.domain.privacy.decisions import done, hindered
from foodmarket.domain.privacy.errors import ErasureNotConfirmed, UnknownErasure
from foodmarket.domain.privacy.model import Erasure, ErasureId, ErasureState, Person, Tombstone
from foodmarket.domain.privacy.usecases.people import person


@frozen(kw_only=True)
class EraseAccount:
    """Erase an account and everything personal about its owner; what the law wants kept stays.

    While orders are open or money is due it waits, and says for what.
    """

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    passwords: ports.Passwords
    sessions: ports.Sessions
    tombstones: ports.Tombstones

    async def __call__(self, actor: Actor, password: str) -> Erasure:
        """Erase one's own account. Refuses with `NotAllowed` and `ErasureNotConfirmed`."""
        account_id = _own(actor)
        async with self.begin() as uow:
            account = await uow.accounts.get(account_id)
        if not await self.passwords.matches(password, account.password_hash if account else None):
            raise ErasureNotConfirmed
        return await self._ask(actor, account_id, account_id)

    async def on_request(self, actor: Actor, account_id: AccountId) -> Erasure:
        """Erase the account of somebody who asked staff for it.

        Refuses with `NotAllowed` for anybody but support, and with `UnknownAccount`.
        """
        return await self._ask(actor, account_id, require_duty(actor, Duty.SUPPORT))

    async def show(self, actor: Actor) -> Erasure:
        """Return what became of one's own wish. Refuses with `NotAllowed` and `UnknownErasure`."""
        async with self.begin() as uow:
            found = await uow.personal_data.erasure_of(_own(actor))
        if found is None:
            raise UnknownErasure
        return found

    async def act(self, actor: Actor, account_id: AccountId) -> Erasure:
        """Return the deletion act of an account, or what it waits for; that is recorded.

        Refuses with `NotAllowed` for anybody but support, and with `UnknownErasure`.
        """
        require_duty(actor, Duty.SUPPORT)
        record_id, now = self.ids.new(AuditRecordId), self.clock.now()
        async with self.begin() as uow:
            found = await uow.personal_data.erasure_of(account_id)
            if found is None:
                raise UnknownErasure
            uow.audit_log.add(recorded(actor, "account.erasure_read", account_id, record_id, now))
            await uow.commit()
        return found

    async def complete(self, erasure: Erasure) -> Erasure:
        """Carry out what nothing hinders any more; return the erasure as it is now."""

        async def attempt() -> Erasure:
            async with self.begin() as uow:
                now = await uow.personal_data.erasure_of(erasure.account_id) or erasure
                if now.state is ErasureState.DONE:
                    return now
                whom = await person(uow, erasure.account_id)
                if hindrances := await uow.personal_data.hindrances(whom):
                    waits = hindered(now, hindrances)
                    if waits is not now:
                        uow.personal_data.save_erasure(waits)
                        await uow.commit()
                    return waits
            await self._bury(now, whom)
            return await self._erase(now, whom)

        return await on_fresh_facts(attempt)

    async def replay(self) -> Sequence[Erasure]:
        """Erase again everybody who was erased before, after a backup was restored.

        Whatever the restored facts say is open: it had come to its end when they were erased.
        """
        again: list[Erasure] = []
        for stone in await self.tombstones.all():
            async with self.begin() as uow:
                account = await uow.accounts.get(stone.account_id)
                known = await uow.personal_data.erasure_of(stone.account_id)
            if account is None or (known is not None and known.state is ErasureState.DONE):
                continue
            whom = Person(account_id=stone.account_id, cook_id=stone.cook_id)
            erasure = known or Erasure(
                id=stone.erasure_id,
                account_id=stone.account_id,
                asked_by=stone.account_id,
                asked_at=stone.at,
            )
            again.append(await self._erase(erasure, whom))
        return again

    async def _ask(self, actor: Actor, account_id: AccountId, by: AccountId) -> Erasure:
        now = self.clock.now()

        async def attempt() -> Erasure:
            async with self.begin() as uow:
                await person(uow, account_id)
                known = await uow.personal_data.erasure_of(account_id)
                if known is not None:
                    return known
                erasure = Erasure(
                    id=self.ids.new(ErasureId), account_id=account_id, asked_by=by, asked_at=now
                )
                uow.personal_data.add_erasure(erasure)
                record_id = self.ids.new(AuditRecordId)
                uow.audit_log.add(
                    recorded(actor, "account.erasure_asked", account_id, record_id, now)
                )
                await uow.commit()
            return erasure

        return await self.complete(await on_fresh_facts(attempt))

    async def _bury(self, erasure: Erasure, whom: Person) -> None:
        """Note the erasure outside the database first: what is lost in between is repeated."""
        await self.tombstones.add(
            Tombstone(
                erasure_id=erasure.id,
                account_id=whom.account_id,
                cook_id=whom.cook_id,
                at=self.clock.now(),
            )
        )

    async def _erase(self, erasure: Erasure, whom: Person) -> Erasure:
        now = self.clock.now()
        async with self.begin() as uow:
            act = await uow.personal_data.erase(whom, lambda erased: done(erasure, erased, now))
            account = await uow.accounts.get(whom.account_id)
            record_id = self.ids.new(AuditRecordId)
            uow.audit_log.add(
                recorded(
                    SYSTEM,
                    "account.erased",
                    whom.account_id,
                    record_id,
                    now,
                    facts={"act": act.id},
                )
            )
            await uow.commit()
        await self.sessions.end_all(whom.account_id, version=account.version if account else 0)
        return act


def _own(actor: Actor) -> AccountId:
    if actor.account_id is None:
        raise NotAllowed
    return actor.account_id
