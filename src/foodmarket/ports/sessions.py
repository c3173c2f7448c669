"""Sign-ins that last."""

from collections.abc import Sequence
from typing import Protocol

from foodmarket.domain.accounts.model import AccountId, Session, SessionId


class Sessions(Protocol):
    """Keeps sessions by a token that only the client knows; the store keeps its hash alone."""

    async def open(self, token: str, session: Session) -> None:
        """Keep the session until it ends.

        Refuses with `StaleFacts` where `end_all` was told of a newer version of the account.
        """
        ...

    async def find(self, token: str) -> Session | None:
        """Return the session of the token, seen now; None where there is none (any more)."""
        ...

    async def of(self, account_id: AccountId) -> Sequence[Session]:
        """Return the account's sessions, last seen first."""
        ...

    async def end(self, token: str) -> None:
        """End one session. Ending an unknown one does nothing."""
        ...

    async def end_one(self, account_id: AccountId, session_id: SessionId) -> bool:
        """End one session of the account; tell whether there was such a session."""
        ...

    async def end_all(
        self, account_id: AccountId, *, version: int = 0, but: SessionId | None = None
    ) -> int:
        """End every session of the account, except ``but``; return how many there were.

        After a change of the account, ``version`` is its new one: whoever signs in at the same
        time and has read an older version can't open a session any more.
        """
        ...
