"""The book, to be read."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from attrs import define
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    Text,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from foodmarket.adapters.postgres import rows
from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.book_chain import BOOK, CHAINED, ENTRY
from foodmarket.adapters.postgres.chain import extend
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.ledger.model import (
    AccountKind,
    Balance,
    ChainedEntry,
    Entry,
    EntryKind,
    LedgerAccount,
    clearing,
    payable,
    receivable,
)
from foodmarket.domain.orders.model import OrderId, OrderState
from foodmarket.domain.orders.process import ENDS
from foodmarket.domain.payments.reports import MovementKind
from foodmarket.domain.reconciliation.model import CLEARING_KINDS, ClearedLine, disputed_in
from foodmarket.ports.ledger import BalanceLine, CookBalance
from foodmarket.ports.paging import Page

DISPUTED = {EntryKind.DISPUTE_WITHDRAWN, EntryKind.DISPUTE_REINSTATED}
_ID = bindparam("id", type_=Text)
_CODE = bindparam("code", type_=Text)
_AFTER = bindparam("after", type_=Text)
_LIMIT = bindparam("limit", type_=Integer)
_LAST = "~"  # sorts after every id
_entries, _postings, _kept = t.ledger_entries.c, t.ledger_postings.c, t.ledger_balances.c
# Summed over orders and cooks: whoever reads a trial balance wants tens of lines, not millions.
_OWNED = [
    kind.value
    for kind in AccountKind
    if kind.guarded or kind in {AccountKind.DISPUTES, AccountKind.UNCLAIMED}
]

_OF_ORDER = compiled(select(*ENTRY).where(_entries.order_id == _ID).order_by(_entries.position))

_kind = func.split_part(_postings.account, ":", 1, type_=Text)
_owned = _kind == any_(literal(_OWNED, ARRAY(Text)))
_booked = select(
    case((_owned, _kind.concat(":*")), else_=_postings.account).label("line"),
    _postings.currency,
    _postings.amount,
).subquery("booked")
_BALANCES = compiled(
    select(_booked.c.line, _booked.c.currency, cast(func.sum(_booked.c.amount), BigInteger))
    .group_by(_booked.c.line, _booked.c.currency)
    .order_by(_booked.c.line, _booked.c.currency)
)
_credit = cast(func.sum(_postings.amount), BigInteger)
_SUM = compiled(
    select(func.coalesce(_credit, 0)).where(_postings.account == _ID, _postings.currency == _CODE)
)
_KEPT = compiled(select(_kept.amount).where(_kept.account == _ID, _kept.currency == _CODE))

_last = t.ledger_entries.alias("last")


def _statement(*further: ColumnElement[bool]) -> Any:
    # The newest lines of the account come first, and only they are looked up in the book.
    touching = (
        select(_postings.position)
        .distinct()
        .where(_postings.account == _ID, _postings.currency == _CODE, *further)
        .order_by(_postings.position.desc())
        .limit(_LIMIT)
        .cte("touching")
        .prefix_with("MATERIALIZED")
    )
    return (
        select(*ENTRY)
        .join_from(touching, t.ledger_entries, touching.c.position == _entries.position)
        .order_by(_entries.position.desc())
    )


_STATEMENT = compiled(_statement())
_STATEMENT_AFTER = compiled(
    _statement(
        _postings.position < select(_last.c.position).where(_last.c.key == _AFTER).scalar_subquery()
    )
)

_CLEARED = compiled(
    select(
        *(_entries.key, _entries.kind, _entries.at, _entries.currency, _postings.amount),
        *(t.payments.c.id, t.payments.c.fee, t.payouts.c.facts["reference"].astext),
        _entries.order_id,
    )
    .join_from(t.ledger_postings, t.ledger_entries, _postings.position == _entries.position)
    .outerjoin(t.payments, t.payments.c.order_id == _entries.order_id)
    .outerjoin(t.payouts, t.payouts.c.id == _entries.order_id)
    .where(_postings.account == _ID)
    .where(_entries.kind == any_(literal([it.value for it in CLEARING_KINDS], ARRAY(Text))))
    .where(_entries.at >= bindparam("start", type_=DateTime(timezone=True)))
    .where(_entries.at < bindparam("end", type_=DateTime(timezone=True)))
)


def _held(kind: AccountKind) -> Any:
    balance = t.ledger_balances.alias(kind)
    amount = (
        select(balance.c.amount)
        .where(balance.c.account == literal(f"{kind}:").concat(t.orders.c.id))
        .where(balance.c.currency == t.payments.c.currency)
    )
    return func.coalesce(amount.scalar_subquery(), 0)


# An order that has ended holds nothing (the audit checks it), and most orders have ended.
_live = (
    select(
        *(t.orders.c.id, t.orders.c.state, t.payments.c.currency, t.orders.c.deadline),
        _held(AccountKind.ESCROW).label("held"),
        _held(AccountKind.RETENTION).label("retained"),
    )
    .join_from(t.orders, t.payments, t.payments.c.order_id == t.orders.c.id)
    .where(t.orders.c.cook_id == _ID)
    .where(t.orders.c.state.in_([literal_column(f"'{it}'") for it in OrderState if it not in ENDS]))
    .subquery("live")
)
_nothing: ColumnElement[int] = literal_column("0")


def _owned_by_cook(name: str, *amounts: ColumnElement[int]) -> Any:
    account = bindparam(name, type_=Text)
    return select(_kept.currency, _nothing, _nothing, *amounts).where(_kept.account == account)


_parts = union_all(
    select(
        t.cooks.c.currency,
        *(_nothing.label(name) for name in ("held", "retained", "payable", "owed")),
    ).where(t.cooks.c.id == _ID),
    select(_live.c.currency, _live.c.held, _live.c.retained, _nothing, _nothing),
    _owned_by_cook("payable", _kept.amount, _nothing),
    _owned_by_cook("receivable", _nothing, _kept.amount),
).subquery("parts")
_COOK_BALANCES = compiled(
    select(
        _parts.c.currency,
        *(
            cast(func.sum(_parts.c[name]), BigInteger)
            for name in ("held", "retained", "payable", "owed")
        ),
    )
    .group_by(_parts.c.currency)
    .order_by(_parts.c.currency)
)
_COOK_LINES = compiled(
    select(_live)
    .where(_live.c.held + _live.c.retained > 0, _live.c.id < _AFTER)
    .order_by(_live.c.id.desc())
    .limit(_LIMIT)
)


@define
class PostgresLedger:
    _database: Database

    async def entries(self, order_id: Id) -> Sequence[Entry]:
        return [rows.entry(row) for row in await self._database.rows(_OF_ORDER, id=order_id)]

    async def balances(self) -> Sequence[Balance]:
        found = []
        for line, code, credit in await self._database.rows(_BALANCES):
            account = LedgerAccount(line)
            found.append(Balance(account, Money(account.kind.side * credit, Currency(code))))
        return found

    async def balance(self, account: LedgerAccount, currency: Currency) -> Balance:
        if account.kind.guarded:
            kept = await self._database.value(_KEPT, id=account, code=currency)
            return Balance(account, Money(kept or 0, currency))
        credit = await self._database.value(_SUM, id=account, code=currency)
        return Balance(account, Money(account.kind.side * credit, currency))

    async def cook_balances(self, cook_id: CookId) -> Sequence[CookBalance]:
        found = await self._database.rows(
            _COOK_BALANCES, id=cook_id, payable=payable(cook_id), receivable=receivable(cook_id)
        )
        return [
            CookBalance(
                currency=Currency(code), held=held, retained=retained, payable=due, owed=owed
            )
            for code, held, retained, due, owed in found
        ]

    async def cook_lines(self, cook_id: CookId, page: Page) -> Sequence[BalanceLine]:
        found = await self._database.rows(
            _COOK_LINES, id=cook_id, after=page.after or _LAST, limit=page.limit
        )
        return [
            BalanceLine(
                order_id=OrderId(order_id),
                state=OrderState(state),
                held=held,
                retained=retained,
                currency=Currency(code),
                settles_at=deadline if state == OrderState.COMPLETED else None,
            )
            for order_id, state, code, deadline, held, retained in found
        ]

    async def statement(
        self, account: LedgerAccount, currency: Currency, page: Page
    ) -> Sequence[Entry]:
        found = await self._database.rows(
            _STATEMENT if page.after is None else _STATEMENT_AFTER,
            id=account,
            code=currency,
            after=page.after,
            limit=page.limit,
        )
        return [rows.entry(row) for row in found]

    async def cleared(
        self, provider: str, start: datetime, end: datetime
    ) -> AsyncIterator[ClearedLine]:
        found = self._database.stream(_CLEARED, id=clearing(provider), start=start, end=end)
        async for key, kind, at, code, amount, payment_id, fee, reference, about in found:
            movement, currency = CLEARING_KINDS[EntryKind(kind)], Currency(code)
            charged = movement is MovementKind.CAPTURE and fee is not None
            subject = disputed_in(key) if kind in DISPUTED else payment_id or reference or ""
            yield ClearedLine(
                key=key,
                about=Id(about),
                kind=movement,
                subject=subject,
                amount=Money(abs(amount), currency),
                fee=Money(fee, currency) if charged else None,
                at=at,
            )

    async def chained(self) -> AsyncIterator[ChainedEntry]:
        async for number, digest, *entry in self._database.stream(CHAINED):
            yield ChainedEntry(number, rows.entry(entry), digest)

    async def extend_chain(self, limit: int) -> int:
        return await extend(self._database, BOOK, limit)
