"""A cook's statement of a period or a payout, over HTTP: it adds up, and each goes on."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

from foodmarket.domain.accounts import CookId, Duty
from foodmarket.domain.orders import OrderId
from foodmarket.domain.payouts import Payout
from foodmarket.domain.statements import AMOUNTS
from tests.integration.http.conftest import NOON, PASSWORD, Dinner, Person, problem

PLACE = "/v1/balance/statement/period"


async def test_a_statement_adds_up_and_the_next_one_goes_on(dinner: Dinner) -> None:
    order = await dinner.delivered()
    await dinner.move(dinner.customer, order, "confirm")
    where = {"provider": "sandbox", "destination": "account", "password": PASSWORD}
    await dinner.cook.post("/v1/payout-plan/destination", where, key=None)
    dinner.town.clock.advance(timedelta(days=4))
    (payout,) = await dinner.town.market.pay_cook(CookId(dinner.cook_id))
    middle, end = NOON + timedelta(days=1), NOON + timedelta(days=9)
    first, second = [
        (await dinner.cook.get(PLACE, start=a.isoformat(), end=b.isoformat())).json()
        for a, b in ((NOON - timedelta(days=1), middle), (middle, end))
    ]
    (released,) = first["lines"]
    assert (released["subject"], released["gross"], released["retention"], released["net"]) == (
        order["id"],
        105_000,
        10_500,
        94_500,
    )
    assert (first["opening"], first["closing"]) == (0, 94_500)
    assert second["opening"] == first["closing"]
    assert [(it["subject"], it["net"]) for it in second["lines"]] == [(payout.id, -94_500)]
    for told in (first, second):
        assert told["opening"] + sum(it["net"] for it in told["lines"]) == told["closing"]
    period = {"start": NOON.isoformat(), "end": end.isoformat(), "format": "csv"}
    sheet = await dinner.cook.get(PLACE, **period)
    assert sheet.headers["content-type"].startswith("text/csv"), sheet.text
    found = list(csv.DictReader(io.StringIO(sheet.text)))
    kinds = ["остаток на начало", "заказ завершён", "выплата", "всего", "остаток на конец"]
    assert [row["Что"] for row in found] == kinds
    assert sum(int(row["Итого"] or 0) for row in found[:-2]) == int(found[-1]["Остаток"])


async def test_a_payout_is_told_order_by_order_and_the_next_one_goes_on(dinner: Dinner) -> None:
    """Gross, retention, refunds, a debt that is netted: all of it adds up to what was paid."""
    where = {"provider": "sandbox", "destination": "account", "password": PASSWORD}
    await dinner.cook.post("/v1/payout-plan/destination", where, key=None)
    await dinner.cook.patch("/v1/payout-plan", {"minimum": 0})
    staff = await dinner.town.staff(Duty.SUPPORT, Duty.FINANCE)
    orders = [await dinner.delivered() for _ in range(3)]
    for order in orders[:2]:
        await dinner.move(dinner.customer, order, "confirm")
    await refunded(staff, orders[0], 20_000)
    payouts = [await paid(dinner)]
    await refunded(staff, orders[0], 30_000)  # all is with the cook by now: it is owed
    await dinner.move(dinner.customer, orders[2], "confirm")
    payouts.append(await paid(dinner, days=1))
    first, second = [await told(dinner.cook, it) for it in payouts]
    assert (first["start"], first["opening"]) == (None, 0)
    assert [(it["kind"], it["subject"], *amounts(it)) for it in first["lines"]] == [
        ("released", orders[0]["id"], 105_000, 10_500, 0, 0, 0, 0, 94_500),
        ("released", orders[1]["id"], 105_000, 10_500, 0, 0, 0, 0, 94_500),
        ("refund_asked", orders[0]["id"], 0, -10_500, 0, 20_000, 0, 0, -9_500),
        ("payout_reserved", payouts[0].id, 0, 0, 0, 0, 0, 179_500, -179_500),
    ]
    closes = dinner.town.clock.now() - timedelta(days=5) + timedelta(days=14)
    assert [it["expected_at"] for it in first["lines"]] == [closes.isoformat()] * 2 + [None] * 2
    assert [(it["kind"], *amounts(it)) for it in second["lines"]] == [
        ("refund_asked", 0, 0, 0, 30_000, 30_000, 0, 0),
        ("released", 105_000, 10_500, 0, 0, 0, 0, 94_500),
        ("debt_netted", 0, 0, 0, 0, -30_000, 0, -30_000),
        ("payout_reserved", 0, 0, 0, 0, 0, 64_500, -64_500),
    ]
    assert second["opening"] == first["closing"] == 0
    for statement, payout in zip((first, second), payouts, strict=True):
        total = statement["total"]
        assert total["paid"] == statement["payout"]["amount"] == payout.amount.amount
        assert statement["opening"] + total["net"] == statement["closing"]
        taken = total["retention"] + total["commission"] + total["refunds"] + total["paid"]
        assert total["gross"] - taken + total["adjustments"] == total["net"]


async def test_what_the_platform_earned_and_what_stays_payable_is_told(dinner: Dinner) -> None:
    order = await dinner.delivered()
    await dinner.move(dinner.customer, order, "confirm")
    dinner.town.clock.advance(timedelta(days=15))
    await dinner.town.market.elapse_order(OrderId(order["id"]))
    where = {"provider": "sandbox", "destination": "account", "password": PASSWORD}
    await dinner.cook.post("/v1/payout-plan/destination", where, key=None)
    end = dinner.town.clock.now() + timedelta(days=1)
    period = {"start": NOON.isoformat(), "end": end.isoformat()}
    statement = (await dinner.cook.get(PLACE, **period)).json()
    assert [(it["kind"], *amounts(it)) for it in statement["lines"]] == [
        ("released", 105_000, 10_500, 0, 0, 0, 0, 94_500),
        ("retention_settled", 0, -10_500, 10_500, 0, 0, 0, 0),
    ]
    assert [it["expected_at"] for it in statement["lines"]] == [None, None]
    plan = (await dinner.cook.get("/v1/payout-plan")).json()["plan"]
    assert datetime.fromisoformat(statement["expected_at"]) == datetime.fromisoformat(
        plan["next_at"]
    )


async def test_finance_reads_the_statements_of_every_cook(dinner: Dinner) -> None:
    order = await dinner.delivered()
    await dinner.move(dinner.customer, order, "confirm")
    where = {"provider": "sandbox", "destination": "account", "password": PASSWORD}
    await dinner.cook.post("/v1/payout-plan/destination", where, key=None)
    payout = await paid(dinner)
    finance = await dinner.town.staff(Duty.FINANCE, name="finance")
    support = await dinner.town.staff(Duty.SUPPORT, name="support")
    stranger, _ = await dinner.town.cook("boris")
    period = {"start": NOON.isoformat(), "end": (NOON + timedelta(days=30)).isoformat()}
    places = {
        f"/v1/staff/cooks/{dinner.cook_id}/statement/period": PLACE,
        f"/v1/staff/payouts/{payout.id}/statement": f"/v1/payouts/{payout.id}/statement",
    }
    for theirs, own in places.items():
        seen = await finance.get(theirs, **period)
        assert seen.json() == (await dinner.cook.get(own, **period)).json()
        problem(await support.get(theirs, **period), 403, "not_allowed")
        problem(await dinner.cook.get(theirs, **period), 403, "not_allowed")
    problem(await stranger.get(f"/v1/payouts/{payout.id}/statement"), 404, "unknown_payout")


async def test_a_statement_is_the_cooks_alone_and_of_a_real_period(dinner: Dinner) -> None:
    period = {"start": NOON.isoformat(), "end": (NOON + timedelta(days=1)).isoformat()}
    problem(await dinner.customer.get(PLACE, **period), 403, "not_allowed")
    backwards = {"start": period["end"], "end": period["start"]}
    problem(await dinner.cook.get(PLACE, **backwards), 422, "empty_window")


async def paid(dinner: Dinner, days: int = 4) -> Payout:
    dinner.town.clock.advance(timedelta(days=days))
    (payout,) = await dinner.town.market.pay_cook(CookId(dinner.cook_id))
    return payout


async def refunded(staff: Person, order: dict[str, Any], amount: int) -> None:
    wanted = {"amount": {"amount": amount, "currency": "RUB"}}
    body = {"liable": "cook", "reason": "quality"} | wanted
    made = await staff.post(f"/v1/orders/{order['id']}/refunds", body)
    assert made.status_code == 201, made.text


async def told(cook: Person, payout: Payout) -> dict[str, Any]:
    return dict((await cook.get(f"/v1/payouts/{payout.id}/statement")).json())


def amounts(line: dict[str, Any]) -> tuple[int, ...]:
    return tuple(line[name] for name in AMOUNTS)
