"""Asking for a code: to verify an address, or to set a new password."""

from __future__ import annotations

from datetime import timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.codes import (
    Challenge,
    ChallengeId,
    Purpose,
    new_challenge,
    normal_phone,
)
from foodmarket.domain.accounts.errors import AlreadyVerified, NoWayToReach, UnknownAccount
from foodmarket.domain.accounts.events import CodeAsked
from foodmarket.domain.accounts.model import Account, Actor, normal_email
from foodmarket.domain.accounts.usecases.tries import take_tries

PER_PERSON = (
    ports.Rate(times=1, per=timedelta(minutes=1)),
    ports.Rate(times=6, per=timedelta(hours=1)),
)


@frozen(kw_only=True)
class AskForCode:
    """Have a code sent to an address of one's own.

    A worker makes the code and sends it; asking takes as long whoever asks.
    """

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    limiter: ports.Limiter
    notifier: ports.Notifier
    vault: ports.Vault

    async def __call__(self, actor: Actor, purpose: Purpose, phone: str | None = None) -> Challenge:
        """Ask for a code that verifies the e-mail address, or ``phone``.

        Refuses with `UnknownAccount`, `AlreadyVerified`, `MalformedPhone`, `NoWayToReach` and
        `TooManyTries`.
        """
        if actor.account_id is None:
            raise UnknownAccount
        number = normal_phone(phone or "") if purpose is Purpose.PHONE else None
        async with self.begin() as uow:
            account = await uow.accounts.get(actor.account_id)
            if account is None:
                raise UnknownAccount
            if purpose is Purpose.EMAIL and account.verified:
                raise AlreadyVerified
            return await self._ask(uow, account, purpose, account.email, number)

    async def to_reset(self, email: str) -> Challenge:
        """Ask for a code that lets one set a new password.

        The answer is the same whether or not an account has the address.
        Refuses with `MalformedEmail`, `NoWayToReach` and `TooManyTries`.
        """
        address = normal_email(email)
        async with self.begin() as uow:
            account = await uow.accounts.by_email(address)
            return await self._ask(uow, account, Purpose.PASSWORD, address)

    async def _ask(
        self,
        uow: ports.UnitOfWork,
        account: Account | None,
        purpose: Purpose,
        email: str,
        phone: str | None = None,
    ) -> Challenge:
        if purpose.medium not in self.notifier.media:
            raise NoWayToReach(medium=purpose.medium)
        whose = self.vault.pseudonym(email)
        await take_tries(self.limiter, f"code:{purpose}:{whose}", *PER_PERSON)
        now = self.clock.now()
        challenge = new_challenge(self.ids.new(ChallengeId), account, purpose, now, phone)
        uow.credentials.add_challenge(challenge)
        uow.outbox.add(CodeAsked(at=now, challenge_id=challenge.id))
        await uow.commit()
        return challenge
