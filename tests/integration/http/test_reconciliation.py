"""A day of the sandbox against the book, over HTTP."""

from datetime import timedelta

from foodmarket.domain.accounts import CookId, Duty
from tests.integration.http.conftest import NOON, PASSWORD, Dinner, problem


async def test_a_day_with_captures_refunds_and_payouts_has_no_difference(dinner: Dinner) -> None:
    order = await dinner.delivered()
    await dinner.move(dinner.customer, order, "confirm")
    finance = await dinner.town.staff(Duty.FINANCE)
    body = {"liable": "cook", "reason": "quality", "portions": [1]}
    await finance.post(f"/v1/orders/{order['id']}/refunds", body)
    where = {"provider": "sandbox", "destination": "account", "password": PASSWORD}
    await dinner.cook.post("/v1/payout-plan/destination", where, key=None)
    first = NOON.date()
    dinner.town.clock.advance(timedelta(days=4))
    assert await dinner.town.market.pay_cook(CookId(dinner.cook_id))
    matched = []
    for days in (0, 4):
        day = first + timedelta(days=days)
        shown = await finance.get(f"/v1/staff/reconciliation/sandbox/{day}")
        assert shown.status_code == 200, shown.text
        assert shown.json()["differences"] == []
        matched.append(shown.json()["matched"])
    assert matched == [2, 1]


async def test_only_finance_reconciles(dinner: Dinner) -> None:
    support = await dinner.town.staff(Duty.SUPPORT, name="support")
    finance = await dinner.town.staff(Duty.FINANCE, name="finance")
    place = "/v1/staff/reconciliation"
    problem(await support.get(f"{place}/sandbox/2030-05-01"), 403, "not_allowed")
    problem(await finance.get(f"{place}/nobody/2030-05-01"), 422, "unknown_provider")
    problem(await finance.get(f"{place}/sandbox/yesterday"), 400, "bad_field")
