"""Entering a code: an address is verified, or a new password set."""

from __future__ import annotations

from attrs import evolve, frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.codes import Challenge, ChallengeId, Purpose, use_try, used
from foodmarket.domain.accounts.errors import UnknownChallenge, WrongCode
from foodmarket.domain.accounts.events import AccountChanged
from foodmarket.domain.accounts.messages import MessageKind
from foodmarket.domain.accounts.model import (
    HERE,
    Account,
    AccountId,
    Actor,
    Origin,
    strong_password,
)
from foodmarket.domain.accounts.usecases.record_access import RecordAccess
from foodmarket.domain.kernel.retry import on_fresh_facts

RESET = "password.reset"


@frozen(kw_only=True)
class CheckCode:
    """Compare a code with the one that was sent, once for each try that there is."""

    begin: ports.Begin
    clock: ports.Clock
    passwords: ports.Passwords

    async def __call__(self, challenge: Challenge, code: str) -> Challenge:
        """Return the challenge as it is to be saved with what the code is good for.

        Refuses with `CodeExpired`, `CodeUsedUp` and `WrongCode`.
        """

        async def attempt() -> Challenge:
            async with self.begin() as uow:
                stored = await uow.credentials.challenge(challenge.id)
                if stored is None:
                    raise UnknownChallenge
                tried = use_try(stored, self.clock.now())
                uow.credentials.save_challenge(tried)
                await uow.commit()
            return evolve(tried, version=tried.version + 1)

        tried = await on_fresh_facts(attempt)
        if not await self.passwords.matches(code, tried.code_hash) or tried.account_id is None:
            raise WrongCode
        return used(tried)


@frozen(kw_only=True)
class VerifyAddress:
    """Show, by its code, that an e-mail address or a phone number is one's own.

    It is recorded, and so is a code that is wrong.
    """

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    check_code: CheckCode
    record_access: RecordAccess

    async def __call__(self, actor: Actor, challenge_id: ChallengeId, code: str) -> Account:
        """Refuses with `UnknownChallenge`, and like `CheckCode`."""
        async with self.begin() as uow:
            challenge = await uow.credentials.challenge(challenge_id)
        if challenge is None or challenge.account_id is None:
            raise UnknownChallenge
        if challenge.account_id != actor.account_id or challenge.purpose is Purpose.PASSWORD:
            raise UnknownChallenge
        try:
            met = await self.check_code(challenge, code)
        except WrongCode as refusal:
            verb = _verifying(challenge.purpose)
            await self.record_access.refused(actor, verb, challenge.account_id, refusal)
            raise
        return await on_fresh_facts(lambda: self._verified(actor, challenge.account_id, met))

    async def _verified(
        self, actor: Actor, account_id: AccountId | None, met: Challenge
    ) -> Account:
        now = self.clock.now()
        async with self.begin() as uow:
            account = await uow.accounts.get(account_id) if account_id else None
            if account is None:
                raise UnknownChallenge
            if met.purpose is Purpose.EMAIL:
                account = evolve(account, email_verified_at=now)
            else:
                account = evolve(account, phone=met.phone)
                told = AccountChanged(
                    at=now, account_id=account.id, what=MessageKind.PHONE_VERIFIED
                )
                uow.outbox.add(told)
            uow.accounts.save(account)
            uow.credentials.save_challenge(met)
            verb, record_id = _verifying(met.purpose), self.ids.new(AuditRecordId)
            uow.audit_log.add(recorded(actor, verb, account.id, record_id, now))
            await uow.commit()
        return account


def _verifying(purpose: Purpose) -> str:
    return f"{purpose}.verify"


@frozen(kw_only=True)
class ResetPassword:
    """Set a new password by a code that came by e-mail. Every session of the account ends.

    It is recorded, and so is a code that is wrong.
    """

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    passwords: ports.Passwords
    sessions: ports.Sessions
    check_code: CheckCode
    record_access: RecordAccess

    async def __call__(
        self, challenge_id: ChallengeId, code: str, password: str, origin: Origin = HERE
    ) -> None:
        """Refuses with `WeakPassword`, `UnknownChallenge`, and like `CheckCode`.

        A code for an address that nobody has is wrong, like any other wrong code.
        """
        strong_password(password)
        async with self.begin() as uow:
            challenge = await uow.credentials.challenge(challenge_id)
        if challenge is None or challenge.purpose is not Purpose.PASSWORD:
            raise UnknownChallenge
        try:
            met = await self.check_code(challenge, code)
        except WrongCode as refusal:
            await self.record_access.refused(origin, RESET, challenge.account_id, refusal)
            raise
        password_hash = await self.passwords.hash(password)
        account = await on_fresh_facts(lambda: self._reset(met, password_hash, origin))
        await self.sessions.end_all(account.id, version=account.version + 1)

    async def _reset(self, met: Challenge, password_hash: str, origin: Origin) -> Account:
        now = self.clock.now()
        async with self.begin() as uow:
            account = await uow.accounts.get(met.account_id) if met.account_id else None
            if account is None:
                raise WrongCode
            # The code came to the address, so that is verified, too.
            verified_at = account.email_verified_at or now
            changed = evolve(account, password_hash=password_hash, email_verified_at=verified_at)
            uow.accounts.save(changed)
            uow.credentials.save_challenge(met)
            what = MessageKind.PASSWORD_CHANGED
            uow.outbox.add(AccountChanged(at=now, account_id=account.id, what=what))
            record_id = self.ids.new(AuditRecordId)
            owner = Actor(account.role, account.id, origin=origin)
            uow.audit_log.add(recorded(owner, RESET, account.id, record_id, now))
            await uow.commit()
        return changed
