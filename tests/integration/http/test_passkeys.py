"""Passkeys over HTTP, with a device in software that really signs."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.integration.http.conftest import PASSWORD, Person, Town, problem
from tests.integration.http.device import Device


async def begun(person: Person) -> dict[str, Any]:
    asked = await person.post("/v1/me/passkeys/options", {"password": PASSWORD}, key=None)
    assert asked.status_code == 200, asked.text
    return dict(asked.json())


async def added(person: Person, device: Device, name: str = "phone") -> str:
    asked = await begun(person)
    body = {"id": asked["id"], "name": name, "credential": device.make(asked["options"])}
    made = await person.post("/v1/me/passkeys", body, key=None)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def challenged(town: Town) -> dict[str, Any]:
    asked = await town.nobody.post("/v1/sessions/passkey/options", key=None)
    assert asked.status_code == 200, asked.text
    return dict(asked.json())


async def enter(town: Town, device: Device) -> httpx.Response:
    asked = await challenged(town)
    body = {"id": asked["id"], "credential": device.sign(asked["options"])}
    opened = await town.nobody.post("/v1/sessions/passkey", body, key=None)
    town.http.cookies.clear()
    return opened


async def test_a_customer_signs_in_with_a_passkey(town: Town) -> None:
    anna, device = await town.customer(), Device()
    await added(anna, device)
    assert (await town.told())[-1].kind == "passkey-added"
    opened = await enter(town, device)
    assert opened.status_code == 201, opened.text
    assert "foodmarket_session" in opened.headers["set-cookie"]
    me = (await Person(town.http, opened.json()["token"]).get("/v1/me")).json()
    assert me["account_id"] == (await anna.get("/v1/me")).json()["account_id"]
    (shown,) = (await anna.get("/v1/me/passkeys")).json()["items"]
    assert (shown["name"], shown["used_at"] is not None) == ("phone", True)
    assert (await enter(town, device)).status_code == 201


async def test_a_cook_signs_in_as_a_cook_and_staff_has_none(town: Town) -> None:
    cook, cook_id = await town.cook()
    device = Device()
    await added(cook, device)
    assert (await enter(town, device)).json()["cook_id"] == cook_id
    staff = await town.staff()
    refused = await staff.post("/v1/me/passkeys/options", {"password": PASSWORD}, key=None)
    problem(refused, 403, "not_allowed")


async def test_adding_one_takes_the_password(town: Town) -> None:
    anna = await town.customer()
    wrong = {"password": "not the password"}
    problem(await anna.post("/v1/me/passkeys/options", wrong, key=None), 403, "step_up_needed")


async def test_a_challenge_is_answered_once_in_time_and_by_whom_it_was_made_for(
    town: Town,
) -> None:
    anna, boris = await town.customer(), await town.customer("boris")
    device = Device()
    asked = await begun(anna)
    body = {"id": asked["id"], "name": "phone", "credential": device.make(asked["options"])}
    problem(await boris.post("/v1/me/passkeys", body, key=None), 409, "ceremony_over")
    assert (await anna.post("/v1/me/passkeys", body, key=None)).status_code == 201
    problem(await anna.post("/v1/me/passkeys", body, key=None), 409, "ceremony_over")
    asked = await challenged(town)
    signed = {"id": asked["id"], "credential": device.sign(asked["options"])}
    town.clock.advance(timedelta(minutes=5))
    late = await town.nobody.post("/v1/sessions/passkey", signed, key=None)
    problem(late, 409, "ceremony_over")
    asked = await challenged(town)
    signed = {"id": asked["id"], "credential": device.sign(asked["options"])}
    assert (await town.nobody.post("/v1/sessions/passkey", signed, key=None)).status_code == 201
    again = await town.nobody.post("/v1/sessions/passkey", signed, key=None)
    problem(again, 409, "ceremony_over")


async def test_a_signature_of_something_else_opens_nothing(town: Town) -> None:
    anna, device = await town.customer(), Device()
    await added(anna, device)
    old, new = await challenged(town), await challenged(town)
    replayed = {"id": new["id"], "credential": device.sign(old["options"])}
    refused = await town.nobody.post("/v1/sessions/passkey", replayed, key=None)
    problem(refused, 401, "wrong_passkey")


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://food.evil"},  # a page that only looks like ours
        {"verifies": False},  # whoever found the phone
        {"key": Device().key},  # another key under the same name
        {"credential_id": b"somebody else's"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
async def test_a_device_that_is_not_the_one_is_refused(town: Town, wrong: dict[str, Any]) -> None:
    anna, device = await town.customer(), Device()
    await added(anna, device)
    for name, value in wrong.items():
        setattr(device, name, value)
    problem(await enter(town, device), 401, "wrong_passkey")


async def test_a_page_of_somebody_else_adds_nothing(town: Town) -> None:
    anna, device = await town.customer(), Device(origin="http://food.evil")
    asked = await begun(anna)
    body = {"id": asked["id"], "name": "phone", "credential": device.make(asked["options"])}
    problem(await anna.post("/v1/me/passkeys", body, key=None), 401, "wrong_passkey")
    assert (await anna.get("/v1/me/passkeys")).json()["items"] == []


async def test_a_copied_key_is_noticed_by_its_count(town: Town) -> None:
    anna, device = await town.customer(), Device(count=7)
    await added(anna, device)
    assert (await enter(town, device)).status_code == 201
    device.count -= 1  # the copy does not know of the last signature
    problem(await enter(town, device), 401, "wrong_passkey")


async def test_a_device_is_added_once_and_gone_when_it_is_removed(town: Town) -> None:
    anna, boris = await town.customer(), await town.customer("boris")
    device = Device()
    passkey_id = await added(anna, device)
    excluded = (await begun(anna))["options"]["excludeCredentials"]
    assert len(excluded) == 1
    asked = await begun(boris)
    body = {"id": asked["id"], "name": "phone", "credential": device.make(asked["options"])}
    problem(await boris.post("/v1/me/passkeys", body, key=None), 401, "wrong_passkey")
    place = f"/v1/me/passkeys/{passkey_id}"
    problem(await boris.delete(place), 404, "unknown_passkey")
    assert (await anna.delete(place)).status_code == 204
    problem(await anna.delete(place), 404, "unknown_passkey")
    problem(await enter(town, device), 401, "wrong_passkey")


@pytest.mark.parametrize("credential", [{}, {"id": 7}, {"id": "x", "rawId": "x", "response": []}])
async def test_what_is_no_answer_is_refused(town: Town, credential: dict[str, Any]) -> None:
    asked = await challenged(town)
    body = {"id": asked["id"], "credential": credential}
    refused = await town.nobody.post("/v1/sessions/passkey", body, key=None)
    problem(refused, 401, "wrong_passkey")
