"""A cook is paid out: chosen over HTTP, paid by the worker's verb, seen over HTTP."""

from datetime import timedelta
from typing import Any

from foodmarket.domain.accounts import CookId, Duty
from foodmarket.domain.payouts import Payout
from tests.integration.http.conftest import PASSWORD, Dinner, problem

WHERE = {"provider": "sandbox", "destination": "sandbox_account", "label": "Сбер •• 1234"}


async def paid(dinner: Dinner, days: int = 3) -> list[Payout]:
    dinner.town.clock.advance(timedelta(days=days))
    return list(await dinner.town.market.pay_cook(CookId(dinner.cook_id)))


async def earned(dinner: Dinner) -> dict[str, Any]:
    order = await dinner.delivered()
    await dinner.move(dinner.customer, order, "confirm")
    return order


async def chosen(dinner: Dinner, **where: str) -> None:
    body = WHERE | {"password": PASSWORD} | where
    made = await dinner.cook.post("/v1/payout-plan/destination", body, key=None)
    assert made.status_code == 200, made.text
    assert "sandbox_account" not in made.text


async def holds(dinner: Dinner) -> list[str]:
    shown = (await dinner.cook.get("/v1/payout-plan")).json()
    return [hold["code"] for hold in shown["holds"]]


async def sound(dinner: Dinner) -> bool:
    audit = dinner.town.market.adapters.audit
    return not [it async for it in audit.findings() if it.violations]


async def test_a_cook_is_paid_when_the_new_destination_has_cooled(dinner: Dinner) -> None:
    await earned(dinner)
    assert await holds(dinner) == ["no_method"]
    await chosen(dinner)
    assert await holds(dinner) == ["cooling"]
    assert await paid(dinner, days=1) == []
    (payout,) = await paid(dinner)
    assert payout.amount.amount == 94_500
    (shown,) = (await dinner.cook.get("/v1/payouts")).json()["items"]
    assert (shown["state"], shown["label"]) == ("paid", WHERE["label"])
    one = await dinner.cook.get(f"/v1/payouts/{shown['id']}")
    assert one.json() == shown
    (balance,) = (await dinner.cook.get("/v1/balance")).json()["items"]
    assert balance["payable"]["amount"] == 0
    assert await paid(dinner) == []
    assert await sound(dinner)
    stranger, _ = await dinner.town.cook("boris")
    problem(await stranger.get(f"/v1/payouts/{shown['id']}"), 404, "unknown_payout")


async def test_where_money_goes_takes_the_password(dinner: Dinner) -> None:
    body = WHERE | {"password": "not the password"}
    refused = await dinner.cook.post("/v1/payout-plan/destination", body, key=None)
    problem(refused, 403, "step_up_needed")


async def test_a_failed_payout_is_paid_again_to_another_account(dinner: Dinner) -> None:
    await earned(dinner)
    await chosen(dinner, destination="sandbox_fails")
    (failed,) = await paid(dinner)
    assert (failed.state, failed.reason) == ("failed", "account_closed")
    (balance,) = (await dinner.cook.get("/v1/balance")).json()["items"]
    assert balance["payable"]["amount"] == 94_500
    await chosen(dinner, destination="sandbox_slow")
    (slow,) = await paid(dinner)
    assert slow.state == "submitted"
    assert (await dinner.town.market.pay_cook.drive(slow)).state == "paid"
    assert await sound(dinner)


async def test_a_time_out_never_pays_twice(dinner: Dinner) -> None:
    await earned(dinner)
    await chosen(dinner, destination="sandbox_lost")
    (lost,) = await paid(dinner)
    assert lost.state == "submitted"
    assert (await dinner.town.market.pay_cook.drive(lost)).state == "paid"
    assert (await dinner.town.market.pay_cook.drive(lost)).state == "paid"
    assert await sound(dinner)


async def test_payouts_ignore_neither_refunds_nor_disputes(dinner: Dinner) -> None:
    order, other = await earned(dinner), await earned(dinner)
    await chosen(dinner)
    complaint = {"reason": "quality"}
    await dinner.move(dinner.customer, other, "complain", complaint)
    staff = await dinner.town.staff(Duty.SUPPORT)
    body = {
        "liable": "cook",
        "reason": "quality",
        "amount": {"amount": 20_500, "currency": "RUB"},
    }
    made = await staff.post(f"/v1/orders/{order['id']}/refunds", body)
    assert made.json()["state"] == "succeeded", made.text
    (payout,) = await paid(dinner)
    assert payout.amount.amount == 94_500 - 10_000  # the retention paid the rest
    assert await holds(dinner) == ["disputed"]


async def test_staff_holds_payouts_and_lets_them_go(dinner: Dinner) -> None:
    await earned(dinner)
    await chosen(dinner)
    place = f"/v1/staff/cooks/{dinner.cook_id}/payout-hold"
    support = await dinner.town.staff(Duty.SUPPORT, name="support")
    problem(await support.post(place, {"reason": "check"}, key=None), 403, "not_allowed")
    finance = await dinner.town.staff(Duty.FINANCE, name="finance")
    held = await finance.post(place, {"reason": "check"}, key=None)
    assert held.status_code == 200, held.text
    assert await paid(dinner) == []
    assert await holds(dinner) == ["under_review"]
    await finance.post(place, {}, key=None)
    assert len(await paid(dinner)) == 1
    told = (await finance.get("/v1/staff/audit-log", verb="payouts")).json()["items"]
    verbs = [it["verb"] for it in told]
    assert verbs == ["payouts.release", "payouts.hold", "payouts.destination"]


async def test_the_minimum_and_the_rhythm_are_the_cooks(dinner: Dinner) -> None:
    await earned(dinner)
    await chosen(dinner)
    edited = await dinner.cook.patch("/v1/payout-plan", {"minimum": 100_000, "every_days": 7})
    assert (edited.json()["minimum"]["amount"], edited.json()["every_days"]) == (100_000, 7)
    assert await paid(dinner) == []
    assert await holds(dinner) == ["below_minimum"]
