"""Sessions in the memory of one process."""

from collections import defaultdict
from hashlib import sha256

from foodmarket.domain.accounts.model import AccountId, Session
from foodmarket.ports.clock import Clock


class MemorySessions:
    """Sessions by the hash of their token."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sessions: dict[bytes, Session] = {}
        self._of: defaultdict[AccountId, set[bytes]] = defaultdict(set)

    async def open(self, token: str, session: Session) -> None:
        digest = _digest(token)
        self._sessions[digest] = session
        if session.actor.account_id is not None:
            self._of[session.actor.account_id].add(digest)

    async def find(self, token: str) -> Session | None:
        digest = _digest(token)
        session = self._sessions.get(digest)
        if session is not None and session.expires_at <= self._clock.now():
            self._forget(digest)
            return None
        return session

    async def close(self, token: str) -> None:
        self._forget(_digest(token))

    async def close_all(self, account_id: AccountId) -> int:
        now = self._clock.now()
        live = 0
        for digest in list(self._of.get(account_id, ())):
            live += self._sessions[digest].expires_at > now
            self._forget(digest)
        return live

    def _forget(self, digest: bytes) -> None:
        session = self._sessions.pop(digest, None)
        if session is not None and session.actor.account_id is not None:
            mine = self._of[session.actor.account_id]
            mine.discard(digest)
            if not mine:
                del self._of[session.actor.account_id]


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
