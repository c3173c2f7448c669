"""Where one is signed in, and ending that, which is recorded."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import UnknownAccount, UnknownSession
from foodmarket.domain.accounts.model import Actor, Session, SessionId
from foodmarket.domain.accounts.usecases.record_access import SIGN_OUT, RecordAccess


@frozen(kw_only=True)
class ListSessions:
    """List the devices on which one is signed in, last seen first."""

    sessions: ports.Sessions

    async def __call__(self, actor: Actor) -> Sequence[Session]:
        """Refuses with `UnknownAccount` who has none."""
        if actor.account_id is None:
            raise UnknownAccount
        return await self.sessions.of(actor.account_id)


@frozen(kw_only=True)
class EndSession:
    """Sign one device out, or all of them."""

    sessions: ports.Sessions
    record_access: RecordAccess

    async def __call__(self, actor: Actor, session_id: SessionId) -> None:
        """End one session of one's own. Refuses with `UnknownSession`."""
        if actor.account_id is None or not await self.sessions.end_one(
            actor.account_id, session_id
        ):
            raise UnknownSession
        await self.record_access.left(actor, SIGN_OUT, session_id)

    async def everywhere(self, actor: Actor) -> int:
        """End every session, this one too; return how many there were.

        Refuses with `UnknownAccount` who has none.
        """
        if actor.account_id is None:
            raise UnknownAccount
        ended = await self.sessions.end_all(actor.account_id)
        facts = {"sessions": str(ended)}
        await self.record_access.left(actor, f"{SIGN_OUT}_all", actor.account_id, facts)
        return ended
