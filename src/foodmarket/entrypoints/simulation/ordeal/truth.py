"""What has to be true once all is quiet: people's memory, our stores, and the provider's book."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from attrs import frozen

from foodmarket.domain.accounts import SYSTEM
from foodmarket.domain.ledger.model import clearing
from foodmarket.domain.orders.process import ENDS
from foodmarket.domain.payments.reports import BRING_IN
from foodmarket.entrypoints.auditing import verify_audit_log, verify_chain
from foodmarket.entrypoints.bootstrap import open_marketplace
from foodmarket.entrypoints.marketplace import Adapters, Marketplace
from foodmarket.entrypoints.simulation.ordeal.bank import Charge
from foodmarket.entrypoints.simulation.ordeal.people import Crowd, Life
from foodmarket.entrypoints.simulation.ordeal.residents import RAIL
from foodmarket.entrypoints.simulation.ordeal.stage import Stage

ENDED = frozenset(str(state) for state in ENDS)
FOR_THE_CUSTOMER = frozenset({"placed", "declined", "expired"})  # no cook hears of these


@frozen(kw_only=True)
class Truth:
    """What was found: figures for people, and everything that is not as it has to be."""

    states: Counter[str]
    payouts: int
    clearing: int
    held: int
    differences: int
    rules: int
    rows: int
    broken: tuple[str, ...]


async def find_out(stage: Stage, crowd: Crowd) -> Truth:
    """Compare everything with everything; the workers are stopped."""
    broken: list[str] = []
    orders = {row["id"]: row for row in await stage.sql.fetch("SELECT * FROM orders")}
    broken += _orders_as_acknowledged(crowd, orders)
    broken += await _nobody_else_ordered(stage, crowd, orders)
    broken += await _steps_as_acknowledged(stage, crowd)
    broken += _ends_as_told(crowd, orders)
    broken += await _charged_once(stage, orders)
    payouts, wrong = await _paid_out_once(stage)
    broken += wrong
    broken += await _told_once(stage)
    async with open_marketplace(stage.settings) as market:
        booked, held, differences, wrong = await _as_the_provider_says(market)
        broken += wrong
        rules, rows, wrong = await _audited(market.adapters)
        broken += wrong
    return Truth(
        states=Counter(row["state"] for row in orders.values()),
        payouts=payouts,
        clearing=booked,
        held=held,
        differences=differences,
        rules=rules,
        rows=rows,
        broken=tuple(broken),
    )


def _orders_as_acknowledged(crowd: Crowd, orders: Mapping[str, Any]) -> list[str]:
    """Every acknowledged order is there once, as it was told, and at an end or with a deadline."""
    broken = []
    lives = crowd.placed.values()
    twice = Counter(life.order["id"] for life in lives) - Counter({it.order["id"] for it in lives})
    broken += [f"{order_id}: acknowledged for two keys" for order_id in twice]
    for life in lives:
        order_id = life.order["id"]
        row = orders.get(order_id)
        if row is None:
            broken.append(f"{order_id}: acknowledged, and lost")
        elif row["customer_id"] != life.buyer.actor.account_id:
            broken.append(f"{order_id}: somebody else's")
    for order_id, row in orders.items():
        if (row["state"] in ENDED) != (row["due_at"] is None):
            broken.append(f"{order_id}: {row['state']} with the deadline {row['due_at']}")
    return broken


async def _nobody_else_ordered(stage: Stage, crowd: Crowd, orders: Mapping[str, Any]) -> list[str]:
    """Orders that nobody was told of are those of people who left."""
    told = {life.order["id"] for life in crowd.placed.values()}
    keys = await stage.sql.fetch("SELECT owner, text, subject FROM answers")
    by_order = {row["subject"]: row for row in keys if row["text"].startswith("order-")}
    broken = []
    for order_id in orders.keys() - told:
        key = by_order.get(order_id)
        if key is None or crowd.left.get(key["text"]) != key["owner"]:
            broken.append(f"{order_id}: nobody ordered it")
    return broken


async def _steps_as_acknowledged(stage: Stage, crowd: Crowd) -> list[str]:
    """Every step that was acknowledged is in the order's history."""
    history: dict[str, set[str]] = defaultdict(set)
    for row in await stage.sql.fetch("SELECT order_id, after FROM order_steps"):
        history[row["order_id"]].add(row["after"])
    return [
        f"{life.order['id']}: {act.verb} was acknowledged, and is lost"
        for life in crowd.placed.values()
        for act in life.done
        if act.step is not None and act.step not in history[life.order["id"]]
    ]


def _ends_as_told(crowd: Crowd, orders: Mapping[str, Any]) -> list[str]:
    """Where a whole story was acknowledged, the order ends as the story does."""

    def wrong(life: Life) -> bool:
        state = orders[life.order["id"]]["state"] if life.order["id"] in orders else ""
        return life.whole and state not in life.story.ends

    return [
        f"{life.order['id']} ({life.story.name}): {orders[life.order['id']]['state']}"
        for life in crowd.placed.values()
        if life.order["id"] in orders and wrong(life)
    ]


async def _charged_once(stage: Stage, orders: Mapping[str, Any]) -> list[str]:
    """The provider's own list of charges and refunds is that of our payments, one by one."""
    charges = await stage.bank.charges()
    payments = {row["order_id"]: row for row in await stage.sql.fetch("SELECT * FROM payments")}
    broken = [f"{it}: charged, and nobody knows of it" for it in charges.keys() - payments.keys()]
    for order_id, payment in payments.items():
        made = charges.get(order_id, [])
        ended = orders[order_id]["state"] in ENDED
        broken += [f"{order_id}: {text}" for text in _as_paid(payment, made, ended=ended)]
    return broken


def _as_paid(payment: Mapping[str, Any], charges: Sequence[Charge], *, ended: bool) -> list[str]:
    broken = [] if len(charges) <= 1 else [f"charged {len(charges)} times"]
    taken, back = sum(it.taken for it in charges), sum(it.back for it in charges)
    ours = (payment["captured"], payment["refunded"])
    if ours != (taken, back):
        broken.append(f"captured and refunded {ours}, by the provider {(taken, back)}")
    if ended and any(it.held for it in charges):
        broken.append("over, and money is held still")
    if ended and taken and taken - back != payment["keep"]:
        broken.append(f"{taken} less {back} where {payment['keep']} is to be kept")
    return broken


async def _paid_out_once(stage: Stage) -> tuple[int, list[str]]:
    """Each payout of ours is one transfer of the provider's."""
    rows = await stage.sql.fetch("SELECT id, amount FROM payouts WHERE state = 'paid'")
    ours = Counter({row["id"].partition("_")[2]: row["amount"] for row in rows})
    theirs = await stage.bank.transfers()
    wrong = sorted(it for it in ours.keys() | theirs.keys() if ours[it] != theirs[it])
    return len(rows), [f"payout {it}: {ours[it]}, paid {theirs[it]}" for it in wrong]


async def _as_the_provider_says(market: Marketplace) -> tuple[int, int, int, list[str]]:
    """Clearing is what the provider holds for us, and each line has its entry and the reverse."""
    now = market.adapters.clock.now()
    held = 0
    movements = market.adapters.providers[RAIL].movements
    async for line in movements(now - timedelta(days=1), now + timedelta(days=1)):
        fee = line.fee.amount if line.fee is not None else 0
        held += line.amount.amount * (1 if line.kind in BRING_IN else -1) - fee
    async with market.adapters.begin() as uow:
        balances = await uow.ledger.balances()
    booked = {str(it.account): it.amount.amount for it in balances}.get(str(clearing(RAIL)), 0)
    broken = [] if booked == held else [f"clearing is {booked}, the provider holds {held}"]
    differences = 0
    for day in sorted({(now - timedelta(hours=1)).date(), now.date()}):
        report = await market.reconcile_day.compare(SYSTEM, RAIL, day)
        differences += len(report.differences)
        broken += [f"reconciliation: {it}" for it in report.differences]
    return booked, held, differences, broken


async def _told_once(stage: Stage) -> list[str]:
    """Each step of each order is one notice for each whom it concerns, in order."""
    accounts = {it.actor.cook_id: it.actor.account_id for it in stage.residents.kitchens}
    rows = await stage.sql.fetch("SELECT id, customer_id, cook_id FROM orders")
    buyers = {row["id"]: row["customer_id"] for row in rows}
    cooks = {row["id"]: str(accounts[row["cook_id"]]) for row in rows}
    due: dict[tuple[str, str], list[str]] = defaultdict(list)
    for step in await stage.sql.fetch("SELECT order_id, after FROM order_steps ORDER BY number"):
        order_id, name = step["order_id"], f"order.{step['after']}"
        due[order_id, buyers[order_id]].append(name)
        if step["after"] not in FOR_THE_CUSTOMER:
            due[order_id, cooks[order_id]].append(name)
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for notice in await stage.sql.fetch("SELECT * FROM notices ORDER BY event_id"):
        if notice["name"].startswith("order.") and notice["name"] != "order.reminder":
            told[notice["order_id"], notice["account_id"]].append(notice["name"])
    wrong = [it for it in due.keys() | told.keys() if due[it] != told[it]]
    return [f"{it[0]}: {it[1]} was told {told[it]}, not {due[it]}" for it in sorted(wrong)]


async def _audited(adapters: Adapters) -> tuple[int, int, list[str]]:
    """Look at what `foodmarket ledger audit` and `foodmarket audit-log verify` look at."""
    findings = [finding async for finding in adapters.audit.findings()]
    findings.append(await verify_chain(adapters.begin))
    log = await verify_audit_log(adapters.begin)
    broken = [f"rule {it.number} {it.name}: {text}" for it in findings for text in it.violations]
    broken += [f"audit log: {text}" for text in log.violations]
    return len(findings), sum(it.checked for it in findings), broken
