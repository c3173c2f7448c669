"""Who was erased, kept apart from the database and its backups."""

from collections.abc import Sequence
from typing import Protocol

from foodmarket.domain.privacy.model import Tombstone


class Tombstones(Protocol):
    """A list that only grows. It holds ids and instants, nothing personal."""

    async def add(self, stone: Tombstone) -> None:
        """Add a tombstone, and return once it outlives this process."""
        ...

    async def all(self) -> Sequence[Tombstone]:
        """Return every tombstone, oldest first, each account once."""
        ...
