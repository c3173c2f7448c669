"""Signing in and out."""

from __future__ import annotations

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import SecondFactorMissing, WrongCredentials
from foodmarket.domain.accounts.model import Account, MalformedEmail, Role, normal_email
from foodmarket.domain.accounts.usecases.open_session import OpenSession, SignedIn
from foodmarket.domain.accounts.usecases.step_up import MeetSecondFactor
from foodmarket.domain.kernel.retry import on_fresh_facts


@frozen(kw_only=True)
class SignIn:
    """Open a session for an e-mail address and a password, and a code where one is asked for."""

    begin: ports.Begin
    passwords: ports.Passwords
    sessions: ports.Sessions
    open_session: OpenSession
    meet_second_factor: MeetSecondFactor
    staff_second_factor: bool = False

    async def __call__(
        self,
        *,
        email: str,
        password: str,
        code: str | None = None,
        agent: str = "",
        instead_of: str | None = None,
    ) -> SignedIn:
        """Refuses with `WrongCredentials`, whichever of the two is wrong.

        Where both are right, refuses with `SecondFactorNeeded` without the ``code`` of an account's
        second factor, with `WrongSecondFactor`, `TooManyTries`, and with `SecondFactorMissing`
        staff without one, where ``staff_second_factor`` is asked for.

        ``agent`` is what the device calls itself. ``instead_of`` is the token that the device had
        before, whose session ends.
        """

        async def attempt() -> SignedIn:
            return await self._attempt(email, password, code, agent)

        signed_in = await on_fresh_facts(attempt)
        if instead_of is not None:
            await self.sessions.end(instead_of)
        return signed_in

    async def _attempt(self, email: str, password: str, code: str | None, agent: str) -> SignedIn:
        async with self.begin() as uow:
            account = await self._find(uow, email)
        matches = await self.passwords.matches(password, account.password_hash if account else None)
        if account is None or account.disabled or not matches:
            raise WrongCredentials
        met = await self.meet_second_factor(account.id, code)
        if not met and account.role is Role.STAFF and self.staff_second_factor:
            raise SecondFactorMissing
        return await self.open_session(account, agent)

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
