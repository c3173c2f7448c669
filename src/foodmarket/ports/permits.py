"""The documents that cooks show."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.permits.model import Permit, PermitId
from foodmarket.ports.paging import Page


class Permits(Protocol):
    """Cooks' permits."""

    def add(self, permit: Permit) -> None:
        """Add a permit."""
        ...

    def save(self, permit: Permit) -> None:
        """Save a changed permit (its ``version`` as it was read); stale ones are refused."""
        ...

    async def get(self, permit_id: PermitId) -> Permit | None:
        """Return a permit."""
        ...

    async def of_cook(self, cook_id: CookId) -> Sequence[Permit]:
        """Return all permits of a cook, newest first."""
        ...

    async def waiting(self, page: Page) -> Sequence[Permit]:
        """Return what nobody has decided on, oldest first."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[PermitId]:
        """Return the permits of whose end somebody is to be told, longest due first."""
        ...
