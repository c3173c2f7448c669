"""The documents that cooks show, in memory."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from attrs import evolve, frozen

from foodmarket.adapters.memory.accounts import Later
from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.permits.model import Permit, PermitId, PermitState
from foodmarket.ports.paging import Page


@frozen
class MemoryPermits:
    _tables: Tables
    _later: Later

    def add(self, permit: Permit) -> None:
        self._later(lambda commit: commit.insert(commit.tables.permits, permit.id, permit))

    def save(self, permit: Permit) -> None:
        def write(commit: Commit) -> None:
            stored = commit.tables.permits.get(permit.id)
            if stored is None or stored.version != permit.version:
                raise StaleFacts
            saved = evolve(permit, version=permit.version + 1)
            commit.put(commit.tables.permits, permit.id, saved)

        self._later(write)

    async def get(self, permit_id: PermitId) -> Permit | None:
        return self._tables.permits.get(permit_id)

    async def of_cook(self, cook_id: CookId) -> Sequence[Permit]:
        found = [it for it in self._tables.permits.values() if it.cook_id == cook_id]
        return sorted(found, key=lambda it: it.id, reverse=True)

    async def waiting(self, page: Page) -> Sequence[Permit]:
        permits = self._tables.permits
        found = (permits[it] for it in sorted(permits) if page.after is None or it > page.after)
        return list(islice((it for it in found if it.state is PermitState.SUBMITTED), page.limit))

    async def due(self, now: datetime, limit: int) -> Sequence[PermitId]:
        due = [(it.due_at, it.id) for it in self._tables.permits.values() if it.due_at is not None]
        return [permit_id for at, permit_id in sorted(due) if at <= now][:limit]
