"""Sessions in the memory of one process."""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256

from attrs import evolve

from foodmarket.domain.accounts.model import AccountId, Session, SessionId
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.ports.clock import Clock


class MemorySessions:
    """Sessions by the hash of their token."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sessions: dict[bytes, Session] = {}
        self._of: defaultdict[AccountId, set[bytes]] = defaultdict(set)
        self._floors: dict[AccountId, int] = {}

    async def open(self, token: str, session: Session) -> None:
        digest, account_id = _digest(token), session.actor.account_id
        if account_id is not None:
            if self._floors.get(account_id, 0) > session.of_version:
                raise StaleFacts
            self._of[account_id].add(digest)
        self._sessions[digest] = session

    async def find(self, token: str) -> Session | None:
        digest = _digest(token)
        session = self._live(digest)
        if session is not None:
            session = self._sessions[digest] = evolve(session, seen_at=self._clock.now())
        return session

    async def of(self, account_id: AccountId) -> Sequence[Session]:
        found = [self._live(digest) for digest in list(self._of.get(account_id, ()))]
        live = [session for session in found if session is not None]
        return sorted(live, key=lambda session: session.seen_at, reverse=True)

    async def end(self, token: str) -> None:
        self._forget(_digest(token))

    async def end_one(self, account_id: AccountId, session_id: SessionId) -> bool:
        for digest in list(self._of.get(account_id, ())):
            session = self._live(digest)
            if session is not None and session.id == session_id:
                self._forget(digest)
                return True
        return False

    async def end_all(
        self, account_id: AccountId, *, version: int = 0, but: SessionId | None = None
    ) -> int:
        if version:
            self._floors[account_id] = max(version, self._floors.get(account_id, 0))
        ended = 0
        for digest in list(self._of.get(account_id, ())):
            session = self._live(digest)
            if session is not None and session.id != but:
                self._forget(digest)
                ended += 1
        return ended

    def _live(self, digest: bytes) -> Session | None:
        session = self._sessions.get(digest)
        if session is not None and session.ends_at <= self._clock.now():
            self._forget(digest)
            return None
        return session

    def _forget(self, digest: bytes) -> None:
        session = self._sessions.pop(digest, None)
        if session is not None and session.actor.account_id is not None:
            mine = self._of[session.actor.account_id]
            mine.discard(digest)
            if not mine:
                del self._of[session.actor.account_id]


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
