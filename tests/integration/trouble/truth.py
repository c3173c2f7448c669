"""What has to be true once trouble is over: the bank's facts and ours, added up once more."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import partial

import pytest
from attrs import frozen

from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.orders import OrderState
from foodmarket.entrypoints.auditing import verify_chain
from foodmarket.entrypoints.simulation.ordeal.programs import NotReady
from tests.integration.trouble.conftest import Town
from tests.integration.trouble.programs import until

_FREED = {
    OrderState.DECLINED,
    OrderState.EXPIRED,
    OrderState.REJECTED,
    OrderState.REFUNDED,
    OrderState.CANCELLED,  # no story here cancels a meal that is being cooked
}
_FOR_THE_CUSTOMER = {"placed", "declined", "expired"}  # the cook never hears of these


@frozen
class Charge:
    """A payment as the bank knows it, and how often each kind of request took effect."""

    amount: int
    captured: int
    refunded: int
    state: str
    acts: dict[str, int]


def charges(town: Town) -> dict[str, Charge]:
    """The bank's book, by order; two charges for one order are a failure."""
    acts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    effects = "('Authorised', 'Captured', 'HoldCancelled', 'Refunded')"
    with closing(sqlite3.connect(town.bank_file, timeout=10)) as book:
        for payment, kind in book.execute(
            f"SELECT payment_id, kind FROM answers WHERE name IN {effects}"  # noqa: S608
        ):
            acts[payment][kind] += 1
        rows = book.execute(
            "SELECT order_id, payment_id, amount, captured, refunded, state FROM charges"
        ).fetchall()
    found = {
        order_id: Charge(amount, captured, refunded, state, dict(acts[payment]))
        for order_id, payment, amount, captured, refunded, state in rows
    }
    assert len(found) == len(rows)
    return found


async def comes_to_rest(town: Town, states: Mapping[str, OrderState] | None = None) -> None:
    """Return once nothing is left to be done and each order is in its state, if one is given."""

    async def so() -> bool:
        return (states is None or await town.states() == states) and await town.at_rest()

    try:
        await until(so)
    except NotReady:
        logs = (f"{program.name}:\n{program.text[-3000:]}" for program in (town.api, town.worker))
        pytest.fail(f"left: {await town.unfinished()}\n" + "\n".join(logs))


async def nothing_is_lost(town: Town, order_ids: Iterable[str]) -> None:
    """Check orders, portions, money and notices; ``order_ids`` is every order there may be."""
    await comes_to_rest(town)
    told = set(order_ids)
    states = await town.states()
    assert set(states) == told
    await _portions_are_those_of_live_orders(town)
    _money_is_where_orders_say(charges(town), states)
    clearing = await town.sql.fetchval(
        "SELECT coalesce(sum(amount), 0) FROM ledger_postings WHERE account = 'clearing:sandbox'"
    )
    assert town.parts.sandbox is not None
    held = await town.parts.sandbox.bank.totals(Currency("RUB"))
    assert abs(clearing) == held.amount
    findings = [finding async for finding in town.market.adapters.audit.findings()]
    findings.append(await verify_chain(town.market.adapters.begin))
    assert [finding for finding in findings if finding.violations] == []
    assert next(f for f in findings if f.name == "steps_along_edges").checked == len(told)


def _money_is_where_orders_say(bank: dict[str, Charge], states: dict[str, OrderState]) -> None:
    for order_id, charge in bank.items():
        state = states[order_id]
        assert charge.acts.get("hold", 0) <= 1, (state, charge)
        assert charge.acts.get("capture", 0) <= 1, (state, charge)
        assert charge.acts.get("refund", 0) <= 1, (state, charge)
        if state in _FREED:
            assert charge.captured == charge.refunded, (state, charge)
            assert charge.state != "authorised", (state, charge)
        elif state is OrderState.AUTHORISED:
            assert (charge.state, charge.captured) == ("authorised", 0), (state, charge)
        else:
            assert (charge.captured, charge.refunded) == (charge.amount, 0), (state, charge)
    paid = {order_id for order_id, state in states.items() if state not in _FREED}
    assert paid <= set(bank)


async def _portions_are_those_of_live_orders(town: Town) -> None:
    sold: dict[str, int] = defaultdict(int)
    for row in await town.sql.fetch("SELECT state, reservation FROM orders"):
        if OrderState(row["state"]) not in _FREED:
            reservation = json.loads(row["reservation"])
            sold[reservation["slot_id"]] += sum(dish["quantity"] for dish in reservation["dishes"])
    rows = await town.sql.fetch("SELECT id, portions_taken FROM slots WHERE portions_taken > 0")
    assert {row["id"]: row["portions_taken"] for row in rows} == dict(sold)
    dishes = await town.sql.fetch(
        "SELECT slot_id, sum(taken) AS taken FROM slot_dishes WHERE taken > 0 GROUP BY slot_id"
    )
    assert {row["slot_id"]: row["taken"] for row in dishes} == dict(sold)


async def everybody_was_told_once(town: Town) -> None:
    """Check that each step of each order is one notice for each whom it concerns, in order."""
    await until(partial(_nothing_unsent, town))
    buyers = {row["id"]: row["customer_id"] for row in await town.sql.fetch("SELECT * FROM orders")}
    kitchen = town.city.cooks[0].actor.account_id
    assert kitchen is not None
    due: dict[tuple[str, str], list[str]] = defaultdict(list)
    for step in await town.sql.fetch("SELECT order_id, after FROM order_steps ORDER BY number"):
        readers = [buyers[step["order_id"]]]
        readers += [] if step["after"] in _FOR_THE_CUSTOMER else [str(kitchen)]
        for reader in readers:
            due[step["order_id"], reader].append(f"order.{step['after']}")
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for notice in await town.sql.fetch("SELECT * FROM notices ORDER BY event_id"):
        if notice["name"].startswith("order.") and notice["name"] != "order.reminder":
            told[notice["order_id"], notice["account_id"]].append(notice["name"])
    assert told == due


async def _nothing_unsent(town: Town) -> bool:
    return not await town.count("outbox")
