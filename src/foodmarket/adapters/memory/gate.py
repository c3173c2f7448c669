"""The gate in the memory of one process."""

from collections.abc import Iterator, Sequence

from foodmarket.adapters.memory.limiter import MemoryLimiter
from foodmarket.adapters.memory.sessions import MemorySessions
from foodmarket.domain.accounts.model import Session
from foodmarket.ports.gate import Entry, Toll


class MemoryGate:
    """Nothing is waited for between looking and counting, so requests don't mix."""

    def __init__(self, sessions: MemorySessions, limiter: MemoryLimiter) -> None:
        self._sessions = sessions
        self._limiter = limiter

    async def enter(
        self, token: str | None, tolls: Sequence[Toll] = (), per_account: Sequence[Toll] = ()
    ) -> Entry:
        session = await self._sessions.find(token) if token is not None else None
        due = [(toll.key, toll) for toll in tolls] + list(_of_account(session, per_account))
        looked = [(self._limiter.look(key, toll.rate), toll) for key, toll in due]
        refused = [(one, toll) for one, toll in looked if not one.allowed]
        if refused:
            allowance, toll = max(refused, key=lambda pair: pair[0].retry_after)
            return Entry(session, allowance, toll)
        counted = [(await self._limiter.take(key, it.rate), it) for key, it in due if it.takes]
        if not counted:
            return Entry(session)
        allowance, toll = min(counted, key=lambda pair: pair[0].left)
        return Entry(session, allowance, toll)


def _of_account(session: Session | None, tolls: Sequence[Toll]) -> Iterator[tuple[str, Toll]]:
    if session is not None and session.actor.account_id is not None:
        for toll in tolls:
            yield f"{toll.key}:{session.actor.account_id}", toll
