"""Refunds, in memory."""

from collections.abc import Sequence

from attrs import frozen

from foodmarket.adapters.memory.paging import ascending
from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.refunds.model import Refund, RefundId, RefundState
from foodmarket.ports.paging import Page


@frozen
class MemoryRefunds:
    _tables: Tables

    async def order_of(self, refund_id: RefundId) -> OrderId | None:
        refund = self._tables.refunds.get(refund_id)
        return None if refund is None else OrderId(refund.order_id)

    async def listed(self, state: RefundState, page: Page) -> Sequence[Refund]:
        refunds = self._tables.refunds
        ids = ascending(sorted(refunds), page.after)
        return [refunds[it] for it in ids if refunds[it].state is state][: page.limit]


def keep(commit: Commit, refund: Refund) -> None:
    """Add a refund, or save a changed one. Refuses with `StaleFacts` what somebody changed."""
    refunds = commit.tables.refunds
    if refund.version == 1:
        commit.insert(refunds, refund.id, refund)
        commit.sort_in(commit.tables.refunds_of[refund.order_id], refund.id)
        return
    stored = refunds.get(refund.id)
    if stored is None or stored.version != refund.version - 1:
        raise StaleFacts
    commit.put(refunds, refund.id, refund)
