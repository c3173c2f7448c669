"""Refunds over HTTP: by staff, approved by a second person, told to the customer."""

from foodmarket.domain.accounts import Duty
from tests.integration.http.conftest import Dinner, problem


async def test_staff_gives_part_of_an_order_back(dinner: Dinner) -> None:
    order = await dinner.delivered()
    staff = await dinner.town.staff(Duty.SUPPORT)
    place = f"/v1/orders/{order['id']}/refunds"
    wanted = {"liable": "platform", "portions": [1], "delivery": True}
    quoted = (await staff.post(f"{place}/quote", wanted)).json()
    assert quoted["amount"] == {"amount": 60000, "currency": "RUB"}
    assert [it["account"].partition(":")[0] for it in quoted["sources"]] == ["escrow"]
    assert quoted["needs_approval"] is False
    body = wanted | {"reason": "missing_items"}
    made = await staff.post(place, body, key="refund-1")
    assert made.status_code == 201, made.text
    refund = made.json()
    assert (refund["state"], refund["amount"]) == ("succeeded", quoted["amount"])
    again = await staff.post(place, body, key="refund-1")
    assert again.content == made.content
    shown = (await dinner.customer.get(place)).json()["items"]
    assert [(it["id"], it["sources"], it["liable"]) for it in shown] == [(refund["id"], [], None)]
    assert shown[0]["reason_text"] == "чего-то не хватало"
    paid = (await dinner.customer.get(f"/v1/orders/{order['id']}")).json()["payment"]
    assert paid["refunded"] == quoted["amount"]


async def test_a_large_refund_waits_for_a_second_person(dinner: Dinner) -> None:
    order = await dinner.delivered(await dinner.body(quantity=10) | {"tip": 40_000})
    first = await dinner.town.staff(Duty.SUPPORT, Duty.FINANCE, name="first")
    second = await dinner.town.staff(Duty.FINANCE, name="second")
    body = {"liable": "cook", "reason": "quality"}
    made = await first.post(f"/v1/orders/{order['id']}/refunds", body, key="all")
    refund = made.json()
    assert refund["state"] == "requested"
    waiting = (await second.get("/v1/refunds", state="requested")).json()["items"]
    assert [it["id"] for it in waiting] == [refund["id"]]
    approve = f"/v1/refunds/{refund['id']}/approve"
    refused = await first.post(approve, key="mine")
    problem(refused, 403, "second_person_needed")
    approved = await second.post(approve, key="yours")
    assert approved.json()["state"] == "succeeded"
    told = (await second.get("/v1/staff/audit-log", verb="refund")).json()["items"]
    assert [it["verb"] for it in told] == ["refund.approve", "refund.ask"]
    assert {it["subject"] for it in told} == {refund["id"]}
    more = await second.post(f"/v1/orders/{order['id']}/refunds", body, key="more")
    problem(more, 422, "refund_too_large")


async def test_strangers_and_staff_without_a_duty_are_refused(dinner: Dinner) -> None:
    order = await dinner.delivered()
    nobody = await dinner.town.staff()
    body = {"liable": "cook", "reason": "quality"}
    place = f"/v1/orders/{order['id']}/refunds"
    for person in (nobody, dinner.cook, dinner.customer):
        problem(await person.post(place, body, key="k"), 403, "not_allowed")
    stranger = await dinner.town.customer("stranger")
    problem(await stranger.get(place), 404, "unknown_order")
