"""The book as it concerns cooks, for statements of their money."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.statements.model import StatedEntry
from foodmarket.ports.paging import Page


class Statements(Protocol):
    """Entries that move what is payable to a cook, owed by the cook, or retained of the orders."""

    def between(
        self, cook_id: CookId, currency: Currency, start: datetime, end: datetime
    ) -> AsyncIterator[StatedEntry]:
        """Return a cook's entries from ``start`` up to, not including, ``end``, oldest first."""
        ...

    def booked_after(
        self, cook_id: CookId, currency: Currency, after: str | None, until: str
    ) -> AsyncIterator[StatedEntry]:
        """Return a cook's entries in the order in which they were booked.

        From after the entry of one key (None: from the first) up to and including another's.
        """
        ...

    async def payable_before(self, cook_id: CookId, currency: Currency, at: datetime) -> Money:
        """Return what was payable to a cook by the entries before an instant."""
        ...

    async def payable_through(self, cook_id: CookId, currency: Currency, key: str) -> Money:
        """Return what was payable to a cook once the entry of that key was booked."""
        ...

    async def all_payable_before(self, at: datetime) -> Sequence[Money]:
        """Return what was payable to all cooks together, summed at once, one per currency."""
        ...

    async def cooks(self, page: Page) -> Sequence[tuple[CookId, Sequence[Currency]]]:
        """Return the cooks to whom something was ever payable, by id; the cursor is a cook's id."""
        ...

    async def count_cooks(self) -> int:
        """Return how many those are."""
        ...
