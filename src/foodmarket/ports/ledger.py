"""The double-entry book."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.ledger.model import Balance, ChainedEntry, Entry, LedgerAccount
from foodmarket.domain.orders.model import OrderId, OrderState
from foodmarket.domain.reconciliation.model import ClearedLine
from foodmarket.ports.paging import Page


@frozen(kw_only=True)
class CookBalance:
    """A cook's money in one currency, in minor units.

    ``held`` is in escrow; ``retained`` settles when dispute windows close; ``payable`` is to be
    paid out; ``owed`` is what the cook owes.
    """

    currency: Currency
    held: int
    retained: int
    payable: int
    owed: int


@frozen(kw_only=True)
class BalanceLine:
    """One order's part of a cook's balance; ``settles_at`` is when its retention settles."""

    order_id: OrderId
    state: OrderState
    held: int
    retained: int
    currency: Currency
    settles_at: datetime | None


class Ledger(Protocol):
    """The book, to be read; entries are added with the change that they book."""

    async def entries(self, order_id: Id) -> Sequence[Entry]:
        """Return an order's entries, oldest first."""
        ...

    async def balances(self) -> Sequence[Balance]:
        """Return the balance of every kind of platform account, and the sums of the others.

        Accounts of orders and cooks are summed per kind, as ``escrow:*``.
        """
        ...

    async def balance(self, account: LedgerAccount, currency: Currency) -> Balance:
        """Return one account's balance."""
        ...

    async def cook_balances(self, cook_id: CookId) -> Sequence[CookBalance]:
        """Return a cook's balances, one per currency; of nothing in the cook's own at first."""
        ...

    async def cook_lines(self, cook_id: CookId, page: Page) -> Sequence[BalanceLine]:
        """Return the orders that hold or retain money for a cook, newest first."""
        ...

    async def statement(
        self, account: LedgerAccount, currency: Currency, page: Page
    ) -> Sequence[Entry]:
        """Return entries that touch an account, newest first; the page cursor is an entry's key."""
        ...

    def cleared(self, provider: str, start: datetime, end: datetime) -> AsyncIterator[ClearedLine]:
        """Return what the book says a provider moved from ``start`` until ``end``, streamed."""
        ...

    def chained(self) -> AsyncIterator[ChainedEntry]:
        """Return the chained entries in order, streamed."""
        ...

    async def extend_chain(self, limit: int) -> int:
        """Chain up to ``limit`` entries that are not chained yet; return how many.

        Takes effect at once, not at the commit. Only one caller at a time does it.
        """
        ...
