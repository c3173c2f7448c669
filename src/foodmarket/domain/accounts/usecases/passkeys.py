"""Passkeys: added, listed, removed, and signed in with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve, frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.errors import (
    CeremonyOver,
    NotAllowed,
    TooManyPasskeys,
    UnknownPasskey,
    WrongPasskey,
)
from foodmarket.domain.accounts.events import AccountChanged
from foodmarket.domain.accounts.messages import MessageKind
from foodmarket.domain.accounts.model import (
    HERE,
    Account,
    AccountId,
    Actor,
    Origin,
    Role,
    person_name,
)
from foodmarket.domain.accounts.passkeys import (
    MOST_PASSKEYS,
    Ceremony,
    CeremonyId,
    Passkey,
    PasskeyId,
    end,
    new_ceremony,
    used,
)
from foodmarket.domain.accounts.usecases.open_session import OpenSession, SignedIn
from foodmarket.domain.accounts.usecases.record_access import SIGN_IN, RecordAccess
from foodmarket.domain.accounts.usecases.step_up import StepUp
from foodmarket.domain.kernel.errors import StaleFacts

BY_PASSKEY = {"by": "passkey"}
OWNERS = frozenset({Role.CUSTOMER, Role.COOK})


@frozen
class Asked:
    """A ceremony that began; ``options`` are for ``navigator.credentials`` in the browser."""

    ceremony: Ceremony
    options: Mapping[str, Any]


@frozen(kw_only=True)
class Ceremonies:
    """Begin ceremonies, and end them with their only answer."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids

    async def new(self, account_id: AccountId | None) -> Ceremony:
        """Keep a new challenge."""
        ceremony = new_ceremony(
            self.ids.new(CeremonyId), account_id, self.ids.secret(), self.clock.now()
        )
        async with self.begin() as uow:
            uow.credentials.add_ceremony(ceremony)
            await uow.commit()
        return ceremony

    async def over(self, ceremony_id: CeremonyId, account_id: AccountId | None) -> Ceremony:
        """End a ceremony before its answer is looked at. Refuses with `CeremonyOver`."""
        async with self.begin() as uow:
            ceremony = await uow.credentials.ceremony(ceremony_id)
            if ceremony is None or ceremony.account_id != account_id:
                raise CeremonyOver
            uow.credentials.save_ceremony(end(ceremony, self.clock.now()))
            try:
                await uow.commit()
            except StaleFacts:
                raise CeremonyOver from None
        return ceremony


@frozen(kw_only=True)
class EditPasskeys:
    """Add, list and remove one's passkeys."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    authenticators: ports.Authenticators
    ceremonies: Ceremonies
    step_up: StepUp

    async def __call__(self, actor: Actor) -> Sequence[Passkey]:
        """List one's passkeys, oldest first. Refuses with `NotAllowed`."""
        async with self.begin() as uow:
            return await uow.credentials.passkeys(_owner(actor))

    async def ask(self, actor: Actor, password: str, code: str | None = None) -> Asked:
        """Begin to add a passkey; takes the password again.

        Refuses with `NotAllowed`, and like `foodmarket.domain.accounts.StepUp`.
        """
        owner = _owner(actor)
        account = await self.step_up(actor, password, code)
        async with self.begin() as uow:
            known = await uow.credentials.passkeys(owner)
        ceremony = await self.ceremonies.new(owner)
        return Asked(ceremony, self.authenticators.registration(account, ceremony.nonce, known))

    async def add(
        self, actor: Actor, ceremony_id: CeremonyId, name: str, answer: Mapping[str, Any]
    ) -> Passkey:
        """Add the passkey that the device made.

        Refuses with `NotAllowed`, `BadName`, `CeremonyOver`, `WrongPasskey` and `TooManyPasskeys`.
        """
        owner, label = _owner(actor), person_name(name)
        ceremony = await self.ceremonies.over(ceremony_id, owner)
        made, now = self.authenticators.registered(answer, ceremony.nonce), self.clock.now()
        passkey = Passkey(
            id=self.ids.new(PasskeyId),
            account_id=owner,
            name=label,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            made_at=now,
        )
        record_id, what = self.ids.new(AuditRecordId), MessageKind.PASSKEY_ADDED
        async with self.begin() as uow:
            if len(await uow.credentials.passkeys(owner)) >= MOST_PASSKEYS:
                raise TooManyPasskeys(most=MOST_PASSKEYS)
            uow.credentials.add_passkey(passkey)
            uow.outbox.add(AccountChanged(at=now, account_id=owner, what=what))
            uow.audit_log.add(recorded(actor, "passkey.add", passkey.id, record_id, now))
            try:
                await uow.commit()
            except StaleFacts:
                raise WrongPasskey from None  # a device does not make the same key twice
        return passkey

    async def remove(self, actor: Actor, passkey_id: PasskeyId) -> None:
        """Remove one of one's passkeys. Refuses with `NotAllowed` and `UnknownPasskey`."""
        owner, now = _owner(actor), self.clock.now()
        async with self.begin() as uow:
            mine = await uow.credentials.passkeys(owner)
            passkey = next((it for it in mine if it.id == passkey_id), None)
            if passkey is None:
                raise UnknownPasskey
            uow.credentials.save_passkey(evolve(passkey, removed_at=now))
            record_id = self.ids.new(AuditRecordId)
            uow.audit_log.add(recorded(actor, "passkey.remove", passkey_id, record_id, now))
            await uow.commit()


@frozen(kw_only=True)
class SignInByPasskey:
    """Open a session for whoever's device signs our challenge.

    The device asks its owner for a finger, a face or a PIN, so it is two factors by itself.
    Who came in and whose device was turned away is recorded.
    """

    begin: ports.Begin
    clock: ports.Clock
    sessions: ports.Sessions
    authenticators: ports.Authenticators
    ceremonies: Ceremonies
    open_session: OpenSession
    record_access: RecordAccess

    async def ask(self) -> Asked:
        """Begin; nobody has to say who they are."""
        ceremony = await self.ceremonies.new(None)
        return Asked(ceremony, self.authenticators.authentication(ceremony.nonce))

    async def __call__(
        self,
        ceremony_id: CeremonyId,
        answer: Mapping[str, Any],
        *,
        agent: str = "",
        instead_of: str | None = None,
        origin: Origin = HERE,
    ) -> SignedIn:
        """Refuses with `CeremonyOver` and `WrongPasskey`.

        ``agent``, ``instead_of`` and ``origin`` are as in `foodmarket.domain.accounts.SignIn`.
        """
        ceremony = await self.ceremonies.over(ceremony_id, None)
        credential_id = self.authenticators.credential_of(answer)
        async with self.begin() as uow:
            passkey = await uow.credentials.passkey(credential_id)
        owner = passkey.account_id if passkey else None
        try:
            account = await self._met(ceremony, answer, passkey)
        except WrongPasskey as refusal:
            await self.record_access.refused(origin, SIGN_IN, owner, refusal, BY_PASSKEY)
            raise
        signed_in = await self.open_session(account, agent)
        who = evolve(signed_in.session.actor, origin=origin)
        await self.record_access(who, SIGN_IN, owner, facts=BY_PASSKEY)
        if instead_of is not None:
            await self.sessions.end(instead_of)
        return signed_in

    async def _met(
        self, ceremony: Ceremony, answer: Mapping[str, Any], passkey: Passkey | None
    ) -> Account:
        if passkey is None:
            raise WrongPasskey
        async with self.begin() as uow:
            account = await uow.accounts.get(passkey.account_id)
            if account is None or account.disabled:
                raise WrongPasskey
            count = self.authenticators.authenticated(answer, ceremony.nonce, passkey)
            uow.credentials.save_passkey(used(passkey, count, self.clock.now()))
            try:
                await uow.commit()
            except StaleFacts:
                raise WrongPasskey from None  # signed in with twice at the same moment, or removed
        return account


def _owner(actor: Actor) -> AccountId:
    if actor.role not in OWNERS or actor.account_id is None:
        raise NotAllowed
    return actor.account_id
