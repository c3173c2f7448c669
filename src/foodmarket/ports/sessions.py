"""Sign-ins that last."""

from typing import Protocol

from foodmarket.domain.accounts.model import AccountId, Session


class Sessions(Protocol):
    """Keeps sessions by a token that only the client knows; the store keeps its hash alone."""

    async def open(self, token: str, session: Session) -> None:
        """Keep the session until it expires."""
        ...

    async def find(self, token: str) -> Session | None:
        """Return the session of the token, or None where there is none (any more)."""
        ...

    async def close(self, token: str) -> None:
        """End one session. Ending an unknown one does nothing."""
        ...

    async def close_all(self, account_id: AccountId) -> int:
        """End every session of the account; return how many there were."""
        ...
