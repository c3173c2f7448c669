"""The gate: the session and every rate of a request, in one script and one round trip."""

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from redis.asyncio import Redis

from foodmarket import ports
from foodmarket.adapters.redis.connection import refusing
from foodmarket.adapters.redis.limiter import GRACE, bucket_key, in_microseconds, microseconds
from foodmarket.adapters.redis.script import Script
from foodmarket.adapters.redis.sessions import FIND, LIVE, instant, read_session, session_key
from foodmarket.ports.gate import Entry, Toll
from foodmarket.ports.limiter import Allowance

# Buckets are those of the limiter. Of an account the keys are made here, where the session is
# found; a Redis cluster would need them before, so sessions and rates live on one primary.
_ENTER = f"""{LIVE}{FIND}
local now, grace, many = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local value, account = false, ''
if KEYS[1] ~= '' then
    value, account = find(KEYS[1], tonumber(ARGV[1]))
end
local buckets, at = {{}}, 5
local function add(key, one, size, takes)
    local full = math.max(tonumber(redis.call('GET', key) or 0), now) + one
    buckets[#buckets + 1] = {{key, full, tonumber(one), tonumber(size), takes}}
end
for number = 1, many do
    add(KEYS[number + 1], ARGV[at], ARGV[at + 1], ARGV[at + 2])
    at = at + 3
end
while value and account ~= '' and at < #ARGV do
    add(ARGV[at] .. account .. ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4])
    at = at + 5
end
local wait, least, which = 0, -1, 0
for number, bucket in ipairs(buckets) do
    local over = bucket[2] - now - bucket[4]
    if over > wait then
        wait, which = over, number
    end
end
if wait > 0 then
    return {{value, which, -1, wait}}
end
for number, bucket in ipairs(buckets) do
    if bucket[5] ~= '0' then
        local left = math.floor((now + bucket[4] - bucket[2]) / bucket[3])
        if least < 0 or left < least then
            least, which = left, number
        end
        local keep = math.ceil((bucket[2] - now) / 1000) + grace
        redis.call('SET', bucket[1], string.format('%.0f', bucket[2]),
            'PX', string.format('%.0f', keep))
    end
end
return {{value, which, least, 0}}
"""


class RedisGate:
    """Refuses with `StoreUnavailable` where Redis does not answer.

    Counts by the clock that is given here, as `RedisLimiter` does, and into the same buckets.
    """

    def __init__(self, client: Redis, clock: ports.Clock) -> None:
        self._clock = clock
        self._enter = Script(client, _ENTER)

    async def enter(
        self, token: str | None, tolls: Sequence[Toll] = (), per_account: Sequence[Toll] = ()
    ) -> Entry:
        if token is None and not tolls:
            return Entry()
        now = self._clock.now()
        keys = ["" if token is None else session_key(token)]
        arguments: list[str | int] = [instant(now), microseconds(now), GRACE, len(tolls)]
        for toll in tolls:
            keys.append(bucket_key(toll.key, toll.rate))
            arguments += (*in_microseconds(toll.rate), toll.takes)
        for toll in per_account:
            arguments += _of_account(toll)
        with refusing():
            value, which, left, wait = await self._enter(keys, arguments)
        session = read_session(value, now)
        if not which:
            return Entry(session)
        allowance = Allowance(
            allowed=left >= 0, left=max(left, 0), retry_after=timedelta(microseconds=wait)
        )
        return Entry(session, allowance, (*tolls, *per_account)[which - 1])


@lru_cache(maxsize=64)
def _of_account(toll: Toll) -> tuple[str | int, ...]:
    before, _, after = bucket_key(f"{toll.key}:\0", toll.rate).partition("\0")
    return (before, after, *in_microseconds(toll.rate), toll.takes)
