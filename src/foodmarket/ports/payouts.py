"""How cooks are paid."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.payouts.model import Payout, PayoutChange, PayoutId, PayoutPlan, Standing
from foodmarket.ports.paging import Page


class Payouts(Protocol):
    """How cooks are paid, and their payouts."""

    def save(self, change: PayoutChange) -> None:
        """Save plan, payouts and entries; the commit refuses with `StaleFacts`."""
        ...

    async def plan(self, cook_id: CookId) -> PayoutPlan | None:
        """Return how a cook is paid; None until it was first chosen."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[CookId]:
        """Return the cooks whose payout date has come, longest due first."""
        ...

    async def standing(self, cook_id: CookId, currency: Currency, now: datetime) -> Standing:
        """Return what decisions about a cook's payouts need."""
        ...

    async def get(self, payout_id: PayoutId) -> Payout | None:
        """Return a payout."""
        ...

    async def before(self, payout: Payout) -> Payout | None:
        """Return the cook's payout before that one in its currency; None for the first."""
        ...

    async def of_cook(self, cook_id: CookId, page: Page) -> Sequence[Payout]:
        """Return a cook's payouts, newest first."""
        ...

    def moving(self, provider: str, start: datetime, end: datetime) -> AsyncIterator[Payout]:
        """Return payouts reserved from ``start`` until ``end``, in whatever state, streamed."""
        ...

    async def unfinished(self, now: datetime, limit: int) -> Sequence[Payout]:
        """Return payouts that are due to be looked at, longest due first."""
        ...
