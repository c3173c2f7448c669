"""The book as it concerns cooks, in memory."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import dropwhile, islice

from attrs import frozen

from foodmarket.adapters.memory.tables import Tables
from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.ledger.model import (
    AccountKind,
    Entry,
    LedgerAccount,
    payable,
    receivable,
    retention,
)
from foodmarket.domain.orders.model import OrderId, OrderState
from foodmarket.domain.statements.model import StatedEntry
from foodmarket.ports.paging import Page


@frozen
class MemoryStatements:
    _tables: Tables

    async def between(
        self, cook_id: CookId, currency: Currency, start: datetime, end: datetime
    ) -> AsyncIterator[StatedEntry]:
        entries = self._of_cook(cook_id, currency, self._tables.entries.values())
        for entry in sorted(entries, key=lambda it: it.at):
            if start <= entry.at < end:
                yield self._stated(entry)

    async def booked_after(
        self, cook_id: CookId, currency: Currency, after: str | None, until: str
    ) -> AsyncIterator[StatedEntry]:
        booked: Iterable[Entry] = list(self._tables.entries.values())
        if after is not None:
            booked = islice(dropwhile(lambda it: it.key != after, booked), 1, None)
        for entry in self._of_cook(cook_id, currency, booked):
            yield self._stated(entry)
            if entry.key == until:
                return

    async def payable_before(self, cook_id: CookId, currency: Currency, at: datetime) -> Money:
        return self._payable(cook_id, currency, lambda it: it.at < at)

    async def payable_through(self, cook_id: CookId, currency: Currency, key: str) -> Money:
        keys = list(self._tables.entries)
        booked = set(keys[: keys.index(key) + 1]) if key in self._tables.entries else set()
        return self._payable(cook_id, currency, lambda it: it.key in booked)

    async def all_payable_before(self, at: datetime) -> Sequence[Money]:
        sums: Counter[Currency] = Counter()
        for entry in self._tables.entries.values():
            for posting in entry.postings if entry.at < at else ():
                if posting.account.kind is AccountKind.PAYABLE:
                    sums[entry.currency] += posting.amount
        return [Money(sums[currency], currency) for currency in sorted(sums)]

    async def cooks(self, page: Page) -> Sequence[tuple[CookId, Sequence[Currency]]]:
        found: dict[CookId, list[Currency]] = {}
        for account, currency in sorted(self._accounts()):
            found.setdefault(CookId(account.owner), []).append(currency)
        later = [it for it in found.items() if page.after is None or it[0] > page.after]
        return later[: page.limit]

    async def count_cooks(self) -> int:
        return len({account for account, _ in self._accounts()})

    def _accounts(self) -> list[tuple[LedgerAccount, Currency]]:
        kept = self._tables.entries_on
        return [book for book in kept if book[0].kind is AccountKind.PAYABLE]

    def _of_cook(
        self, cook_id: CookId, currency: Currency, entries: Iterable[Entry]
    ) -> Iterator[Entry]:
        own = {payable(cook_id), receivable(cook_id)}
        own |= {retention(order_id) for order_id in self._tables.orders_of.get(cook_id, ())}
        for entry in entries:
            if entry.currency == currency and any(it.account in own for it in entry.postings):
                yield entry

    def _payable(
        self, cook_id: CookId, currency: Currency, counts: Callable[[Entry], bool]
    ) -> Money:
        account = payable(cook_id)
        entries = self._tables.entries_on.get((account, currency), ())
        postings = (posting for entry in entries if counts(entry) for posting in entry.postings)
        return Money(sum(it.amount for it in postings if it.account == account), currency)

    def _stated(self, entry: Entry) -> StatedEntry:
        order = self._tables.orders.get(OrderId(entry.order_id))
        retains = order is not None and order.state is OrderState.COMPLETED
        return StatedEntry(entry=entry, settles_at=order.deadline if order and retains else None)
