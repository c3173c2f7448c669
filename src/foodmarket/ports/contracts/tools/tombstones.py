"""Tombstones come back in order, each account once."""

import asyncio

from foodmarket.domain.accounts.model import AccountId, CookId
from foodmarket.domain.privacy.model import ErasureId, Tombstone
from foodmarket.ports.contracts.samples import NOW, an_id
from foodmarket.ports.tombstones import Tombstones


def a_stone(cook_id: CookId | None = None) -> Tombstone:
    """Return the tombstone of somebody."""
    return Tombstone(
        erasure_id=an_id(ErasureId), account_id=an_id(AccountId), cook_id=cook_id, at=NOW
    )


class TombstonesSuite:
    """Fixtures: ``tombstones``."""

    async def test_tombstones_come_back_oldest_first(self, tombstones: Tombstones) -> None:
        """As they were; none at first."""
        assert list(await tombstones.all()) == []
        stones = [a_stone(), a_stone(an_id(CookId))]
        for stone in stones:
            await tombstones.add(stone)
        assert list(await tombstones.all()) == stones

    async def test_an_account_has_one_tombstone(self, tombstones: Tombstones) -> None:
        """The first: an erasure that was interrupted and done again is one erasure."""
        stone = a_stone()
        await tombstones.add(stone)
        await tombstones.add(stone)
        assert list(await tombstones.all()) == [stone]

    async def test_many_are_added_at_once(self, tombstones: Tombstones) -> None:
        """None is lost, and none is torn."""
        stones = [a_stone() for _ in range(20)]
        await asyncio.gather(*map(tombstones.add, stones))
        assert set(await tombstones.all()) == set(stones)
