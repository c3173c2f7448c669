"""What is left of the days: where orders and money are, and whether everything adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import (
    COMMISSION,
    GOODWILL,
    PROMOTIONS,
    PROVIDER_FEES,
    REFUNDS_IN_TRANSIT,
    Balance,
    clearing,
)
from foodmarket.domain.orders.model import OrderState
from foodmarket.domain.orders.process import ENDS
from foodmarket.domain.payments.reports import MovementKind
from foodmarket.entrypoints.cli.city.plan import ROUBLE
from foodmarket.entrypoints.cli.demo.day import Day
from foodmarket.entrypoints.cli.demo.line import Line
from foodmarket.entrypoints.cli.demo.stage import Stage

# What stands on the book, by the name that the report gives it.
ON_THE_BOOK = {
    "escrow": "escrow:*",
    "retained": "retention:*",
    "payable": "payable:*",
    "owed": "receivable:*",
    "in_transit": REFUNDS_IN_TRANSIT,
    "commission": COMMISSION,
    "fees": PROVIDER_FEES,
    "goodwill": GOODWILL,
    "promotions": PROMOTIONS,
}


@frozen(kw_only=True)
class Report:
    """Everything that the end shows. ``money`` is in kopecks; latencies are in milliseconds."""

    placed: int
    states: Counter[OrderState]
    stories: dict[str, dict[str, int]]
    money: dict[str, int]
    balances: Sequence[Balance]
    bank: int
    requests: int
    replays: int
    refusals: Counter[str]
    p50: float
    p95: float
    findings: Sequence[ports.Finding]
    stray: tuple[str, ...]
    surprises: tuple[str, ...]

    @property
    def difference(self) -> int:
        """Return credits less debits of the whole book: zero, or the book is wrong."""
        return sum(it.amount.amount * it.account.kind.side for it in self.balances)

    @property
    def bank_difference(self) -> int:
        """Return what the bank holds less what the book says that it holds."""
        return self.bank - self.money["clearing"]

    @property
    def good(self) -> bool:
        """Tell whether everything is as it has to be."""
        broken = any(finding.violations for finding in self.findings)
        wrong = self.difference or self.bank_difference or self.stray or self.surprises
        return not (broken or wrong)

    def facts(self) -> dict[str, Any]:
        """Return all of it for programs."""
        return {
            "good": self.good,
            "orders": {"placed": self.placed, "by_state": dict(self.states)},
            "stories": self.stories,
            "currency": str(ROUBLE),
            "money": self.money,
            "trial_balance": {
                "accounts": {it.account: it.amount.amount for it in self.balances},
                "difference": self.difference,
            },
            "bank": {"holds": self.bank, "difference": self.bank_difference},
            "requests": {
                "made": self.requests,
                "replayed": self.replays,
                "refused": dict(self.refusals.most_common()),
                "p50_ms": round(self.p50, 2),
                "p95_ms": round(self.p95, 2),
            },
            "audit": [
                {
                    "number": it.number,
                    "name": it.name,
                    "checked": it.checked,
                    "violations": list(it.violations),
                }
                for it in self.findings
            ],
            "without_deadline": list(self.stray),
            "surprises": list(self.surprises),
        }


async def report(stage: Stage, line: Line, day: Day, findings: Sequence[ports.Finding]) -> Report:
    """Add everything up; each order has been looked at before."""
    orders = [life.order for life in day.lives if life.order]
    async with stage.marketplace.adapters.begin() as uow:
        balances = await uow.ledger.balances()
    on_the_book = {str(it.account): it.amount.amount for it in balances}
    (provider,) = stage.marketplace.adapters.providers
    held = clearing(provider)
    bank = await _held_by_provider(stage, provider)
    seconds = sorted(line.seconds)
    return Report(
        placed=len(orders),
        states=Counter(OrderState(order["state"]) for order in orders),
        stories=_stories(day),
        money={
            "gross": sum(order["payment"]["captured"]["amount"] for order in orders),
            "refunded": sum(order["payment"]["refunded"]["amount"] for order in orders),
            **{name: on_the_book.get(account, 0) for name, account in ON_THE_BOOK.items()},
            "clearing": on_the_book.get(held, 0),
        },
        balances=balances,
        bank=bank.amount,
        requests=len(seconds),
        replays=line.replays,
        refusals=line.refusals,
        p50=_share(seconds, 50),
        p95=_share(seconds, 95),
        findings=findings,
        stray=tuple(
            order["id"]
            for order in orders
            if (OrderState(order["state"]) in ENDS) == (order["deadline"] is not None)
        ),
        surprises=tuple(line.surprises),
    )


async def _held_by_provider(stage: Stage, name: str) -> Money:
    """Return what the provider says that it holds for us, by its own account."""
    if stage.parts.sandbox is not None:
        return await stage.parts.sandbox.bank.totals(ROUBLE)
    provider = stage.marketplace.adapters.providers[name]
    zero = held = Money.zero(ROUBLE)
    start, end = stage.began - timedelta(days=1), stage.clock.now() + timedelta(days=1)
    async for line in provider.movements(start, end):
        came = line.kind is MovementKind.CAPTURE
        held = (held + line.amount if came else held - line.amount) - (line.fee or zero)
    return held


def _stories(day: Day) -> dict[str, dict[str, int]]:
    """Return for each story where its orders stand, and how many."""
    stories: dict[str, Counter[str]] = {}
    for life in day.lives:
        if life.order:
            stories.setdefault(life.story.name, Counter())[life.order["state"]] += 1
    return {name: dict(states) for name, states in sorted(stories.items())}


def _share(ordered: Sequence[float], percent: int) -> float:
    """Return the milliseconds within which that share of the requests was answered."""
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)] * 1000
