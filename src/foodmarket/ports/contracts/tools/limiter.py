"""A rate is kept, however many try at once."""

import asyncio
from datetime import timedelta

from foodmarket.ports.contracts.samples import a_number
from foodmarket.ports.contracts.tools.moving import MovableClock
from foodmarket.ports.limiter import Limiter, Rate

RATE = Rate(4, timedelta(seconds=8))
ONE = timedelta(seconds=2)  # what one token takes to refill
TICK = timedelta(milliseconds=1)


class LimiterSuite:
    """Fixtures: ``limiter``, ``clock``."""

    async def test_as_many_are_allowed_as_the_rate_says(self, limiter: Limiter) -> None:
        """And it is told how many are left."""
        key = _key()
        allowances = [await limiter.take(key, RATE) for _ in range(5)]
        assert [allowance.allowed for allowance in allowances] == [True] * 4 + [False]
        assert [allowance.left for allowance in allowances] == [3, 2, 1, 0, 0]

    async def test_the_refused_learn_when_to_come_back(
        self, limiter: Limiter, clock: MovableClock
    ) -> None:
        """Then they are allowed, and not before."""
        key = _key()
        for _ in range(4):
            allowed = await limiter.take(key, RATE)
            assert allowed.retry_after == timedelta(0)
        refused = await limiter.take(key, RATE)
        assert ONE - TICK <= refused.retry_after <= ONE + TICK
        clock.advance(refused.retry_after - TICK)
        assert not (await limiter.take(key, RATE)).allowed
        clock.advance(TICK)
        assert (await limiter.take(key, RATE)).allowed
        assert not (await limiter.take(key, RATE)).allowed

    async def test_a_refused_try_costs_nothing(self, limiter: Limiter, clock: MovableClock) -> None:
        """Trying all the time does not push the next chance away."""
        key = _key()
        for _ in range(40):
            await limiter.take(key, RATE)
        clock.advance(ONE + TICK)
        assert (await limiter.take(key, RATE)).allowed

    async def test_it_refills_evenly_up_to_its_size(
        self, limiter: Limiter, clock: MovableClock
    ) -> None:
        """A long rest is worth no more than a full bucket."""
        key = _key()
        for _ in range(4):
            await limiter.take(key, RATE)
        clock.advance(ONE * 2 + TICK)
        assert await _allowed(limiter, key, 4) == 2
        clock.advance(timedelta(days=1))
        assert await _allowed(limiter, key, 9) == 4

    async def test_a_rate_that_does_not_divide_evenly_is_kept(self, limiter: Limiter) -> None:
        """Seven a minute are seven."""
        assert await _allowed(limiter, _key(), 9, Rate(7, timedelta(minutes=1))) == 7
        assert await _allowed(limiter, _key(), 9, Rate(6, timedelta(seconds=1))) == 6

    async def test_keys_are_counted_apart(self, limiter: Limiter) -> None:
        """One who tries too often is no trouble for another."""
        assert await _allowed(limiter, _key(), 9) == 4
        assert await _allowed(limiter, _key(), 9) == 4

    async def test_many_who_try_at_once_get_no_more(self, limiter: Limiter) -> None:
        """64 tries, four allowed."""
        key = _key()
        allowances = await asyncio.gather(*(limiter.take(key, RATE) for _ in range(64)))
        assert sum(allowance.allowed for allowance in allowances) == 4


async def _allowed(limiter: Limiter, key: str, tries: int, rate: Rate = RATE) -> int:
    return sum([(await limiter.take(key, rate)).allowed for _ in range(tries)])


def _key() -> str:
    return f"key-{a_number()}"
