"""Sessions by the hash of their token, and per account an index of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import msgspec
from redis.asyncio import Redis

from foodmarket import ports
from foodmarket.adapters.redis.connection import refusing
from foodmarket.domain.accounts.model import (
    AccountId,
    Actor,
    CookId,
    Duty,
    Role,
    Session,
    SessionId,
)
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.language import Language

_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FLOOR_KEPT = 3_600_000  # milliseconds; far longer than any sign-in takes

# One script each, so that the index never disagrees with what it lists. A session is a hash; its
# key is in the index of its account, by the instant at which it ends at the latest.
LIVE = """
local function live(key, now)
    local row = redis.call('HMGET', key, 'value', 'ends', 'idle', 'seen', 'account')
    if row[1] and now < math.min(tonumber(row[2]), row[3] + row[4]) then
        return row
    end
end
"""
FIND = """
local function find(key, now)
    local row = live(key, now)
    if not row then
        return false
    end
    redis.call('HSET', key, 'seen', string.format('%.0f', now))
    redis.call('PEXPIRE', key, string.format('%.0f', math.min(row[2] - now, tonumber(row[3]))))
    return row[1], row[5]
end
"""
_FIND = f"{LIVE}{FIND}return (find(KEYS[1], tonumber(ARGV[1])))"
_OPEN = """
local ends, idle, now = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if tonumber(redis.call('GET', KEYS[3]) or 0) > tonumber(ARGV[6]) then
    return 0
end
redis.call('HSET', KEYS[1], 'value', ARGV[1], 'id', ARGV[2],
    'ends', ARGV[3], 'idle', ARGV[4], 'seen', ARGV[5], 'account', ARGV[7])
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.min(ends - now, idle)))
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[5])
redis.call('ZADD', KEYS[2], ARGV[3], KEYS[1])
if redis.call('PTTL', KEYS[2]) < ends - now then
    redis.call('PEXPIRE', KEYS[2], string.format('%.0f', ends - now))
end
return 1
"""
_OF = f"""{LIVE}
local found = {{}}
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    local row = live(key, tonumber(ARGV[1]))
    if row then
        found[#found + 1] = {{row[1], row[4]}}
    else
        redis.call('ZREM', KEYS[1], key)
    end
end
return found
"""
_END = f"""{LIVE}
local ended = 0
if tonumber(ARGV[4]) > tonumber(redis.call('GET', KEYS[2]) or 0) then
    redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5])
end
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    local id = redis.call('HGET', key, 'id')
    if id ~= ARGV[3] and (ARGV[2] == '' or id == ARGV[2]) then
        ended = ended + (live(key, tonumber(ARGV[1])) and 1 or 0)
        redis.call('DEL', key)
        redis.call('ZREM', KEYS[1], key)
    end
end
return ended
"""


class _Stored(msgspec.Struct, array_like=True):
    id: str
    role: Role
    account_id: str | None
    cook_id: str | None
    language: Language
    agent: str
    opened_at: datetime
    expires_at: datetime
    idle_ms: int
    of_version: int
    duties: frozenset[Duty] = frozenset()
    verified: bool = False


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Stored).decode


class RedisSessions:
    """Every method refuses with `StoreUnavailable` where Redis does not answer.

    A session ends by the clock that is given here. Redis forgets it after the same span of its own
    time, so that it stays clean; the two differ only where somebody moves the clock.
    """

    def __init__(self, client: Redis, clock: ports.Clock) -> None:
        self._client = client
        self._clock = clock
        self._open = client.register_script(_OPEN)
        self._find = client.register_script(_FIND)
        self._of = client.register_script(_OF)
        self._end = client.register_script(_END)

    async def open(self, token: str, session: Session) -> None:
        now = self._clock.now()
        if session.ends_at <= now:
            return
        account_id = session.actor.account_id
        arguments: list[str | bytes | int] = [
            _written(session),
            session.id,
            instant(session.expires_at),
            session.idle_for // _MILLISECOND,
            instant(now),
            session.of_version,
            account_id or "",
        ]
        with refusing():
            kept = await self._open(
                [session_key(token), _index(account_id), _floor(account_id)], arguments
            )
        if not kept:
            raise StaleFacts

    async def find(self, token: str) -> Session | None:
        now = self._clock.now()
        with refusing():
            value = await self._find([session_key(token)], [instant(now)])
        return read_session(value, now)

    async def of(self, account_id: AccountId) -> Sequence[Session]:
        with refusing():
            rows = await self._of([_index(account_id)], [instant(self._clock.now())])
        found = [read_session(value, _EPOCH + int(seen) * _MILLISECOND) for value, seen in rows]
        live = [session for session in found if session is not None]
        return sorted(live, key=lambda session: session.seen_at, reverse=True)

    async def end(self, token: str) -> None:
        with refusing():  # the index drops it with the next sign-in, or when it is listed
            await self._client.delete(session_key(token))

    async def end_one(self, account_id: AccountId, session_id: SessionId) -> bool:
        return bool(await self._end_some(account_id, only=session_id))

    async def end_all(
        self, account_id: AccountId, *, version: int = 0, but: SessionId | None = None
    ) -> int:
        return await self._end_some(account_id, version=version, but=but or "")

    async def _end_some(
        self, account_id: AccountId, *, only: str = "", but: str = "", version: int = 0
    ) -> int:
        now = instant(self._clock.now())
        with refusing():
            ended = await self._end(
                [_index(account_id), _floor(account_id)], [now, only, but, version, _FLOOR_KEPT]
            )
        return int(ended)


def read_session(value: bytes | None, seen_at: datetime) -> Session | None:
    """Return the stored session; None for what another version wrote: sign in again."""
    if value is None:
        return None
    try:
        stored = _decode(value)
    except msgspec.DecodeError:
        return None
    return Session(
        id=SessionId(stored.id),
        actor=Actor(
            stored.role,
            None if stored.account_id is None else AccountId(stored.account_id),
            None if stored.cook_id is None else CookId(stored.cook_id),
            stored.duties,
            stored.verified,
        ),
        language=stored.language,
        agent=stored.agent,
        opened_at=stored.opened_at,
        seen_at=seen_at,
        expires_at=stored.expires_at,
        idle_for=stored.idle_ms * _MILLISECOND,
        of_version=stored.of_version,
    )


def _written(session: Session) -> bytes:
    actor = session.actor
    return _encode(
        _Stored(
            id=str(session.id),
            role=actor.role,
            account_id=None if actor.account_id is None else str(actor.account_id),
            cook_id=None if actor.cook_id is None else str(actor.cook_id),
            language=session.language,
            agent=session.agent,
            opened_at=session.opened_at,
            expires_at=session.expires_at,
            idle_ms=session.idle_for // _MILLISECOND,
            of_version=session.of_version,
            duties=actor.duties,
            verified=actor.verified,
        )
    )


def session_key(token: str) -> str:
    """Return the key of a token's session."""
    return f"session:{sha256(token.encode()).hexdigest()}"


def _index(account_id: AccountId | None) -> str:
    return f"sessions:{account_id or 'nobody'}"


def _floor(account_id: AccountId | None) -> str:
    return f"sessions-from:{account_id or 'nobody'}"


def instant(at: datetime) -> int:
    """Return an instant in milliseconds."""
    return (at - _EPOCH) // _MILLISECOND
