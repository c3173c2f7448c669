"""Tombstones, in memory."""

from collections.abc import Sequence

from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.privacy.model import Tombstone


class MemoryTombstones:
    """Forgets with the process, as the store beside it does."""

    def __init__(self) -> None:
        self._stones: dict[AccountId, Tombstone] = {}

    async def add(self, stone: Tombstone) -> None:
        self._stones.setdefault(stone.account_id, stone)

    async def all(self) -> Sequence[Tombstone]:
        return list(self._stones.values())
