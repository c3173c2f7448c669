"""Signing in and out."""

from __future__ import annotations

from datetime import timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import WrongCredentials
from foodmarket.domain.accounts.model import (
    Account,
    Actor,
    MalformedEmail,
    Role,
    Session,
    normal_email,
)

LASTING = timedelta(days=14)


@frozen
class SignedIn:
    """A new session; ``token`` is shown once and known to the client alone."""

    token: str
    session: Session


@frozen(kw_only=True)
class SignIn:
    """Open a session for an e-mail address and a password."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    passwords: ports.Passwords
    sessions: ports.Sessions

    async def __call__(self, *, email: str, password: str) -> SignedIn:
        """Refuses with `WrongCredentials`, whichever of the two is wrong."""
        async with self.begin() as uow:
            account = await self._find(uow, email)
            matches = await self.passwords.matches(
                password, account.password_hash if account else None
            )
            if account is None or account.disabled or not matches:
                raise WrongCredentials
            cook = await uow.catalogue.cook_of(account.id) if account.role is Role.COOK else None
        now = self.clock.now()
        session = Session(
            actor=Actor(account.role, account.id, cook.id if cook else None, duties=account.duties),
            language=account.language,
            opened_at=now,
            expires_at=now + LASTING,
        )
        token = self.ids.secret()
        await self.sessions.open(token, session)
        return SignedIn(token, session)

    async def _find(self, uow: ports.UnitOfWork, email: str) -> Account | None:
        try:
            return await uow.accounts.by_email(normal_email(email))
        except MalformedEmail:
            return None


@frozen(kw_only=True)
class SignOut:
    """End the session of a token; doing it twice is fine."""

    sessions: ports.Sessions

    async def __call__(self, token: str) -> None:
        """End the session."""
        await self.sessions.close(token)
