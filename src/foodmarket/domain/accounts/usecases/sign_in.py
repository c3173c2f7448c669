"""Signing in and out."""

from __future__ import annotations

from attrs import evolve, frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import SecondFactorMissing, TooManyTries, WrongCredentials
from foodmarket.domain.accounts.model import (
    HERE,
    Account,
    MalformedEmail,
    Origin,
    Role,
    normal_email,
)
from foodmarket.domain.accounts.usecases.open_session import OpenSession, SignedIn
from foodmarket.domain.accounts.usecases.record_access import SIGN_IN, SIGN_OUT, RecordAccess
from foodmarket.domain.accounts.usecases.step_up import MeetSecondFactor
from foodmarket.domain.kernel.errors import Forbidden
from foodmarket.domain.kernel.retry import on_fresh_facts

BY_PASSWORD = {"by": "password"}


@frozen(kw_only=True)
class SignIn:
    """Open a session for an e-mail address and a password, and a code where one is asked for.

    Who came in and who was turned away is recorded, from where, and by which account; never which
    address was tried.
    """

    begin: ports.Begin
    passwords: ports.Passwords
    sessions: ports.Sessions
    open_session: OpenSession
    record_access: RecordAccess
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
        origin: Origin = HERE,
    ) -> SignedIn:
        """Refuses with `WrongCredentials`, whichever of the two is wrong.

        Where both are right, refuses with `SecondFactorNeeded` without the ``code`` of an account's
        second factor, with `WrongSecondFactor`, `TooManyTries`, and with `SecondFactorMissing`
        staff without one, where ``staff_second_factor`` is asked for.

        ``agent`` is what the device calls itself. ``instead_of`` is the token that the device had
        before, whose session ends. ``origin`` is where the call came from.
        """

        async def attempt() -> SignedIn:
            return await self._attempt(email, password, code, agent, origin)

        signed_in = await on_fresh_facts(attempt)
        if instead_of is not None:
            await self.sessions.end(instead_of)
        return signed_in

    async def _attempt(
        self, email: str, password: str, code: str | None, agent: str, origin: Origin
    ) -> SignedIn:
        async with self.begin() as uow:
            account = await self._find(uow, email)
        subject = account.id if account else None
        try:
            signed_in = await self._open(account, password, code, agent)
        except (Forbidden, TooManyTries) as refusal:
            await self.record_access.refused(origin, SIGN_IN, subject, refusal, BY_PASSWORD)
            raise
        who = evolve(signed_in.session.actor, origin=origin)
        await self.record_access(who, SIGN_IN, subject, facts=BY_PASSWORD)
        return signed_in

    async def _open(
        self, account: Account | None, password: str, code: str | None, agent: str
    ) -> SignedIn:
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
    """End the session of a token; doing it twice is fine. Whose it was is recorded."""

    sessions: ports.Sessions
    record_access: RecordAccess

    async def __call__(self, token: str, origin: Origin = HERE) -> None:
        """End the session. ``origin`` is where the call came from."""
        session = await self.sessions.find(token)
        await self.sessions.end(token)
        if session is not None:
            who = evolve(session.actor, origin=origin)
            await self.record_access.left(who, SIGN_OUT, session.id)
