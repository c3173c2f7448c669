"""What book and providers disagree on, in memory."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from attrs import frozen

from foodmarket.adapters.memory.accounts import Later
from foodmarket.adapters.memory.booking import book
from foodmarket.adapters.memory.paging import descending
from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.reconciliation.model import (
    Discrepancy,
    DiscrepancyChange,
    DiscrepancyId,
    Unexplained,
)
from foodmarket.ports.discrepancies import DiscrepancyFilter
from foodmarket.ports.paging import Page


@frozen
class MemoryDiscrepancies:
    _tables: Tables
    _later: Later

    def save(self, change: DiscrepancyChange) -> None:
        def write(commit: Commit) -> None:
            tables = commit.tables
            for found in change.discrepancies:
                _keep(commit, found)
            for entry in change.entries:
                book(commit, entry)
            if (day := change.day) is not None:
                commit.put(tables.reconciled_days, (day.provider, day.day), day)

        self._later(write)

    async def get(self, discrepancy_id: DiscrepancyId) -> Discrepancy | None:
        return self._tables.discrepancies.get(discrepancy_id)

    async def of_day(self, provider: str, day: date) -> Sequence[Discrepancy]:
        kept = self._tables.discrepancies
        return [
            kept[it] for it in sorted(kept) if (kept[it].provider, kept[it].day) == (provider, day)
        ]

    async def listed(self, wanted: DiscrepancyFilter, page: Page) -> Sequence[Discrepancy]:
        kept = self._tables.discrepancies
        ids = descending(sorted(kept), page.after)
        return [kept[it] for it in ids if _fits(kept[it], wanted)][: page.limit]

    async def open_days(self, provider: str, limit: int) -> Sequence[date]:
        open_ = {it.day for it in self._open() if it.provider == provider}
        return sorted(open_, reverse=True)[:limit]

    async def unexplained(self) -> Sequence[Unexplained]:
        sums: dict[tuple[str, Currency], list[Discrepancy]] = defaultdict(list)
        for it in self._open():
            sums[it.provider, it.unexplained.currency].append(it)
        return [
            Unexplained(
                provider=provider,
                count=len(found),
                amount=Money(sum(abs(it.unexplained.amount) for it in found), currency),
                oldest=min(it.first_seen for it in found),
            )
            for (provider, currency), found in sorted(sums.items())
        ]

    async def last_day(self, provider: str) -> date | None:
        days = [day for of, day in self._tables.reconciled_days if of == provider]
        return max(days, default=None)

    async def claim_day(self, provider: str, day: date, now: datetime, lease: timedelta) -> bool:
        tables, which = self._tables, (provider, day)
        if which in tables.reconciled_days or tables.claimed_days.get(which, now) > now:
            return False
        tables.claimed_days[which] = now + lease
        return True

    def _open(self) -> list[Discrepancy]:
        return [it for it in self._tables.discrepancies.values() if it.state.unresolved]


def _fits(it: Discrepancy, wanted: DiscrepancyFilter) -> bool:
    return (
        wanted.state in {None, it.state}
        and wanted.provider in {None, it.provider}
        and wanted.kind in {None, it.difference.kind}
    )


def _keep(commit: Commit, found: Discrepancy) -> None:
    tables = commit.tables
    if found.version == 1:
        commit.insert(tables.discrepancy_of, (found.provider, found.identity), found.id)
        commit.insert(tables.discrepancies, found.id, found)
        return
    stored = tables.discrepancies.get(found.id)
    if stored is None or stored.version != found.version - 1:
        raise StaleFacts
    commit.put(tables.discrepancies, found.id, found)
