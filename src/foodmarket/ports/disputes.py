"""Disputes, to be read."""

from collections.abc import Sequence
from typing import Protocol

from foodmarket.domain.disputes.model import Dispute, DisputeId, DisputeKind, DisputeState
from foodmarket.domain.orders.model import OrderId
from foodmarket.ports.paging import Page


class Disputes(Protocol):
    """Disputes, to be read; they are saved with the change of their order."""

    async def order_of(self, dispute_id: DisputeId) -> OrderId | None:
        """Return the order of a dispute."""
        ...

    async def listed(
        self, kind: DisputeKind | None, state: DisputeState | None, page: Page
    ) -> Sequence[Dispute]:
        """Return disputes, newest first, of one kind or state or of all."""
        ...
