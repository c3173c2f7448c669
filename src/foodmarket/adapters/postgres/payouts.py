"""How cooks are paid, and their payouts."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from attrs import define
from sqlalchemy import (
    BigInteger,
    DateTime,
    Integer,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)

from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.documents import Document
from foodmarket.adapters.postgres.tables.payments import OPEN_DISPUTE
from foodmarket.adapters.postgres.writes import Writes
from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.ledger.model import payable, receivable
from foodmarket.domain.payouts.model import Payout, PayoutChange, PayoutId, PayoutPlan, Standing
from foodmarket.ports.paging import Page

_PLANS, _PAYOUTS = Document[PayoutPlan](PayoutPlan), Document[Payout](Payout)
_ID, _CODE = bindparam("id", type_=Text), bindparam("code", type_=Text)
_NOW = bindparam("now", type_=DateTime(timezone=True))
_LIMIT = bindparam("limit", type_=Integer)
_LAST = "~"  # sorts after every id
_plans, _payouts, _kept = t.payout_plans.c, t.payouts.c, t.ledger_balances.c
_PLAN = compiled(select(_plans.facts).where(_plans.id == _ID))
_DUE = compiled(
    select(_plans.id).where(_plans.due_at <= _NOW).order_by(_plans.due_at).limit(_LIMIT)
)
_PAYOUT = compiled(select(_payouts.facts).where(_payouts.id == _ID))
_OF_COOK = compiled(
    select(_payouts.facts)
    .where(_payouts.cook_id == _ID, _payouts.id < bindparam("after", type_=Text))
    .order_by(_payouts.id.desc())
    .limit(_LIMIT)
)
_BEFORE = compiled(
    select(_payouts.facts)
    .where(_payouts.cook_id == _ID, _payouts.id < bindparam("after", type_=Text))
    .where(_payouts.currency == _CODE)
    .order_by(_payouts.id.desc())
    .limit(literal_column("1"))
)
_MOVING = compiled(
    select(_payouts.facts)
    .where(_payouts.provider == bindparam("provider", type_=Text))
    .where(_payouts.reserved_at >= bindparam("start", type_=DateTime(timezone=True)))
    .where(_payouts.reserved_at < bindparam("end", type_=DateTime(timezone=True)))
)
_UNFINISHED = compiled(
    select(_payouts.facts)
    .where(literal_column("state IN ('reserved', 'submitted')"), _payouts.due_at <= _NOW)
    .order_by(_payouts.due_at)
    .limit(_LIMIT)
)
_account = bindparam("account", type_=Text)
_disputed = (
    select(t.orders.c.id)
    .where(t.orders.c.cook_id == _ID, t.orders.c.state == literal_column("'disputed'"))
    .union(select(t.disputes.c.order_id).where(t.disputes.c.cook_id == _ID, OPEN_DISPUTE))
)
_frozen = (
    select(func.coalesce(func.sum(t.ledger_postings.c.amount), 0))
    .join_from(
        t.ledger_entries,
        t.ledger_postings,
        t.ledger_postings.c.position == t.ledger_entries.c.position,
    )
    .where(t.ledger_entries.c.order_id.in_(_disputed))
    .where(t.ledger_postings.c.account == _account, t.ledger_postings.c.currency == _CODE)
)
_lasting = (
    select(_payouts.amount, _payouts.reserved_at)
    .where(_payouts.cook_id == _ID, _payouts.currency == _CODE)
    .where(_payouts.state != literal_column("'failed'"))
    .where(_payouts.reserved_at >= bindparam("month", type_=DateTime(timezone=True)))
    .subquery("lasting")
)
_today = select(func.count()).select_from(_lasting)
_month = select(func.coalesce(func.sum(_lasting.c.amount), 0))
_STANDING = compiled(
    select(
        select(_kept.amount)
        .where(_kept.account == _account, _kept.currency == _CODE)
        .scalar_subquery(),
        select(_kept.amount)
        .where(_kept.account == bindparam("debt", type_=Text), _kept.currency == _CODE)
        .scalar_subquery(),
        cast(_frozen.scalar_subquery(), BigInteger),
        _today.where(
            _lasting.c.reserved_at >= bindparam("midnight", type_=DateTime(timezone=True))
        ).scalar_subquery(),
        cast(_month.scalar_subquery(), BigInteger),
    )
)


@define
class PostgresPayouts:
    _database: Database
    _writes: Writes

    def save(self, change: PayoutChange) -> None:
        if (plan := change.plan) is not None:
            batch, facts = self._writes.to("payout_plans", plan.cook_id), _PLANS.write(plan)
            if plan.version == 1:
                batch.add("add_plans", (plan.cook_id, plan.due_at, facts, plan.version))
            else:
                changed = (plan.due_at, facts, plan.version)
                batch.write("save_plan", (plan.cook_id, plan.version - 1, *changed))
        for payout in change.payouts:
            self._keep(payout)
        self._writes.batches[-1].book(change.entries)

    async def plan(self, cook_id: CookId) -> PayoutPlan | None:
        return _PLANS.read_optional(await self._database.value(_PLAN, id=cook_id))

    async def due(self, now: datetime, limit: int) -> Sequence[CookId]:
        return [CookId(it) for (it,) in await self._database.rows(_DUE, now=now, limit=limit)]

    async def standing(self, cook_id: CookId, currency: Currency, now: datetime) -> Standing:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        row = await self._database.row(
            _STANDING,
            id=cook_id,
            code=currency,
            account=payable(cook_id),
            debt=receivable(cook_id),
            midnight=midnight,
            month=midnight.replace(day=1),
        )
        due, owed, frozen, today, month = row or (0, 0, 0, 0, 0)
        return Standing(
            payable=Money(due or 0, currency),
            owed=Money(owed or 0, currency),
            frozen=Money(max(frozen, 0), currency),
            today=today,
            this_month=Money(month, currency),
        )

    async def get(self, payout_id: PayoutId) -> Payout | None:
        return _PAYOUTS.read_optional(await self._database.value(_PAYOUT, id=payout_id))

    async def before(self, payout: Payout) -> Payout | None:
        currency = payout.amount.currency
        found = self._database.value(_BEFORE, id=payout.cook_id, after=payout.id, code=currency)
        return _PAYOUTS.read_optional(await found)

    async def of_cook(self, cook_id: CookId, page: Page) -> Sequence[Payout]:
        found = await self._database.rows(
            _OF_COOK, id=cook_id, after=page.after or _LAST, limit=page.limit
        )
        return [_PAYOUTS.read(facts) for (facts,) in found]

    async def moving(self, provider: str, start: datetime, end: datetime) -> AsyncIterator[Payout]:
        found = self._database.stream(_MOVING, provider=provider, start=start, end=end)
        async for (facts,) in found:
            yield _PAYOUTS.read(facts)

    async def unfinished(self, now: datetime, limit: int) -> Sequence[Payout]:
        found = await self._database.rows(_UNFINISHED, now=now, limit=limit)
        return [_PAYOUTS.read(facts) for (facts,) in found]

    def _keep(self, it: Payout) -> None:
        batch, facts = self._writes.to("payouts", it.id), _PAYOUTS.write(it)
        if it.version > 1:
            batch.write(
                "save_payout", (it.id, it.version - 1, it.due_at, it.state, facts, it.version)
            )
            return
        amount = it.amount
        fixed = (it.id, it.cook_id, it.provider, amount.currency, amount.amount, it.reserved_at)
        batch.add("add_payouts", (*fixed, it.due_at, it.state, facts, it.version))
