"""Token buckets, one script and one round trip per try."""

from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis

from foodmarket import ports
from foodmarket.adapters.redis.connection import refusing
from foodmarket.ports.limiter import Allowance, Rate

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
GRACE = 60_000  # milliseconds that Redis keeps a full bucket longer, should our clock be slower

# A bucket is known by the instant at which it will be full again: each try moves that instant on
# by the time that one token takes to refill. All numbers are whole microseconds, below 2^53.
_TAKE = """
local now, one, size = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + one
local wait = full - now - size
if wait > 0 then
    return {-1, wait}
end
local keep = math.ceil((full - now) / 1000) + tonumber(ARGV[4])
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', string.format('%.0f', keep))
return {math.floor(-wait / one), 0}
"""


class RedisLimiter:
    """Counts by the clock that is given here, so that a clock that is moved moves the rates, too.

    Processes whose clocks differ by a second count a second apart, which no rate here minds.
    Refuses with `StoreUnavailable` where Redis does not answer.
    """

    def __init__(self, client: Redis, clock: ports.Clock) -> None:
        self._clock = clock
        self._take = client.register_script(_TAKE)

    async def take(self, key: str, rate: Rate) -> Allowance:
        one, size = in_microseconds(rate)
        with refusing():
            left, wait = await self._take(
                [bucket_key(key, rate)], [microseconds(self._clock.now()), one, size, GRACE]
            )
        return Allowance(
            allowed=left >= 0, left=max(left, 0), retry_after=timedelta(microseconds=wait)
        )


def bucket_key(key: str, rate: Rate) -> str:
    """Return where the bucket of a key and a rate is."""
    return f"rate:{key}:{rate.times}:{rate.per // _MICROSECOND}"


def in_microseconds(rate: Rate) -> tuple[int, int]:
    """Return what one token takes to refill, and the size of the bucket."""
    one = rate.per // rate.times // _MICROSECOND
    return one, one * rate.times


def microseconds(at: datetime) -> int:
    """Return an instant in microseconds."""
    return (at - _EPOCH) // _MICROSECOND
