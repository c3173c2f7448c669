"""The book as it concerns cooks, streamed."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from attrs import define
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from foodmarket.adapters.postgres import rows
from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.book_chain import ENTRY
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.rows import Row
from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.ledger.model import AccountKind, LedgerAccount, payable, receivable
from foodmarket.domain.statements.model import StatedEntry
from foodmarket.ports.paging import Page

_COOK, _CODE = bindparam("cook", type_=Text), bindparam("code", type_=Text)
_DUE, _DEBT = bindparam("due", type_=Text), bindparam("debt", type_=Text)
_START, _END = (bindparam(name, type_=DateTime(timezone=True)) for name in ("start", "end"))
_entries, _postings, _kept = t.ledger_entries.c, t.ledger_postings.c, t.ledger_balances.c
_orders = t.orders.c


def _position_of(name: str) -> ColumnElement[int]:
    """Return where the entry of that key stands; 0 for none."""
    last = t.ledger_entries.alias(f"entry_{name}")
    key = bindparam(name, type_=Text)
    found = select(last.c.position).where(last.c.key == key).scalar_subquery()
    return func.coalesce(found, literal_column("0"), type_=BigInteger)


def _stated(*which: ColumnElement[bool], order_by: tuple[ColumnElement[Any], ...]) -> Any:
    own = union_all(
        select(_postings.position).where(
            _postings.account.in_([_DUE, _DEBT]), _postings.currency == _CODE
        ),
        select(_postings.position)
        .join_from(
            t.orders,
            t.ledger_postings,
            _postings.account == literal_column("'retention:'", Text).concat(_orders.id),
        )
        .where(_orders.cook_id == _COOK, _postings.currency == _CODE),
    )
    subject = t.orders.alias("subject")
    settles = case((subject.c.state == literal_column("'completed'"), subject.c.deadline))
    return (
        select(*ENTRY, settles)
        .join_from(t.ledger_entries, subject, subject.c.id == _entries.order_id, isouter=True)
        .where(_entries.position.in_(own), *which)
        .order_by(*order_by)
    )


_BETWEEN = compiled(
    _stated(
        _entries.at >= _START,
        _entries.at < _END,
        order_by=(_entries.at, _entries.position),
    )
)
_AFTER = compiled(
    _stated(
        _entries.position > _position_of("after"),
        _entries.position <= _position_of("until"),
        order_by=(_entries.position,),
    )
)
_credit = func.coalesce(cast(func.sum(_postings.amount), BigInteger), 0)
_mine = (_postings.account == _DUE, _postings.currency == _CODE)
_booked = (t.ledger_postings, t.ledger_entries, _postings.position == _entries.position)
_BEFORE = compiled(select(_credit).join_from(*_booked).where(*_mine, _entries.at < _END))
_THROUGH = compiled(select(_credit).where(*_mine, _postings.position <= _position_of("until")))
_of_cooks = _postings.account.like(literal_column("'payable:%'"))
_ALL = compiled(
    select(_postings.currency, _credit)
    .join_from(*_booked)
    .where(_of_cooks, _entries.at < _END)
    .group_by(_postings.currency)
    .order_by(_postings.currency)
)
_paid = _kept.account.like(literal_column("'payable:%'"))
_COOKS = compiled(
    select(_kept.account, func.array_agg(aggregate_order_by(_kept.currency, _kept.currency)))
    .where(_paid, _kept.account > bindparam("after", type_=Text))
    .group_by(_kept.account)
    .order_by(_kept.account)
    .limit(bindparam("limit", type_=Integer))
)
_COUNT = compiled(select(func.count(_kept.account.distinct())).where(_paid))


@define
class PostgresStatements:
    _database: Database

    async def between(
        self, cook_id: CookId, currency: Currency, start: datetime, end: datetime
    ) -> AsyncIterator[StatedEntry]:
        whose = _whose(cook_id, currency)
        async for row in self._database.stream(_BETWEEN, **whose, start=start, end=end):
            yield _read(row)

    async def booked_after(
        self, cook_id: CookId, currency: Currency, after: str | None, until: str
    ) -> AsyncIterator[StatedEntry]:
        whose = _whose(cook_id, currency)
        async for row in self._database.stream(_AFTER, **whose, after=after or "", until=until):
            yield _read(row)

    async def payable_before(self, cook_id: CookId, currency: Currency, at: datetime) -> Money:
        due = payable(cook_id)
        return Money(await self._database.value(_BEFORE, due=due, code=currency, end=at), currency)

    async def payable_through(self, cook_id: CookId, currency: Currency, key: str) -> Money:
        due = payable(cook_id)
        found = await self._database.value(_THROUGH, due=due, code=currency, until=key)
        return Money(found, currency)

    async def all_payable_before(self, at: datetime) -> Sequence[Money]:
        found = await self._database.rows(_ALL, end=at)
        return [Money(amount, Currency(code)) for code, amount in found]

    async def cooks(self, page: Page) -> Sequence[tuple[CookId, Sequence[Currency]]]:
        after = f"{AccountKind.PAYABLE}:{page.after or ''}"
        found = await self._database.rows(_COOKS, after=after, limit=page.limit)
        return [
            (CookId(LedgerAccount(account).owner), [Currency(code) for code in codes])
            for account, codes in found
        ]

    async def count_cooks(self) -> int:
        return int(await self._database.value(_COUNT))


def _whose(cook_id: CookId, currency: Currency) -> dict[str, Any]:
    due, debt = payable(cook_id), receivable(cook_id)
    return {"cook": cook_id, "code": currency, "due": due, "debt": debt}


def _read(row: Row) -> StatedEntry:
    *entry, settles_at = row
    return StatedEntry(entry=rows.entry(entry), settles_at=settles_at)
