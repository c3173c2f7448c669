"""Codes, passwords and devices over HTTP."""

from datetime import timedelta

from foodmarket.domain.accounts.messages import Medium
from tests.integration.http.conftest import PASSWORD, Dinner, Person, Town, problem

NEW = "another sentence nobody guesses"


async def asked(who: Person, **body: str) -> str:
    made = await who.post("/v1/me/codes", body, key=None)
    assert made.status_code == 202, made.text
    return f"/v1/me/codes/{made.json()['id']}"


async def forgot(town: Town, email: str = "anna@example.org") -> str:
    made = await town.nobody.post("/v1/password-resets", {"email": email}, key=None)
    assert made.status_code == 202, made.text
    assert set(made.json()) == {"id", "purpose", "expires_at"}
    return f"/v1/password-resets/{made.json()['id']}"


async def wrong_codes(who: Person, place: str, code: str, **more: str) -> None:
    """Enter every code but the right one, until there is no try left."""
    for number in range(5):
        wrong = f"{(int(code) + 1 + number) % 10**6:06d}"
        problem(await who.post(place, {"code": wrong} | more, key=None), 403, "wrong_code")


async def test_an_email_address_is_verified_by_its_code(town: Town) -> None:
    anna = await town.customer()
    assert (await anna.get("/v1/me/account")).json()["email_verified"] is False
    place = await asked(anna, purpose="email")
    message = (await town.told())[-1]
    assert (message.medium, message.to) == (Medium.EMAIL, "anna@example.org")
    shown = await anna.post(place, {"code": message.facts["code"]}, key=None)
    assert shown.status_code == 200, shown.text
    assert shown.json()["email_verified"] is True
    problem(await anna.post(place, {"code": message.facts["code"]}, key=None), 409, "code_used_up")
    again = await anna.post("/v1/me/codes", {"purpose": "email"}, key=None)
    problem(again, 409, "already_verified")


async def test_a_phone_number_is_kept_once_it_is_verified(town: Town) -> None:
    anna = await town.customer()
    place = await asked(anna, purpose="phone", phone="+7 (900) 123-45-67")
    message = (await town.told())[-1]
    assert (message.medium, message.to) == (Medium.PHONE, "+79001234567")
    assert (await anna.get("/v1/me/account")).json()["phone"] is None
    await anna.post(place, {"code": message.facts["code"]}, key=None)
    assert (await anna.get("/v1/me/account")).json()["phone"] == "+79001234567"
    told = (await town.told())[-1]
    assert (told.kind, told.to) == ("phone-verified", "anna@example.org")
    for bad in ("", "8 900 123", "+7 900 CALL ME", "+0123456789"):
        body = {"purpose": "phone", "phone": bad}
        problem(await anna.post("/v1/me/codes", body, key=None), 422, "malformed_phone")


async def test_a_code_has_few_tries_and_little_time(town: Town) -> None:
    anna = await town.customer()
    place = await asked(anna, purpose="email")
    code = await town.code()
    await wrong_codes(anna, place, code)
    problem(await anna.post(place, {"code": code}, key=None), 409, "code_used_up")
    town.clock.advance(timedelta(minutes=2))
    place = await asked(anna, purpose="email")
    code = await town.code()
    town.clock.advance(timedelta(minutes=15))
    problem(await anna.post(place, {"code": code}, key=None), 409, "code_expired")


async def test_codes_are_not_sent_all_the_time(town: Town) -> None:
    anna = await town.customer()
    await asked(anna, purpose="email")
    refused = await anna.post("/v1/me/codes", {"purpose": "email"}, key=None)
    wait = int(refused.headers["retry-after"])
    assert problem(refused, 429, "too_many_tries")["data"] == {"retry_after": wait}
    assert 55 <= wait <= 61
    for _ in range(5):
        town.clock.advance(timedelta(seconds=61))
        await asked(anna, purpose="email")
    town.clock.advance(timedelta(seconds=61))
    refused = await anna.post("/v1/me/codes", {"purpose": "email"}, key=None)
    problem(refused, 429, "too_many_tries")


async def test_a_code_is_of_use_to_nobody_else_and_for_nothing_else(town: Town) -> None:
    anna, boris = await town.customer(), await town.customer("boris")
    place = await asked(anna, purpose="email")
    code = await town.code()
    problem(await boris.post(place, {"code": code}, key=None), 404, "unknown_challenge")
    as_reset = place.replace("me/codes", "password-resets")
    body = {"code": code, "password": NEW}
    problem(await town.nobody.post(as_reset, body, key=None), 404, "unknown_challenge")
    reset = (await forgot(town)).replace("password-resets", "me/codes")
    code = await town.code()
    problem(await anna.post(reset, {"code": code}, key=None), 404, "unknown_challenge")


async def test_a_code_that_is_sent_again_voids_the_first(town: Town) -> None:
    anna = await town.customer()
    place = await asked(anna, purpose="email")
    async with town.market.adapters.begin() as uow:
        (envelope,) = await uow.outbox.claim(town.clock.now(), timedelta(0), 10)
    first = await town.code()
    await town.market.send_code(envelope.event)  # type: ignore[arg-type]  # delivered twice
    second = await town.code()
    assert first != second  # one in a million
    problem(await anna.post(place, {"code": first}, key=None), 403, "wrong_code")
    assert (await anna.post(place, {"code": second}, key=None)).status_code == 200


async def test_ordering_takes_a_verified_address_where_that_is_set(dinner: Dinner) -> None:
    place_order = dinner.town.market.place_order
    object.__setattr__(place_order, "verified_email", True)
    refused = await dinner.customer.post("/v1/orders", await dinner.body())
    problem(refused, 403, "not_verified")
    place = await asked(dinner.customer, purpose="email")
    await dinner.customer.post(place, {"code": await dinner.town.code()}, key=None)
    await dinner.order()  # in the session that was opened before
    again = await dinner.town.sign_in("anna@example.org")
    placed = await again.post("/v1/orders", await dinner.body())
    assert placed.status_code == 201, placed.text


async def test_a_changed_password_ends_all_other_sessions(town: Town) -> None:
    here = await town.customer()
    there = await town.sign_in("anna@example.org")
    body = {"password": "not the password", "new_password": NEW}
    problem(await here.put("/v1/me/password", body), 403, "step_up_needed")
    weak = {"password": PASSWORD, "new_password": "short"}
    problem(await here.put("/v1/me/password", weak), 422, "weak_password")
    changed = await here.put("/v1/me/password", body | {"password": PASSWORD})
    assert changed.status_code == 204, changed.text
    assert (await here.get("/v1/me")).status_code == 200
    problem(await there.get("/v1/me"), 401, "not_signed_in")
    old = {"email": "anna@example.org", "password": PASSWORD}
    problem(await town.http.post("/v1/sessions", json=old), 401, "wrong_credentials")
    await town.sign_in("anna@example.org", NEW)
    assert (await town.told())[-1].kind == "password-changed"


async def test_a_stolen_session_does_not_guess_the_password(town: Town) -> None:
    anna = await town.customer()
    body = {"password": "not the password", "new_password": NEW}
    for _ in range(10):
        problem(await anna.put("/v1/me/password", body), 403, "step_up_needed")
    right = body | {"password": PASSWORD}
    problem(await anna.put("/v1/me/password", right), 429, "too_many_tries")


async def test_a_forgotten_password_is_set_anew(town: Town) -> None:
    anna = await town.customer()
    place = await forgot(town, " Anna@Example.org")
    body = {"code": await town.code(), "password": NEW}
    weak = body | {"password": "short"}
    problem(await town.nobody.post(place, weak, key=None), 422, "weak_password")
    done = await town.nobody.post(place, body, key=None)
    assert done.status_code == 204, done.text
    problem(await anna.get("/v1/me"), 401, "not_signed_in")
    again = await town.sign_in("anna@example.org", NEW)
    assert (await again.get("/v1/me/account")).json()["email_verified"] is True
    assert (await town.told())[-1].kind == "password-changed"
    problem(await town.nobody.post(place, body, key=None), 409, "code_used_up")


async def test_devices_are_listed_and_signed_out(town: Town) -> None:
    here = await town.customer()
    there, stranger = await town.sign_in("anna@example.org"), await town.customer("boris")
    listed = (await here.get("/v1/sessions")).json()["items"]
    assert len(listed) == 2
    (other,) = [it for it in listed if not it["current"]]
    assert other["agent"].startswith("python-httpx")
    gone = f"/v1/sessions/{other['id']}"
    problem(await stranger.delete(gone), 404, "unknown_session")
    assert (await here.delete(gone)).status_code == 204
    problem(await here.delete(gone), 404, "unknown_session")
    problem(await there.get("/v1/me"), 401, "not_signed_in")
    third = await town.sign_in("anna@example.org")
    everywhere = await here.delete("/v1/sessions")
    assert everywhere.status_code == 204
    for person in (here, third):
        problem(await person.get("/v1/me"), 401, "not_signed_in")
    assert (await stranger.get("/v1/me")).status_code == 200
