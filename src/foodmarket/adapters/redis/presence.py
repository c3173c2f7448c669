"""Who is there: a key for each, with the instant until which it counts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis

from foodmarket import ports
from foodmarket.adapters.redis.connection import refusing
from foodmarket.domain.kernel.ids import Id

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class RedisPresence:
    """Forgets by the clock that is given here; Redis drops the key after the same span.

    Refuses with `StoreUnavailable` where Redis does not answer.
    """

    def __init__(self, client: Redis, clock: ports.Clock) -> None:
        self._client = client
        self._clock = clock

    async def seen(self, who: Id, lasting: timedelta) -> None:
        until = (self._clock.now() + lasting - _EPOCH) // _MILLISECOND
        with refusing():
            await self._client.set(_key(who), until, px=max(lasting // _MILLISECOND, 1))

    async def present(self, who: Sequence[Id]) -> frozenset[Id]:
        if not who:
            return frozenset()
        with refusing():
            untils = await self._client.mget([_key(one) for one in who])
        now = (self._clock.now() - _EPOCH) // _MILLISECOND
        return frozenset(
            one
            for one, until in zip(who, untils, strict=True)
            if until is not None and int(until) > now
        )


def _key(who: Id) -> str:
    return f"present:{who}"
