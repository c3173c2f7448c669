"""33: who came in, who was turned away and what staff was refused is in the audit log, too."""

import json
from typing import Any

from foodmarket import ports
from foodmarket.domain.accounts import Duty
from foodmarket.domain.accounts.audit import AuditRecord
from tests.integration.http.conftest import PASSWORD, Dinner, Person, Town, dinner, problem
from tests.integration.security.conftest import town

__all__ = ["dinner", "town"]  # fixtures
EMAIL = "anna@example.org"


async def log_of(town: Town, family: str) -> list[AuditRecord]:
    """Return the records of a family of verbs, oldest first, by a look past every use case."""
    async with town.market.adapters.begin() as uow:
        found = await uow.audit_log.search(ports.AuditQuery(verb=family), ports.Page(limit=1000))
    return list(reversed(found))


def said(records: list[AuditRecord]) -> list[tuple[str, str, bool]]:
    return [(it.verb, it.outcome, it.subject is not None) for it in records]


async def test_signing_in_and_failing_to_is_recorded_without_the_address(town: Town) -> None:
    person = await town.customer()
    for email, password in ((EMAIL, "wrong password"), ("nobody@example.org", PASSWORD)):
        refused = await town.http.post("/v1/sessions", json={"email": email, "password": password})
        problem(refused, 401, "wrong_credentials")
    opened, wrong, unknown = await log_of(town, "session.open")
    me = (await person.get("/v1/me")).json()["account_id"]
    assert (opened.account_id, opened.subject, opened.outcome) == (me, me, "done")
    assert (wrong.account_id, wrong.subject, wrong.outcome) == (None, me, "wrong_credentials")
    assert (unknown.subject, unknown.outcome) == (None, "wrong_credentials")
    assert {it.address for it in (opened, wrong, unknown)} == {"127.0.0.1"}
    assert {it.facts["by"] for it in (opened, wrong, unknown)} == {"password"}
    kept = json.dumps([str(it) for it in await log_of(town, "session")])
    assert "@" not in kept


async def test_a_lock_out_is_recorded_once_however_often_somebody_knocks(town: Town) -> None:
    await town.customer()
    tries = [
        await town.http.post("/v1/sessions", json={"email": EMAIL, "password": "wrong password"})
        for _ in range(24)
    ]
    assert [it.status_code for it in tries[-4:]] == [429] * 4
    outcomes = [it.outcome for it in await log_of(town, "session.open")]
    turned_away = sum(it.status_code == 401 for it in tries)
    assert outcomes == ["done"] + ["wrong_credentials"] * turned_away + ["too_many_attempts"]


async def test_a_new_password_is_recorded_however_it_was_set(town: Town) -> None:
    person = await town.customer()
    body = {"password": PASSWORD, "new_password": "another long sentence"}
    assert (await person.put("/v1/me/password", body)).status_code == 204
    asked = await town.http.post("/v1/password-resets", json={"email": EMAIL})
    code, place = await town.code(), f"/v1/password-resets/{asked.json()['id']}"
    wrong = "000000" if code != "000000" else "000001"
    for given, status in ((wrong, 403), (code, 204)):
        answer = await town.http.post(place, json={"code": given, "password": PASSWORD})
        assert answer.status_code == status, answer.text
    assert said(await log_of(town, "password")) == [
        ("password.change", "done", True),
        ("password.reset", "wrong_code", True),
        ("password.reset", "done", True),
    ]
    assert {it.address for it in await log_of(town, "password")} == {"127.0.0.1"}


async def test_what_staff_is_refused_is_recorded_and_what_others_are_is_not(dinner: Dinner) -> None:
    town = dinner.town
    order = await dinner.order()
    support = await town.staff(Duty.SUPPORT, name="support")
    problem(await support.get("/v1/staff/audit-log"), 403, "not_allowed")
    problem(await support.post("/v1/orders", await dinner.body()), 403, "not_allowed")
    problem(await support.post(f"/v1/orders/{order['id']}/accept"), 403, "wrong_actor")
    problem(await support.get(f"/v1/staff/accounts/{EMAIL}/data"), 400, "malformed_id")
    for person in (dinner.customer, dinner.cook):
        problem(await person.get("/v1/staff/audit-log"), 403, "not_allowed")
    tried = [(it.facts, it.outcome) for it in await log_of(town, "staff.refused")]
    assert tried == [
        ({"operation": "searchAuditLog"}, "not_allowed"),
        ({"operation": "placeOrder"}, "not_allowed"),
        ({"operation": "acceptOrder", "order_id": order["id"]}, "wrong_actor"),
    ]
    me = (await support.get("/v1/me")).json()["account_id"]
    assert {it.account_id for it in await log_of(town, "staff.refused")} == {me}


async def test_staff_that_reads_a_cooks_money_or_peoples_disputes_is_recorded(
    dinner: Dinner,
) -> None:
    order = await dinner.delivered()
    complaint = {"reason": "quality", "words": "it was cold"}
    await dinner.move(dinner.customer, order, "complain", complaint)
    finance = await dinner.town.staff(Duty.FINANCE)
    cook = f"/v1/staff/cooks/{dinner.cook_id}/statement/period"
    period = {"start": "2030-05-01T00:00:00Z", "end": "2030-06-01T00:00:00Z"}
    (dispute,) = (await finance.get(f"/v1/orders/{order['id']}/disputes")).json()["items"]
    for page, asked in (
        (cook, period),
        ("/v1/disputes", {}),
        (f"/v1/disputes/{dispute['id']}", {}),
    ):
        assert (await finance.get(page, **asked)).status_code == 200
    own = await dinner.cook.get("/v1/balance/statement/period", **period)
    assert own.status_code == 200
    await _reads_disputes(dinner.customer, order, dispute)
    town = dinner.town
    assert [it.subject for it in await log_of(town, "statement.read")] == [dinner.cook_id]
    read = [it.subject for it in await log_of(town, "dispute.read")]
    assert read == [order["id"], None, dispute["id"]]


async def _reads_disputes(person: Person, order: Any, dispute: Any) -> None:
    for page in (f"/v1/orders/{order['id']}/disputes", f"/v1/disputes/{dispute['id']}"):
        assert (await person.get(page)).status_code == 200
