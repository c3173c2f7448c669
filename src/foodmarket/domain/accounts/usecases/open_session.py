"""Opening the session of somebody who has shown who they are."""

from __future__ import annotations

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.decisions import new_session
from foodmarket.domain.accounts.model import Account, Role, Session, SessionId, SessionTerms


@frozen
class SignedIn:
    """A new session; ``token`` is shown once and known to the client alone."""

    token: str
    session: Session


@frozen(kw_only=True)
class OpenSession:
    """Open a session under a new token."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    sessions: ports.Sessions
    terms: SessionTerms

    async def __call__(self, account: Account, agent: str) -> SignedIn:
        """Refuses with `StaleFacts` where the account has changed since it was read."""
        cook = None
        if account.role is Role.COOK:
            async with self.begin() as uow:
                cook = await uow.catalogue.cook_of(account.id)
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
