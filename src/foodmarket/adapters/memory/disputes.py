"""Disputes, in memory."""

from collections.abc import Sequence

from attrs import frozen

from foodmarket.adapters.memory.paging import descending
from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.domain.disputes.model import Dispute, DisputeId, DisputeKind, DisputeState
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.orders.model import OrderId
from foodmarket.ports.paging import Page


@frozen
class MemoryDisputes:
    _tables: Tables

    async def order_of(self, dispute_id: DisputeId) -> OrderId | None:
        dispute = self._tables.disputes.get(dispute_id)
        return None if dispute is None else OrderId(dispute.order_id)

    async def listed(
        self, kind: DisputeKind | None, state: DisputeState | None, page: Page
    ) -> Sequence[Dispute]:
        disputes = self._tables.disputes
        newest = (disputes[it] for it in descending(sorted(disputes), page.after))
        chosen = (it for it in newest if kind in {None, it.kind} and state in {None, it.state})
        return list(chosen)[: page.limit]


def keep_dispute(commit: Commit, dispute: Dispute) -> None:
    """Add a dispute, or save a changed one. Refuses with `StaleFacts` what somebody changed.

    A provider's dispute has one document.
    """
    disputes, side = commit.tables.disputes, dispute.chargeback
    if dispute.version == 1:
        commit.insert(disputes, dispute.id, dispute)
        commit.sort_in(commit.tables.disputes_of[dispute.order_id], dispute.id)
        if side is not None:
            commit.insert(commit.tables.chargebacks, (side.provider, side.reference), dispute.id)
        return
    stored = disputes.get(dispute.id)
    if stored is None or stored.version != dispute.version - 1:
        raise StaleFacts
    commit.put(disputes, dispute.id, dispute)
