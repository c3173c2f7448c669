"""The book, to be read, in memory."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from itertools import islice

from attrs import frozen

from foodmarket.adapters.memory.paging import descending
from foodmarket.adapters.memory.tables import Tables
from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.ledger.model import (
    GENESIS,
    AccountKind,
    Balance,
    ChainedEntry,
    Entry,
    EntryKind,
    LedgerAccount,
    chain,
    clearing,
    escrow,
    payable,
    receivable,
    retention,
)
from foodmarket.domain.orders.model import OrderId, OrderState
from foodmarket.domain.payments.reports import MovementKind
from foodmarket.domain.payouts.model import PayoutId
from foodmarket.domain.reconciliation.model import (
    BY_REFERENCE,
    CLEARING_KINDS,
    ClearedLine,
    disputed_in,
)
from foodmarket.ports.ledger import BalanceLine, CookBalance
from foodmarket.ports.paging import Page

OWNED = frozenset(kind for kind in AccountKind if kind.guarded) | {
    AccountKind.DISPUTES,
    AccountKind.UNCLAIMED,
}


@frozen
class MemoryLedger:
    _tables: Tables

    async def entries(self, order_id: Id) -> Sequence[Entry]:
        return list(self._tables.entries_of.get(order_id, ()))

    async def balances(self) -> Sequence[Balance]:
        sums: Counter[tuple[LedgerAccount, Currency]] = Counter()
        for entry in self._tables.entries.values():
            for posting in entry.postings:
                kind = posting.account.kind
                line = LedgerAccount(f"{kind}:*") if kind in OWNED else posting.account
                sums[line, entry.currency] += kind.side * posting.amount
        return [Balance(line, Money(sums[line, code], code)) for line, code in sorted(sums)]

    async def balance(self, account: LedgerAccount, currency: Currency) -> Balance:
        return Balance(account, Money(self._balance(account, currency), currency))

    async def cook_balances(self, cook_id: CookId) -> Sequence[CookBalance]:
        tables = self._tables
        orders = [tables.orders[order_id] for order_id in tables.orders_of.get(cook_id, ())]
        currencies = {order.bill.items.currency for order in orders}
        if cook_id in tables.cooks:
            currencies.add(tables.cooks[cook_id].currency)
        return [
            CookBalance(
                currency=code,
                held=sum(tables.funds(escrow(order.id), code) for order in orders),
                retained=sum(tables.funds(retention(order.id), code) for order in orders),
                payable=tables.funds(payable(cook_id), code),
                owed=tables.funds(receivable(cook_id), code),
            )
            for code in sorted(currencies)
        ]

    async def cook_lines(self, cook_id: CookId, page: Page) -> Sequence[BalanceLine]:
        return list(islice(self._lines(cook_id, page), page.limit))

    async def statement(
        self, account: LedgerAccount, currency: Currency, page: Page
    ) -> Sequence[Entry]:
        newest_first = reversed(self._tables.entries_on.get((account, currency), []))
        if page.after is not None:
            for entry in newest_first:
                if entry.key == page.after:
                    break
        return list(islice(newest_first, page.limit))

    async def cleared(
        self, provider: str, start: datetime, end: datetime
    ) -> AsyncIterator[ClearedLine]:
        account = clearing(provider)
        for (on, _), entries in list(self._tables.entries_on.items()):
            for entry in entries if on == account else ():
                if start <= entry.at < end and (line := self._cleared(entry)) is not None:
                    yield line

    async def chained(self) -> AsyncIterator[ChainedEntry]:
        for link in list(self._tables.chain):
            yield link

    async def extend_chain(self, limit: int) -> int:
        links = self._tables.chain
        previous = links[-1].digest if links else GENESIS
        start = len(links)
        for entry in islice(self._tables.entries.values(), start, start + limit):
            previous = chain(previous, entry)
            links.append(ChainedEntry(len(links) + 1, entry, previous))
        return len(links) - start

    def _cleared(self, entry: Entry) -> ClearedLine | None:
        tables, kind = self._tables, CLEARING_KINDS.get(entry.kind)
        if kind is None:
            return None
        subject, fee = "", None
        if entry.kind is EntryKind.PAYOUT_PAID:
            subject = tables.payouts[PayoutId(entry.order_id)].reference or ""
        elif kind in BY_REFERENCE:
            subject = disputed_in(entry.key)
        else:
            payment = tables.payments[tables.payment_of[OrderId(entry.order_id)]]
            subject, fee = payment.id, payment.fee
        captured = kind is MovementKind.CAPTURE
        return ClearedLine(
            key=entry.key,
            about=entry.order_id,
            kind=kind,
            subject=subject,
            amount=entry.moved,
            fee=fee if captured else None,
            at=entry.at,
        )

    def _balance(self, account: LedgerAccount, currency: Currency) -> int:
        kind = account.kind
        if kind.guarded:
            return self._tables.funds(account, currency)
        entries = self._tables.entries_on.get((account, currency), ())
        postings = (posting for entry in entries for posting in entry.postings)
        return kind.side * sum(p.amount for p in postings if p.account == account)

    def _lines(self, cook_id: CookId, page: Page) -> Iterator[BalanceLine]:
        tables = self._tables
        for order_id in descending(tables.orders_of.get(cook_id, ()), page.after):
            order = tables.orders[order_id]
            code = order.bill.items.currency
            held = tables.funds(escrow(order_id), code)
            retained = tables.funds(retention(order_id), code)
            if held or retained:
                completed = order.state is OrderState.COMPLETED
                yield BalanceLine(
                    order_id=order_id,
                    state=order.state,
                    held=held,
                    retained=retained,
                    currency=code,
                    settles_at=order.deadline if completed else None,
                )
