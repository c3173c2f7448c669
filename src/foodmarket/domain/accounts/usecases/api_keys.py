"""Partners' keys: made, listed, revoked, and used."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import timedelta

from attrs import evolve, frozen

from foodmarket import ports
from foodmarket.domain.accounts.api_keys import (
    MOST,
    ApiKey,
    ApiKeyId,
    Scope,
    admitted,
    digest_of,
    new_key,
    revoke,
)
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.errors import (
    NotAllowed,
    NotSignedIn,
    TooManyApiKeys,
    UnknownApiKey,
)
from foodmarket.domain.accounts.events import AccountChanged
from foodmarket.domain.accounts.messages import MessageKind
from foodmarket.domain.accounts.model import AccountId, Actor, Origin, Role
from foodmarket.domain.accounts.usecases.step_up import StepUp
from foodmarket.domain.kernel.errors import StaleFacts


@frozen
class MadeKey:
    """A new key; ``shown`` is the key itself, shown once."""

    key: ApiKey
    shown: str


@frozen(kw_only=True)
class EditApiKeys:
    """Make, list and revoke a partner's keys."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    step_up: StepUp

    async def __call__(self, actor: Actor) -> Sequence[ApiKey]:
        """List one's keys, newest first. Refuses with `NotAllowed`."""
        async with self.begin() as uow:
            return await uow.credentials.api_keys(_partner(actor))

    async def make(
        self,
        actor: Actor,
        *,
        name: str,
        scopes: Collection[Scope],
        lasting: timedelta,
        password: str,
        code: str | None = None,
    ) -> MadeKey:
        """Make a key; takes the password again, and a code where there is a second factor.

        Refuses with `NotAllowed`, `BadApiKey`, `TooManyApiKeys`, and like `StepUp`.
        """
        owner, now = _partner(actor), self.clock.now()
        key, shown = new_key(
            self.ids.new(ApiKeyId),
            owner,
            name=name,
            scopes=scopes,
            lasting=lasting,
            secret=self.ids.secret(),
            now=now,
        )
        await self.step_up(actor, password, code)
        facts = {"scopes": ",".join(key.scopes)}
        async with self.begin() as uow:
            working = [it for it in await uow.credentials.api_keys(owner) if it.works(now)]
            if len(working) >= MOST:
                raise TooManyApiKeys(most=MOST)
            uow.credentials.add_api_key(key)
            uow.outbox.add(AccountChanged(at=now, account_id=owner, what=MessageKind.API_KEY_MADE))
            record_id = self.ids.new(AuditRecordId)
            uow.audit_log.add(recorded(actor, "api_key.make", key.id, record_id, now, facts=facts))
            await uow.commit()
        return MadeKey(key, shown)

    async def revoke(self, actor: Actor, key_id: ApiKeyId) -> None:
        """Let a key open nothing any more, from the next request on.

        Refuses with `NotAllowed` and `UnknownApiKey`.
        """
        owner, now = _partner(actor), self.clock.now()
        async with self.begin() as uow:
            keys = await uow.credentials.api_keys(owner)
            key = next((it for it in keys if it.id == key_id), None)
            if key is None:
                raise UnknownApiKey
            uow.credentials.save_api_key(revoke(key, now))
            record_id = self.ids.new(AuditRecordId)
            uow.audit_log.add(recorded(actor, "api_key.revoke", key_id, record_id, now))
            await uow.commit()


@frozen(kw_only=True)
class AdmitPartner:
    """Find out whose key it is, and whether it may be used for this."""

    begin: ports.Begin
    clock: ports.Clock

    async def __call__(self, shown: str, scope: Scope, origin: Origin) -> Actor:
        """Refuses with `NotSignedIn` and `MissingScope`."""
        async with self.begin() as uow:
            found = await uow.credentials.api_key(digest_of(shown))
            used = admitted(found, scope, self.clock.now())
            account = await uow.accounts.get(used.account_id)
            if account is None or account.disabled or account.role is not Role.PARTNER:
                raise NotSignedIn
            if used is not found:
                uow.credentials.save_api_key(used)
                with suppress(StaleFacts):  # noted, or revoked, in this moment: the next will see
                    await uow.commit()
        return evolve(Actor(Role.PARTNER, account.id), origin=origin)


def _partner(actor: Actor) -> AccountId:
    if actor.role is not Role.PARTNER or actor.account_id is None:
        raise NotAllowed
    return actor.account_id
