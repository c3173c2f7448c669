"""42: erasure replaces identity everywhere, keeps the book, and leaves a deletion act."""

from datetime import timedelta
from typing import Any

from foodmarket.domain.accounts import AccountId, Duty
from foodmarket.entrypoints.auditing import verify_audit_log, verify_chain
from foodmarket.entrypoints.worker.forgetter import EVERY, Forgetter
from tests.integration.http.conftest import ADDRESS, PASSWORD, Dinner, Person, dinner, problem, town

__all__ = ["dinner", "town"]  # fixtures


async def _erase(person: Person, password: str = PASSWORD) -> Any:
    return await person.post("/v1/me/erasure", {"password": password}, key=None)


def _forgetter(dinner: Dinner) -> Forgetter:
    market = dinner.town.market
    return Forgetter(
        begin=market.adapters.begin,
        clock=market.adapters.clock,
        forget_past=market.forget_past,
        erase_account=market.erase_account,
    )


async def test_an_erasure_waits_for_open_orders_and_says_so(dinner: Dinner) -> None:
    order = await dinner.order()
    asked = (await _erase(dinner.customer)).json()
    assert (asked["state"], asked["waits_for"]) == ("waiting", ["open_orders"])
    assert asked["waits_for_text"] == ["некоторые заказы ещё не завершены"]
    assert asked["erased"] == {}
    assert (await dinner.customer.get("/v1/me/erasure")).json() == asked
    shown = await dinner.customer.get(f"/v1/orders/{order['id']}")
    assert shown.json()["address"]["street"] == ADDRESS["street"]
    forgetter = _forgetter(dinner)
    assert await forgetter() == 0
    await dinner.move(dinner.customer, order, "cancel")
    dinner.town.clock.advance(EVERY)
    assert await forgetter() == 1
    problem(await dinner.customer.get("/v1/me"), 401, "not_signed_in")


async def test_an_erased_person_is_gone_and_the_book_stays(dinner: Dinner) -> None:
    order = await dinner.order()
    await dinner.move(dinner.cook, order, "accept")
    await dinner.move(dinner.customer, order, "cancel")
    account = (await dinner.customer.get("/v1/me")).json()["account_id"]
    begin = dinner.town.market.adapters.begin
    async with begin() as uow:
        entries = await uow.ledger.entries(order["id"])
        await uow.ledger.extend_chain(100)
        await uow.audit_log.extend_chain(100)
    problem(await _erase(dinner.customer, "another password"), 403, "erasure_not_confirmed")
    act = (await _erase(dinner.customer)).json()
    assert (act["state"], act["account_id"]) == ("done", account)
    assert act["erased"]["orders"] == 1
    assert {it["what"] for it in act["kept"]} == {"book", "orders", "audit_log", "consents"}
    assert all(it["why"] for it in act["kept"])
    problem(await dinner.customer.get("/v1/me"), 401, "not_signed_in")
    again = {"email": "anna@example.org", "password": PASSWORD}
    problem(await dinner.town.http.post("/v1/sessions", json=again), 401, "wrong_credentials")
    support = await dinner.town.staff(Duty.SUPPORT, name="support")
    copy = (await support.get(f"/v1/staff/accounts/{account}/data")).text
    for personal in ("anna", ADDRESS["phone"], ADDRESS["street"], "карта"):
        assert personal not in copy.replace("Самара", "")
    async with begin() as uow:
        assert await uow.ledger.entries(order["id"]) == entries
    assert (await verify_chain(begin)).violations == ()
    assert (await verify_audit_log(begin)).violations == ()
    shown = await support.get(f"/v1/staff/accounts/{account}/erasure")
    assert shown.json() == act
    # The address is free again: whoever registers with it is somebody else.
    assert (await dinner.town.customer("anna")).token


async def test_a_cook_is_erased_once_nothing_is_due(dinner: Dinner) -> None:
    order = await dinner.delivered()
    await dinner.move(dinner.customer, order, "confirm")
    waits = (await _erase(dinner.cook)).json()
    assert waits["waits_for"] == ["money_due", "open_orders"]
    stranger, stranger_id = await dinner.town.cook("stranger")
    assert (await _erase(stranger)).json()["state"] == "done"
    gone = (await dinner.town.nobody.get(f"/v1/cooks/{stranger_id}")).json()
    assert (gone["name"], gone["open"]) == ({"ru": "—", "en": "—"}, False)


async def test_staff_erases_on_request_alone_and_it_is_recorded(dinner: Dinner) -> None:
    account = (await dinner.customer.get("/v1/me")).json()["account_id"]
    place = f"/v1/staff/accounts/{account}/erasure"
    finance = await dinner.town.staff(Duty.FINANCE, name="finance")
    support = await dinner.town.staff(Duty.SUPPORT, name="support")
    for person in (dinner.cook, finance):
        problem(await person.post(place, key=None), 403, "not_allowed")
        problem(await person.get(place), 403, "not_allowed")
    problem(await support.get(place), 404, "unknown_erasure")
    act = (await support.post(place, key=None)).json()
    assert act["asked_by"] == (await support.get("/v1/me")).json()["account_id"]
    assert (await support.post(place, key=None)).json() == act
    found = (await finance.get("/v1/staff/audit-log", subject=account, verb="account")).json()[
        "items"
    ]
    assert [it["verb"] for it in found] == ["account.erased", "account.erasure_asked"]
    assert [it["role"] for it in found] == ["system", "staff"]


async def test_what_is_past_its_time_is_forgotten_by_itself(dinner: Dinner) -> None:
    """Delivery addresses of ended orders, after as long as the settings say, and no earlier."""
    order = await dinner.order()
    await dinner.move(dinner.customer, order, "cancel")
    forgetter, place = _forgetter(dinner), f"/v1/orders/{order['id']}"
    assert await forgetter() == 0
    dinner.town.clock.advance(timedelta(days=179))
    await forgetter()
    email = "anna@example.org"
    customer = await dinner.town.sign_in(email)
    assert (await customer.get(place)).json()["address"]["phone"] == ADDRESS["phone"]
    dinner.town.clock.advance(timedelta(days=2))
    await forgetter()
    customer = await dinner.town.sign_in(email)
    assert (await customer.get(place)).json()["address"] == {
        "city": "—",
        "street": "—",
        "details": "",
        "phone": "",
    }
    async with dinner.town.market.adapters.begin() as uow:
        owner = AccountId((await customer.get("/v1/me")).json()["account_id"])
        assert (await uow.accounts.get(owner)) is not None
