"""Showing again who one is, before something that a stolen session must not do."""

from __future__ import annotations

from datetime import timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import (
    SecondFactorNeeded,
    StepUpNeeded,
    TooManyTries,
    UnknownAccount,
    WrongSecondFactor,
)
from foodmarket.domain.accounts.events import AccountChanged
from foodmarket.domain.accounts.messages import MessageKind
from foodmarket.domain.accounts.model import Account, AccountId, Actor
from foodmarket.domain.accounts.second_factor import meet
from foodmarket.domain.accounts.usecases.record_access import RecordAccess
from foodmarket.domain.accounts.usecases.sealed_factors import SealedFactors
from foodmarket.domain.accounts.usecases.tries import take_tries
from foodmarket.domain.kernel.errors import Forbidden, StaleFacts

PASSWORD_TRIES = ports.Rate(times=10, per=timedelta(minutes=10))
CODE_TRIES = ports.Rate(times=5, per=timedelta(minutes=15))


@frozen(kw_only=True)
class MeetSecondFactor:
    """Take a code of an account's second factor, once."""

    begin: ports.Begin
    clock: ports.Clock
    limiter: ports.Limiter
    factors: SealedFactors

    async def __call__(self, account_id: AccountId, code: str | None) -> bool:
        """Tell whether the account has a second factor, which was met then.

        Refuses with `SecondFactorNeeded` without a code, `WrongSecondFactor`, `TooManyTries` and
        `SecretUnreadable`.
        """
        async with self.begin() as uow:
            factor = await self.factors.get(uow, account_id)
            if factor is None or not factor.on:
                return False
            if not code:
                raise SecondFactorNeeded
            await take_tries(self.limiter, f"second-factor:{account_id}", CODE_TRIES)
            now = self.clock.now()
            met = meet(factor, code, now)
            self.factors.save(uow, met)
            if len(met.recovery) < len(factor.recovery):
                what = MessageKind.RECOVERY_CODE_USED
                uow.outbox.add(AccountChanged(at=now, account_id=account_id, what=what))
            try:
                await uow.commit()
            except StaleFacts:
                raise WrongSecondFactor from None  # somebody used a code at the same moment
        return True


@frozen(kw_only=True)
class StepUp:
    """Take the password again, and a code where there is a second factor.

    Who can not show who they are is recorded.
    """

    begin: ports.Begin
    limiter: ports.Limiter
    passwords: ports.Passwords
    meet_second_factor: MeetSecondFactor
    record_access: RecordAccess

    async def __call__(self, actor: Actor, password: str, code: str | None = None) -> Account:
        """Refuses with `UnknownAccount`, `StepUpNeeded`, and like `MeetSecondFactor`."""
        if actor.account_id is None:
            raise UnknownAccount
        try:
            return await self._shown(actor.account_id, password, code)
        except (Forbidden, TooManyTries) as refusal:
            await self.record_access.refused(actor, "step_up", actor.account_id, refusal)
            raise

    async def _shown(self, account_id: AccountId, password: str, code: str | None) -> Account:
        await take_tries(self.limiter, f"password:{account_id}", PASSWORD_TRIES)
        async with self.begin() as uow:
            account = await uow.accounts.get(account_id)
        if account is None:
            raise UnknownAccount
        if not await self.passwords.matches(password, account.password_hash):
            raise StepUpNeeded
        await self.meet_second_factor(account.id, code)
        return account
