"""What book and providers disagree on."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from attrs import define
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Text,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.documents import Document
from foodmarket.adapters.postgres.writes import Writes
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.reconciliation.model import (
    Discrepancy,
    DiscrepancyChange,
    DiscrepancyId,
    Unexplained,
)
from foodmarket.ports.discrepancies import DiscrepancyFilter
from foodmarket.ports.paging import Page

_KEPT = Document[Discrepancy](Discrepancy)
_ID, _PROVIDER = bindparam("id", type_=Text), bindparam("provider", type_=Text)
_DAY, _LIMIT = bindparam("day", type_=Date), bindparam("limit", type_=Integer)
_NOW, _UNTIL = (bindparam(name, type_=DateTime(timezone=True)) for name in ("now", "until"))
_LAST = "~"  # sorts after every id
_kept, _days = t.discrepancies.c, t.reconciled_days.c
_unresolved: ColumnElement[bool] = literal_column("state IN ('open', 'proposed')")


def _wanted(column: Any, name: str) -> ColumnElement[bool]:
    value = bindparam(name, type_=Text)
    return or_(value.is_(None), column == value)


_ONE = compiled(select(_kept.facts).where(_kept.id == _ID))
_OF_DAY = compiled(
    select(_kept.facts).where(_kept.provider == _PROVIDER, _kept.day == _DAY).order_by(_kept.id)
)
_LISTED = compiled(
    select(_kept.facts)
    .where(_kept.id < bindparam("after", type_=Text))
    .where(_wanted(_kept.state, "state"))
    .where(_wanted(_kept.provider, "provider"))
    .where(_wanted(_kept.kind, "kind"))
    .order_by(_kept.id.desc())
    .limit(_LIMIT)
)
_OPEN_DAYS = compiled(
    select(_kept.day)
    .where(_unresolved, _kept.provider == _PROVIDER)
    .group_by(_kept.day)
    .order_by(_kept.day.desc())
    .limit(_LIMIT)
)
_UNEXPLAINED = compiled(
    select(
        *(_kept.provider, _kept.currency, func.count()),
        cast(func.sum(func.abs(_kept.unexplained)), BigInteger),
        func.min(_kept.first_seen),
    )
    .where(_unresolved)
    .group_by(_kept.provider, _kept.currency)
    .order_by(_kept.provider, _kept.currency)
)
_LAST_DAY = compiled(
    select(func.max(_days.day)).where(_days.provider == _PROVIDER, _days.at.is_not(None))
)
_claiming = insert(t.reconciled_days).values(
    provider=_PROVIDER, day=_DAY, matched=literal(0), differences=literal(0), claimed_until=_UNTIL
)
_CLAIM = compiled(
    _claiming.on_conflict_do_update(
        constraint="reconciled_days_pkey",
        set_={"claimed_until": _claiming.excluded.claimed_until},
        where=_days.at.is_(None) & (func.coalesce(_days.claimed_until, _NOW) <= _NOW),
    ).returning(_days.day)
)


@define
class PostgresDiscrepancies:
    _database: Database
    _writes: Writes

    def save(self, change: DiscrepancyChange) -> None:
        for found in change.discrepancies:
            self._keep(found)
        self._writes.batches[-1].book(change.entries)
        if (it := change.day) is not None:
            batch = self._writes.to("reconciled_days", (it.provider, it.day))
            batch.add("mark_days", (it.provider, it.day, it.matched, it.differences, it.at))

    async def get(self, discrepancy_id: DiscrepancyId) -> Discrepancy | None:
        return _KEPT.read_optional(await self._database.value(_ONE, id=discrepancy_id))

    async def of_day(self, provider: str, day: date) -> Sequence[Discrepancy]:
        found = await self._database.rows(_OF_DAY, provider=provider, day=day)
        return [_KEPT.read(facts) for (facts,) in found]

    async def listed(self, wanted: DiscrepancyFilter, page: Page) -> Sequence[Discrepancy]:
        found = await self._database.rows(
            _LISTED,
            after=page.after or _LAST,
            state=wanted.state,
            provider=wanted.provider,
            kind=wanted.kind,
            limit=page.limit,
        )
        return [_KEPT.read(facts) for (facts,) in found]

    async def open_days(self, provider: str, limit: int) -> Sequence[date]:
        found = await self._database.rows(_OPEN_DAYS, provider=provider, limit=limit)
        return [day for (day,) in found]

    async def unexplained(self) -> Sequence[Unexplained]:
        return [
            Unexplained(
                provider=provider,
                count=count,
                amount=Money(amount, Currency(code)),
                oldest=oldest,
            )
            for provider, code, count, amount, oldest in await self._database.rows(_UNEXPLAINED)
        ]

    async def last_day(self, provider: str) -> date | None:
        day: date | None = await self._database.value(_LAST_DAY, provider=provider)
        return day

    async def claim_day(self, provider: str, day: date, now: datetime, lease: timedelta) -> bool:
        claimed = await self._database.rows(
            _CLAIM, provider=provider, day=day, now=now, until=now + lease
        )
        return bool(claimed)

    def _keep(self, it: Discrepancy) -> None:
        batch = self._writes.to("discrepancies", it.id)
        gap, facts = it.unexplained, _KEPT.write(it)
        moved = (it.difference.kind, it.state, gap.amount, it.corrected.amount, facts, it.version)
        if it.version > 1:
            batch.write("save_discrepancy", (it.id, it.version - 1, *moved))
            return
        fixed = (it.id, it.provider, it.day, it.identity, gap.currency, it.first_seen)
        batch.add("add_discrepancies", (*fixed, *moved))
