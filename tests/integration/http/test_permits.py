"""A cook's document runs out, and the menu with it; renewed, everything is back."""

from datetime import timedelta
from typing import Any

from foodmarket.domain.accounts import Duty
from foodmarket.domain.permits import PermitKind
from foodmarket.entrypoints.worker.permits import Reminder
from tests.integration.http.conftest import Dinner, Person, Town, problem

DAY = timedelta(days=1)


async def named(cook: Person, town: Town, days: int | None, kind: str = "medical_book") -> str:
    body: dict[str, Any] = {"kind": kind, "reference": "77-0123456"}
    if days is not None:
        body["expires_on"] = (town.clock.now().date() + days * DAY).isoformat()
    made = await cook.post("/v1/permits", body, key=None)
    assert made.status_code == 201, made.text
    return f"/v1/staff/permits/{made.json()['id']}/review"


async def accepted(staff: Person, place: str) -> None:
    done = await staff.post(place, {}, key=None)
    assert done.status_code == 200, done.text
    assert done.json()["state"] == "approved"


async def menu(town: Town) -> list[str]:
    items = (await town.nobody.get("/v1/menu")).json()["items"]
    return [item["dish"]["id"] for item in items]


async def reminded(town: Town) -> list[str]:
    """Let the worker look at what is due; return the kinds of all messages about permits."""
    begin, clock = town.market.adapters.begin, town.market.adapters.clock
    remind = town.market.remind_of_permit
    await Reminder(begin=begin, clock=clock, remind=remind, concurrency=2)()
    return [it.kind for it in await town.told() if it.kind.startswith("permit-")]


async def test_the_menu_goes_with_the_document_and_comes_back_with_the_next(
    dinner: Dinner,
) -> None:
    town, cook = dinner.town, dinner.cook
    staff = await town.staff(Duty.SUPPORT)
    order = await dinner.order()
    await accepted(staff, await named(cook, town, days=20))
    assert await menu(town) == [dinner.dish]
    assert await reminded(town) == ["permit-approved"]
    town.clock.advance(7 * DAY)
    assert await reminded(town) == ["permit-approved", "permit-ends"]
    assert await reminded(town) == ["permit-approved", "permit-ends"]
    town.clock.advance(11 * DAY)
    assert (await reminded(town))[2:] == ["permit-ends"]
    slot = await town.slot(cook, days=10)
    body = await town.order_body(dinner.customer, slot, {dinner.dish: 1})
    town.clock.advance(3 * DAY)
    assert await menu(town) == []  # whether or not a worker is there
    problem(await dinner.customer.post("/v1/orders", body), 409, "cook_closed")
    assert (await reminded(town))[3:] == ["permit-over"]
    shown = (await cook.get(f"/v1/dishes/{dinner.dish}")).json()
    assert shown["status"] == "published"
    assert (await cook.get(f"/v1/orders/{order['id']}")).status_code == 200
    await accepted(staff, await named(cook, town, days=365))
    assert await menu(town) == [dinner.dish]
    placed = await dinner.customer.post("/v1/orders", body)
    assert placed.status_code == 201, placed.text


async def test_support_looks_at_documents_and_says_why_not(dinner: Dinner) -> None:
    town, cook = dinner.town, dinner.cook
    support, finance = await town.staff(Duty.SUPPORT), await town.staff(Duty.FINANCE, name="money")
    place = await named(cook, town, days=None, kind="registration")
    (waiting,) = (await support.get("/v1/staff/permits")).json()["items"]
    assert waiting["reference"] == "77-0123456"
    for person in (finance, cook, dinner.customer):
        problem(await person.get("/v1/staff/permits"), 403, "not_allowed")
        problem(await person.post(place, {}, key=None), 403, "not_allowed")
    refused = await support.post(place, {"reason": "The number is another person's."}, key=None)
    assert refused.json()["state"] == "rejected"
    problem(await support.post(place, {}, key=None), 409, "permit_reviewed")
    own = (await cook.get("/v1/permits")).json()
    assert own["items"][0]["reason"] == "The number is another person's."
    assert own["permitted_until"] is None
    assert await menu(town) == [dinner.dish]
    message = (await town.told())[-1]
    assert (message.kind, message.to) == ("permit-rejected", "vera@example.org")
    assert "77-0123456" not in str(message.facts)
    verbs = await audited(finance)
    assert verbs[:2] == ["permit.rejected", "permit.read"]


async def audited(staff: Person) -> list[str]:
    found = await staff.get("/v1/staff/audit-log", verb="permit")
    return [it["verb"] for it in found.json()["items"]]


async def test_where_documents_are_required_nothing_is_on_offer_before(town: Town) -> None:
    required = (PermitKind.MEDICAL_BOOK, PermitKind.REGISTRATION)
    object.__setattr__(town.market.review_permit, "required", required)
    object.__setattr__(town.market.register_cook, "permits_first", True)
    cook, _ = await town.cook()
    dish, _ = await town.dish(cook), await town.slot(cook)
    staff = await town.staff(Duty.SUPPORT)
    assert await menu(town) == []
    await accepted(staff, await named(cook, town, days=90))
    assert await menu(town) == []
    await accepted(staff, await named(cook, town, days=None, kind="registration"))
    assert await menu(town) == [dish]


async def test_a_document_that_ran_out_is_not_taken(dinner: Dinner) -> None:
    body = {"kind": "kitchen", "reference": "1", "expires_on": "2030-04-30"}
    problem(await dinner.cook.post("/v1/permits", body, key=None), 422, "bad_permit")
    problem(await dinner.customer.post("/v1/permits", body, key=None), 403, "not_allowed")
