"""41: a person gets everything that is stored about them, as one JSON document."""

from foodmarket.domain.accounts import Duty
from tests.integration.http.conftest import ADDRESS, Dinner, dinner, problem, town

__all__ = ["dinner", "town"]  # fixtures


async def test_a_person_gets_everything(dinner: Dinner) -> None:
    order = await dinner.delivered()
    answer = await dinner.customer.get("/v1/me/data")
    assert answer.status_code == 200, answer.text
    copy = answer.json()
    assert copy["account_id"] == (await dinner.customer.get("/v1/me")).json()["account_id"]
    assert copy["made_at"] == dinner.town.clock.now().isoformat().replace("+00:00", "Z")
    data = copy["data"]
    assert data["accounts"][0]["email"] == "anna@example.org"
    assert [it["id"] for it in data["orders"]] == [order["id"]]
    assert data["orders"][0]["address"]["phone"] == ADDRESS["phone"]
    assert data["payment_methods"][0]["label"] == "карта"
    assert {"answers", "order_steps", "payments"} <= set(data)
    for secret in ("sandbox_ok", order["delivery_code"] + '"}', "password_hash"):
        assert f'"{secret}' not in answer.text.replace(" ", "")


async def test_nobody_gets_anybody_elses(dinner: Dinner) -> None:
    await dinner.delivered()
    stranger = await dinner.town.customer("stranger")
    told = (await stranger.get("/v1/me/data")).text
    cook = (await dinner.cook.get("/v1/me/data")).json()["data"]
    assert "anna@example.org" not in told
    assert ADDRESS["phone"] not in told
    assert ADDRESS["phone"] not in str({name: it for name, it in cook.items() if name != "answers"})
    assert {"cooks", "dishes", "slots"} <= set(cook)
    problem(await dinner.town.nobody.get("/v1/me/data"), 401, "not_signed_in")


async def test_staff_gets_it_on_request_and_that_is_recorded(dinner: Dinner) -> None:
    account = (await dinner.customer.get("/v1/me")).json()["account_id"]
    place = f"/v1/staff/accounts/{account}/data"
    finance = await dinner.town.staff(Duty.FINANCE, name="finance")
    for person in (dinner.customer, finance):
        problem(await person.get(place), 403, "not_allowed")
    support = await dinner.town.staff(Duty.SUPPORT, name="support")
    assert (await support.get(place)).json()["data"]["accounts"][0]["email"] == "anna@example.org"
    problem(await support.get(place.replace(account, f"acc_{26 * '0'}")), 404, "unknown_account")
    read = {"subject": account, "verb": "account"}
    (found,) = (await finance.get("/v1/staff/audit-log", **read)).json()["items"]
    me = (await support.get("/v1/me")).json()["account_id"]
    assert (found["verb"], found["account_id"]) == ("account.data_read", me)
