"""How cooks are paid, in memory."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import TypeVar

from attrs import frozen

from foodmarket.adapters.memory.accounts import Later
from foodmarket.adapters.memory.booking import book
from foodmarket.adapters.memory.paging import descending
from foodmarket.adapters.memory.tables import Commit, K, Tables
from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.ledger.model import payable, receivable
from foodmarket.domain.orders.model import OrderState
from foodmarket.domain.payouts.model import (
    Payout,
    PayoutChange,
    PayoutId,
    PayoutPlan,
    PayoutState,
    Standing,
)
from foodmarket.ports.paging import Page

V = TypeVar("V", PayoutPlan, Payout)


@frozen
class MemoryPayouts:
    _tables: Tables
    _later: Later

    def save(self, change: PayoutChange) -> None:
        def write(commit: Commit) -> None:
            if change.plan is not None:
                _keep(commit, commit.tables.plans, change.plan.cook_id, change.plan)
            for payout in change.payouts:
                _keep(commit, commit.tables.payouts, payout.id, payout)
            for entry in change.entries:
                book(commit, entry)

        self._later(write)

    async def plan(self, cook_id: CookId) -> PayoutPlan | None:
        return self._tables.plans.get(cook_id)

    async def due(self, now: datetime, limit: int) -> Sequence[CookId]:
        due = sorted((it for it in self._tables.plans.values() if it.due_at <= now), key=_due)
        return [plan.cook_id for plan in due[:limit]]

    async def standing(self, cook_id: CookId, currency: Currency, now: datetime) -> Standing:
        tables, account = self._tables, payable(cook_id)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        lasting = [
            it
            for it in tables.payouts.values()
            if (it.cook_id, it.amount.currency) == (cook_id, currency)
            and it.state is not PayoutState.FAILED
        ]
        month = [it.amount.amount for it in lasting if it.reserved_at >= midnight.replace(day=1)]
        disputed = {
            order_id
            for order_id in tables.orders_of.get(cook_id, ())
            if tables.orders[order_id].state is OrderState.DISPUTED
            or any(
                not tables.disputes[it].state.final for it in tables.disputes_of.get(order_id, ())
            )
        }
        frozen_ = sum(
            posting.amount
            for entry in tables.entries_on.get((account, currency), ())
            if entry.order_id in disputed
            for posting in entry.postings
            if posting.account == account
        )
        return Standing(
            payable=Money(tables.funds(account, currency), currency),
            owed=Money(tables.funds(receivable(cook_id), currency), currency),
            frozen=Money(max(frozen_, 0), currency),
            today=sum(it.reserved_at >= midnight for it in lasting),
            this_month=Money(sum(month), currency),
        )

    async def get(self, payout_id: PayoutId) -> Payout | None:
        return self._tables.payouts.get(payout_id)

    async def before(self, payout: Payout) -> Payout | None:
        currency, payouts = payout.amount.currency, self._tables.payouts
        earlier = (payouts[it] for it in descending(sorted(payouts), payout.id))
        own = (it for it in earlier if it.cook_id == payout.cook_id)
        return next((it for it in own if it.amount.currency == currency), None)

    async def of_cook(self, cook_id: CookId, page: Page) -> Sequence[Payout]:
        payouts = self._tables.payouts
        ids = descending(sorted(payouts), page.after)
        return [payouts[it] for it in ids if payouts[it].cook_id == cook_id][: page.limit]

    async def moving(self, provider: str, start: datetime, end: datetime) -> AsyncIterator[Payout]:
        for payout in list(self._tables.payouts.values()):
            if payout.provider == provider and start <= payout.reserved_at < end:
                yield payout

    async def unfinished(self, now: datetime, limit: int) -> Sequence[Payout]:
        waiting = (it for it in self._tables.payouts.values() if not it.state.final)
        return sorted((it for it in waiting if it.due_at <= now), key=_due)[:limit]


def _due(thing: PayoutPlan | Payout) -> datetime:
    return thing.due_at


def _keep(commit: Commit, table: dict[K, V], key: K, fact: V) -> None:
    stored = table.get(key)
    if fact.version == 1:
        commit.insert(table, key, fact)
    elif stored is None or stored.version != fact.version - 1:
        raise StaleFacts
    else:
        commit.put(table, key, fact)
