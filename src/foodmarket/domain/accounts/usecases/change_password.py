"""Changing one's password."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve, frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import StepUpNeeded, UnknownAccount
from foodmarket.domain.accounts.events import AccountChanged
from foodmarket.domain.accounts.messages import MessageKind
from foodmarket.domain.accounts.model import Account, Session, strong_password
from foodmarket.domain.accounts.usecases.tries import take_tries
from foodmarket.domain.kernel.retry import on_fresh_facts

TRIES = ports.Rate(times=10, per=timedelta(minutes=10))


@frozen(kw_only=True)
class ChangePassword:
    """Change one's password. All other sessions of the account end."""

    begin: ports.Begin
    clock: ports.Clock
    limiter: ports.Limiter
    passwords: ports.Passwords
    sessions: ports.Sessions

    async def __call__(self, session: Session, *, password: str, new_password: str) -> None:
        """Refuses with `WeakPassword`, `StepUpNeeded`, `TooManyTries` and `UnknownAccount`.

        ``password`` is the present one.
        """
        strong_password(new_password)
        account_id = session.actor.account_id
        if account_id is None:
            raise UnknownAccount
        await take_tries(self.limiter, f"password:{account_id}", TRIES)

        async def attempt() -> Account:
            async with self.begin() as uow:
                account = await uow.accounts.get(account_id)
                if account is None:
                    raise UnknownAccount
                if not await self.passwords.matches(password, account.password_hash):
                    raise StepUpNeeded
                new_hash = await self.passwords.hash(new_password)
                changed = evolve(account, password_hash=new_hash)
                uow.accounts.save(changed)
                told = AccountChanged(
                    at=self.clock.now(), account_id=account_id, what=MessageKind.PASSWORD_CHANGED
                )
                uow.outbox.add(told)
                await uow.commit()
            return changed

        changed = await on_fresh_facts(attempt)
        await self.sessions.end_all(account_id, version=changed.version + 1, but=session.id)
