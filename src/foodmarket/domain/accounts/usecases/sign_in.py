"""Signing in and out."""

from __future__ import annotations

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.decisions import new_session
from foodmarket.domain.accounts.errors import WrongCredentials
from foodmarket.domain.accounts.model import (
    Account,
    MalformedEmail,
    Role,
    Session,
    SessionId,
    SessionTerms,
    normal_email,
)
from foodmarket.domain.kernel.retry import on_fresh_facts


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
    terms: SessionTerms

    async def __call__(
        self, *, email: str, password: str, agent: str = "", instead_of: str | None = None
    ) -> SignedIn:
        """Refuses with `WrongCredentials`, whichever of the two is wrong.

        ``agent`` is what the device calls itself. ``instead_of`` is the token that the device had
        before, whose session ends.
        """

        async def attempt() -> SignedIn:
            return await self._attempt(email, password, agent)

        signed_in = await on_fresh_facts(attempt)
        if instead_of is not None:
            await self.sessions.end(instead_of)
        return signed_in

    async def _attempt(self, email: str, password: str, agent: str) -> SignedIn:
        async with self.begin() as uow:
            account = await self._find(uow, email)
            matches = await self.passwords.matches(
                password, account.password_hash if account else None
            )
            if account is None or account.disabled or not matches:
                raise WrongCredentials
            cook = await uow.catalogue.cook_of(account.id) if account.role is Role.COOK else None
        session = new_session(
            account,
            cook.id if cook else None,
            session_id=self.ids.new(SessionId),
            agent=agent,
            terms=self.terms,
            now=self.clock.now(),
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
        await self.sessions.end(token)
