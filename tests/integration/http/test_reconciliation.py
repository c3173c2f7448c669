"""A day of the sandbox against the book, over HTTP."""

from datetime import timedelta
from typing import Any

from attrs import evolve

from foodmarket.domain.accounts import CookId, Duty
from foodmarket.domain.kernel.money import Money
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


async def wrong_fee(dinner: Dinner, fee: int) -> str:
    """Have the bank report another fee for an order of yesterday; return that day."""
    await dinner.delivered()
    provider: Any = dinner.town.market.adapters.providers["sandbox"]
    moved = provider.bank._book.pages.movements
    moved[:] = [evolve(it, fee=it.fee and it.fee + Money(fee, it.fee.currency)) for it in moved]
    day = dinner.town.clock.now().date().isoformat()
    dinner.town.clock.advance(timedelta(days=2))
    return day


async def test_a_difference_is_kept_listed_and_corrected_once(dinner: Dinner) -> None:
    day = await wrong_fee(dinner, 70)
    finance = await dinner.town.staff(Duty.FINANCE)
    place = f"/v1/staff/reconciliation/sandbox/{day}"
    for _ in range(2):
        found = (await finance.post(place, key=None)).json()
        assert (found["matched"], found["unresolved"]) == (1, 1)
    dinner.town.clock.advance(timedelta(hours=5))
    (it,) = (await finance.get("/v1/staff/discrepancies", kind="fee_difference")).json()["items"]
    assert (it["unexplained"]["amount"], it["age_hours"], it["state"]) == (-70, 5, "open")
    assert (it["resolution"], it["resolution_text"]) == ("book_correction", "провести исправление")
    assert (await finance.get("/v1/staff/discrepancies", state="resolved")).json()["items"] == []
    one = f"/v1/staff/discrepancies/{it['id']}"
    assert (await finance.get(one)).json() == it
    done = await finance.post(f"{one}/correct", {"note": "tariff"}, key="once")
    assert done.status_code == 200, done.text
    assert (done.json()["state"], done.json()["corrected"]["amount"]) == ("resolved", -70)
    again = await finance.post(f"{one}/correct", {"note": "tariff"}, key="once")
    assert again.content == done.content
    problem(await finance.post(f"{one}/correct", {}), 409, "discrepancy_not_ready")
    told = await finance.get("/v1/staff/audit-log", verb="discrepancy")
    (action,) = told.json()["items"]
    assert (action["verb"], action["subject"]) == ("discrepancy.correct", it["id"])
    assert action["facts"]["amount"] == "-70 RUB"
    assert (await finance.post(place, key=None)).json()["unresolved"] == 0
    audit = dinner.town.market.adapters.audit
    assert [found async for found in audit.findings() if found.violations] == []


async def test_a_large_correction_waits_for_a_second_person(dinner: Dinner) -> None:
    day = await wrong_fee(dinner, 500_001)
    first = await dinner.town.staff(Duty.FINANCE, name="first")
    second = await dinner.town.staff(Duty.FINANCE, name="second")
    found = (await first.post(f"/v1/staff/reconciliation/sandbox/{day}", key=None)).json()
    one = f"/v1/staff/discrepancies/{found['items'][0]['id']}"
    asked = (await first.post(f"{one}/correct", {"against": "written_off"})).json()
    assert (asked["state"], asked["state_text"]) == ("proposed", "ждёт второго человека")
    problem(await first.post(f"{one}/approve"), 403, "second_person_needed")
    declined = (await second.post(f"{one}/decline")).json()
    assert (declined["state"], declined["proposal"]) == ("open", None)
    await first.post(f"{one}/explain", {"explanation": "provider_reports_anew"})
    approved = (await second.post(f"{one}/approve")).json()
    assert (approved["state"], approved["corrected"]["amount"]) == ("explained", 0)
    assert approved["proposal"]["text"] == "провайдер ошибся и сообщит заново"
    nobody = f"/v1/staff/discrepancies/dsc_{'0' * 26}"
    problem(await first.get(nobody), 404, "unknown_discrepancy")
    problem(await first.post(f"{nobody}/approve"), 404, "unknown_discrepancy")


async def test_only_finance_reconciles(dinner: Dinner) -> None:
    support = await dinner.town.staff(Duty.SUPPORT, name="support")
    finance = await dinner.town.staff(Duty.FINANCE, name="finance")
    place = "/v1/staff/reconciliation"
    problem(await support.get(f"{place}/sandbox/2030-05-01"), 403, "not_allowed")
    problem(await support.post(f"{place}/sandbox/2030-05-01", key=None), 403, "not_allowed")
    problem(await support.get("/v1/staff/discrepancies"), 403, "not_allowed")
    problem(await finance.get(f"{place}/nobody/2030-05-01"), 422, "unknown_provider")
    problem(await finance.get(f"{place}/sandbox/yesterday"), 400, "bad_field")
