"""Turning a second factor on and off."""

from __future__ import annotations

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.errors import UnknownAccount, UnknownSecondFactor
from foodmarket.domain.accounts.events import AccountChanged
from foodmarket.domain.accounts.messages import MessageKind
from foodmarket.domain.accounts.model import Account, Actor
from foodmarket.domain.accounts.second_factor import (
    confirm,
    enrol,
    enrolment_uri,
    switch_off,
)
from foodmarket.domain.accounts.usecases.sealed_factors import SealedFactors
from foodmarket.domain.accounts.usecases.staff import new_codes
from foodmarket.domain.accounts.usecases.step_up import CODE_TRIES, StepUp
from foodmarket.domain.accounts.usecases.tries import take_tries


@frozen
class Enrolment:
    """What an authenticator app needs, shown once; ``uri`` is for a picture, ``secret`` to type."""

    secret: str
    uri: str


@frozen(kw_only=True)
class EnrolSecondFactor:
    """Turn one's second factor on: show the app its secret, then confirm with a first code."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    limiter: ports.Limiter
    step_up: StepUp
    factors: SealedFactors

    async def __call__(self, actor: Actor, password: str) -> Enrolment:
        """Begin. Signing in does not take it before it is confirmed.

        Refuses with `SecondFactorOn`, and like `StepUp`.
        """
        account = await self.step_up(actor, password)
        return await self.for_account(account)

    async def for_account(self, account: Account) -> Enrolment:
        """Begin for an account whose owner is known. Refuses with `SecondFactorOn`."""
        async with self.begin() as uow:
            stored = await self.factors.get(uow, account.id)
            factor = enrol(stored, account.id, self.ids.secret())
            if stored is None:
                self.factors.add(uow, factor)
            else:
                self.factors.save(uow, factor)
            await uow.commit()
        return Enrolment(factor.secret, enrolment_uri(factor, account.email))

    async def confirm(self, actor: Actor, code: str) -> tuple[str, ...]:
        """Confirm with the app's first code; return the recovery codes, which are shown once.

        Refuses with `UnknownAccount`, `UnknownSecondFactor`, `SecondFactorOn`, `WrongSecondFactor`
        and `TooManyTries`.
        """
        if actor.account_id is None:
            raise UnknownAccount
        await take_tries(self.limiter, f"second-factor:{actor.account_id}", CODE_TRIES)
        codes = new_codes(self.ids)
        now = self.clock.now()
        async with self.begin() as uow:
            factor = await self.factors.get(uow, actor.account_id)
            if factor is None or not factor.secret:
                raise UnknownSecondFactor
            self.factors.save(uow, confirm(factor, code, codes, now))
            self._tell(uow, actor, MessageKind.SECOND_FACTOR_ON)
            await uow.commit()
        return codes

    async def off(self, actor: Actor, password: str, code: str) -> None:
        """Turn it off. Refuses with `UnknownSecondFactor`, and like `StepUp`."""
        account = await self.step_up(actor, password, code)
        async with self.begin() as uow:
            factor = await self.factors.get(uow, account.id)
            if factor is None or not factor.on:
                raise UnknownSecondFactor
            self.factors.save(uow, switch_off(factor))
            self._tell(uow, actor, MessageKind.SECOND_FACTOR_OFF)
            await uow.commit()

    def _tell(self, uow: ports.UnitOfWork, actor: Actor, what: MessageKind) -> None:
        if actor.account_id is None:
            raise UnknownAccount
        now = self.clock.now()
        uow.outbox.add(AccountChanged(at=now, account_id=actor.account_id, what=what))
        verb = what.replace("-", "_").replace("second_factor_", "second_factor.")
        uow.audit_log.add(recorded(actor, verb, actor.account_id, self.ids.new(AuditRecordId), now))
