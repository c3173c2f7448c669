"""Refunds, to be read."""

from collections.abc import Sequence
from typing import Protocol

from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.refunds.model import Refund, RefundId, RefundState
from foodmarket.ports.paging import Page


class Refunds(Protocol):
    """Refunds, to be read; they are saved with the change of their order."""

    async def order_of(self, refund_id: RefundId) -> OrderId | None:
        """Return the order of a refund."""
        ...

    async def listed(self, state: RefundState, page: Page) -> Sequence[Refund]:
        """Return the refunds in one state, oldest first."""
        ...
