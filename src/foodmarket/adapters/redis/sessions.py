"""Sessions by the hash of their token, and per account an index of them."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import msgspec
from redis.asyncio import Redis

from foodmarket import ports
from foodmarket.adapters.redis.connection import refusing
from foodmarket.domain.accounts.model import AccountId, Actor, CookId, Duty, Role, Session
from foodmarket.domain.kernel.language import Language

_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# One script each, so that the index never disagrees with what it lists.
_OPEN = """
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[3], KEYS[1])
if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[2]) then
    redis.call('PEXPIRE', KEYS[2], ARGV[2])
end
"""
_CLOSE_ALL = """
local live = 0
for _, key in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[1], '+inf')) do
    live = live + redis.call('DEL', key)
end
redis.call('DEL', KEYS[1])
return live
"""


class _Stored(msgspec.Struct, array_like=True):
    role: Role
    account_id: str | None
    cook_id: str | None
    language: Language
    opened_at: datetime
    expires_at: datetime
    duties: frozenset[Duty] = frozenset()


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
        self._close_all = client.register_script(_CLOSE_ALL)

    async def open(self, token: str, session: Session) -> None:
        now = self._clock.now()
        lasts = (session.expires_at - now) // _MILLISECOND
        if lasts <= 0:
            return
        actor = session.actor
        value = _encode(
            _Stored(
                role=actor.role,
                account_id=None if actor.account_id is None else str(actor.account_id),
                cook_id=None if actor.cook_id is None else str(actor.cook_id),
                language=session.language,
                opened_at=session.opened_at,
                expires_at=session.expires_at,
                duties=actor.duties,
            )
        )
        keys = [_key(token), _index(actor.account_id)]
        with refusing():
            await self._open(keys, [value, lasts, _score(session.expires_at), _score(now)])

    async def find(self, token: str) -> Session | None:
        with refusing():
            value = await self._client.get(_key(token))
        if value is None:
            return None
        try:
            stored = _decode(value)
        except msgspec.DecodeError:
            return None  # written by another version: sign in again
        if stored.expires_at <= self._clock.now():
            return None
        return Session(
            actor=Actor(
                stored.role,
                None if stored.account_id is None else AccountId(stored.account_id),
                None if stored.cook_id is None else CookId(stored.cook_id),
                stored.duties,
            ),
            language=stored.language,
            opened_at=stored.opened_at,
            expires_at=stored.expires_at,
        )

    async def close(self, token: str) -> None:
        with refusing():
            await self._client.delete(_key(token))  # the index drops it with the next sign-in

    async def close_all(self, account_id: AccountId) -> int:
        with refusing():
            return int(await self._close_all([_index(account_id)], [_score(self._clock.now())]))


def _key(token: str) -> str:
    return f"session:{sha256(token.encode()).hexdigest()}"


def _index(account_id: AccountId | None) -> str:
    return f"sessions:{account_id or 'nobody'}"


def _score(instant: datetime) -> int:
    return (instant - _EPOCH) // _MILLISECOND
