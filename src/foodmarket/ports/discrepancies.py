"""What book and providers disagree on, kept until something resolves it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from attrs import frozen

from foodmarket.domain.reconciliation.model import (
    DifferenceKind,
    Discrepancy,
    DiscrepancyChange,
    DiscrepancyId,
    DiscrepancyState,
    Unexplained,
)
from foodmarket.ports.paging import Page


@frozen(kw_only=True)
class DiscrepancyFilter:
    """Which discrepancies are wanted; None takes any."""

    state: DiscrepancyState | None = None
    provider: str | None = None
    kind: DifferenceKind | None = None


class Discrepancies(Protocol):
    """Discrepancies, and the days that were reconciled."""

    def save(self, change: DiscrepancyChange) -> None:
        """Save discrepancies, entries and the day; the commit refuses with `StaleFacts`."""
        ...

    async def get(self, discrepancy_id: DiscrepancyId) -> Discrepancy | None:
        """Return a discrepancy."""
        ...

    async def of_day(self, provider: str, day: date) -> Sequence[Discrepancy]:
        """Return everything that was ever found of a provider's day (UTC), oldest first."""
        ...

    async def listed(self, wanted: DiscrepancyFilter, page: Page) -> Sequence[Discrepancy]:
        """Return what is wanted, newest first."""
        ...

    async def open_days(self, provider: str, limit: int) -> Sequence[date]:
        """Return the latest days (UTC) of which something is open or proposed, latest first."""
        ...

    async def unexplained(self) -> Sequence[Unexplained]:
        """Return what is open or proposed, summed by provider and currency; cheap."""
        ...

    async def last_day(self, provider: str) -> date | None:
        """Return the latest day (UTC) that was reconciled; None where none ever was."""
        ...

    async def claim_day(self, provider: str, day: date, now: datetime, lease: timedelta) -> bool:
        """Keep a day that was not reconciled yet from other claimers; tell whether it is ours.

        Takes effect at once, not at the commit.
        """
        ...
