"""22: above the limit, what staff does with money by hand waits for a second person.

Below and at the limit one is enough; above it nothing moves before somebody else has approved, and
the audit log names both. Corrections of the book: tests/integration/http/test_reconciliation.py.
"""

from typing import Any

import pytest

from foodmarket.domain.accounts import Duty
from foodmarket.domain.escrow import Terms
from tests.integration.http.conftest import Dinner, Person, dinner, problem, town

__all__ = ["dinner", "town"]  # fixtures
LIMIT = Terms().refund_approval_limit
ASKED = {"liable": "platform", "reason": "quality"}


async def sold(dinner: Dinner) -> str:
    """Return an order of more than the limit."""
    order = await dinner.delivered(await dinner.body(quantity=10) | {"tip": 100_000})
    assert order["bill"]["total"]["amount"] > LIMIT
    return str(order["id"])


async def asked(staff: Person, order: str, amount: int) -> dict[str, Any]:
    body = ASKED | {"amount": {"amount": amount, "currency": "RUB"}}
    made = await staff.post(f"/v1/orders/{order}/refunds", body)
    assert made.status_code == 201, made.text
    return dict(made.json())


async def given_back(dinner: Dinner, order: str) -> int:
    shown = (await dinner.customer.get(f"/v1/orders/{order}")).json()
    return int(shown["payment"]["refunded"]["amount"])


@pytest.mark.parametrize(("amount", "waits"), [(LIMIT, False), (LIMIT + 1, True)])
async def test_requirement_22_the_limit_is_kept_to_the_minor_unit(
    dinner: Dinner, amount: int, waits: bool
) -> None:
    order = await sold(dinner)
    staff = await dinner.town.staff(Duty.SUPPORT)
    refund = await asked(staff, order, amount)
    assert (refund["state"] == "requested") is waits
    assert await given_back(dinner, order) == (0 if waits else amount)


async def test_requirement_22_nobody_approves_what_they_asked_for(dinner: Dinner) -> None:
    order = await sold(dinner)
    first = await dinner.town.staff(Duty.SUPPORT, Duty.FINANCE, name="first")
    second = await dinner.town.staff(Duty.FINANCE, name="second")
    idle = await dinner.town.staff(name="idle")
    refund = await asked(first, order, LIMIT + 1)
    approve = f"/v1/refunds/{refund['id']}/approve"
    problem(await first.post(approve), 403, "second_person_needed")
    again = await dinner.town.sign_in("first@example.org")  # another session, the same person
    problem(await again.post(approve), 403, "second_person_needed")
    for stranger in (idle, dinner.cook, dinner.customer):
        problem(await stranger.post(approve), 403, "not_allowed")
    assert await given_back(dinner, order) == 0
    assert (await second.post(approve)).json()["state"] == "succeeded"
    assert await given_back(dinner, order) == LIMIT + 1
    told = (await second.get("/v1/staff/audit-log", verb="refund")).json()["items"]
    people = [(await it.get("/v1/me")).json()["account_id"] for it in (second, first)]
    assert [(it["verb"], it["account_id"]) for it in told] == [
        ("refund.approve", people[0]),
        ("refund.ask", people[1]),
    ]
    tried = (await second.get("/v1/staff/audit-log", verb="staff.refused")).json()["items"]
    assert [it["outcome"] for it in tried] == ["not_allowed", *["second_person_needed"] * 2]


async def test_requirement_22_what_was_declined_moves_nothing(dinner: Dinner) -> None:
    order = await sold(dinner)
    first = await dinner.town.staff(Duty.SUPPORT, name="first")
    second = await dinner.town.staff(Duty.FINANCE, name="second")
    refund = await asked(first, order, LIMIT + 1)
    declined = await second.post(f"/v1/refunds/{refund['id']}/decline")
    assert declined.json()["state"] == "declined"
    problem(await second.post(f"/v1/refunds/{refund['id']}/approve"), 409, "refund_not_ready")
    assert await given_back(dinner, order) == 0


async def test_requirement_22_a_large_verdict_waits_for_a_second_person(dinner: Dinner) -> None:
    order = await sold(dinner)
    complaint = {"reason": "quality", "words": "it was cold"}
    await dinner.move(dinner.customer, {"id": order}, "complain", complaint)
    first = await dinner.town.staff(Duty.SUPPORT, name="first")
    second = await dinner.town.staff(Duty.FINANCE, name="second")
    verdict = {"in_favour_of": "customer"}
    resolve = f"/v1/orders/{order}/resolve"
    waits = await first.post(resolve, verdict)
    assert (waits.status_code, waits.json()["state"]) == (200, "disputed")
    problem(await first.post(resolve, verdict), 403, "second_person_needed")
    (dispute,) = (await second.get(f"/v1/orders/{order}/disputes")).json()["items"]
    assert dispute["pending"]["verdict"] == "resolve_for_customer"
    (shown,) = (await dinner.customer.get(f"/v1/orders/{order}/disputes")).json()["items"]
    assert shown["pending"] is None
    assert await given_back(dinner, order) == 0
    assert (await second.post(resolve, verdict)).json()["state"] == "refunded"
    assert await given_back(dinner, order) > LIMIT
