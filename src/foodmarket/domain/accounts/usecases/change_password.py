"""Changing one's password."""

from __future__ import annotations

from attrs import evolve, frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.events import AccountChanged
from foodmarket.domain.accounts.messages import MessageKind
from foodmarket.domain.accounts.model import Session, strong_password
from foodmarket.domain.accounts.usecases.step_up import StepUp


@frozen(kw_only=True)
class ChangePassword:
    """Change one's password. All other sessions of the account end."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    passwords: ports.Passwords
    sessions: ports.Sessions
    step_up: StepUp

    async def __call__(
        self, session: Session, *, password: str, new_password: str, code: str | None = None
    ) -> None:
        """Refuses with `WeakPassword`, `StaleFacts`, and like `StepUp`.

        ``password`` is the present one; ``code`` is of the second factor, where there is one.
        """
        strong_password(new_password)
        account = await self.step_up(session.actor, password, code)
        new_hash, now = await self.passwords.hash(new_password), self.clock.now()
        record_id, what = self.ids.new(AuditRecordId), MessageKind.PASSWORD_CHANGED
        async with self.begin() as uow:
            uow.accounts.save(evolve(account, password_hash=new_hash))
            uow.outbox.add(AccountChanged(at=now, account_id=account.id, what=what))
            uow.audit_log.add(
                recorded(session.actor, "password.change", account.id, record_id, now)
            )
            await uow.commit()
        await self.sessions.end_all(account.id, version=account.version + 1, but=session.id)
