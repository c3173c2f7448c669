"""12: a second factor for staff; showing again who one is, and a message, where payouts go."""

from datetime import timedelta

import httpx
import pyotp

from tests.integration.http.conftest import PASSWORD, Dinner, Person, Town, problem

WHERE = {"provider": "sandbox", "destination": "sandbox_account", "label": "Сбер •• 1234"}
STEP = timedelta(seconds=30)


async def enrolled(town: Town, person: Person) -> tuple[pyotp.TOTP, list[str]]:
    """Set a second factor up; return the app and the recovery codes."""
    shown = await person.post("/v1/me/second-factor", {"password": PASSWORD}, key=None)
    assert shown.status_code == 200, shown.text
    app = pyotp.parse_uri(shown.json()["uri"])
    assert isinstance(app, pyotp.TOTP)
    code = {"code": app.at(town.clock.now())}
    confirmed = await person.post("/v1/me/second-factor/confirm", code, key=None)
    assert confirmed.status_code == 200, confirmed.text
    town.clock.advance(STEP)
    return app, confirmed.json()["recovery_codes"]


async def enter(town: Town, email: str, code: str | None = None) -> httpx.Response:
    body = {"email": email, "password": PASSWORD} | ({"code": code} if code else {})
    opened = await town.http.post("/v1/sessions", json=body)
    town.http.cookies.clear()
    return opened


async def test_signing_in_takes_a_code_and_each_code_once(town: Town) -> None:
    person = await town.staff()
    app, recovery = await enrolled(town, person)
    email = "staff@example.org"
    problem(await enter(town, email), 403, "second_factor_needed")
    now = app.at(town.clock.now())
    wrong = f"{(int(now) + 1) % 10**6:06d}"
    problem(await enter(town, email, wrong), 403, "wrong_second_factor")
    assert (await enter(town, email, now)).status_code == 201
    problem(await enter(town, email, now), 403, "wrong_second_factor")
    town.clock.advance(timedelta(minutes=15))
    assert (await enter(town, email, recovery[0])).status_code == 201
    assert (await town.told())[-1].kind == "recovery-code-used"
    problem(await enter(town, email, recovery[0]), 403, "wrong_second_factor")
    for _ in range(3):
        problem(await enter(town, email, wrong), 403, "wrong_second_factor")
    problem(await enter(town, email, recovery[1]), 429, "too_many_tries")


async def test_a_wrong_password_does_not_tell_of_the_second_factor(town: Town) -> None:
    await enrolled(town, await town.staff())
    body = {"email": "staff@example.org", "password": "not the password"}
    problem(await town.http.post("/v1/sessions", json=body), 401, "wrong_credentials")


async def test_staff_without_one_can_not_sign_in_where_it_is_asked_for(town: Town) -> None:
    await town.staff()
    await town.customer()
    object.__setattr__(town.market.sign_in, "staff_second_factor", True)
    problem(await enter(town, "staff@example.org"), 403, "second_factor_missing")
    assert (await enter(town, "anna@example.org")).status_code == 201
    issued = await town.market.change_staff.second_factor("staff@example.org")
    app = pyotp.parse_uri(issued.uri)
    assert isinstance(app, pyotp.TOTP)
    assert (await enter(town, "staff@example.org", app.at(town.clock.now()))).status_code == 201


async def test_it_is_set_up_and_removed_with_the_password_alone_never(town: Town) -> None:
    person = await town.staff()
    wrong = {"password": "not the password"}
    problem(await person.post("/v1/me/second-factor", wrong, key=None), 403, "step_up_needed")
    early = await person.post("/v1/me/second-factor/confirm", {"code": "000000"}, key=None)
    problem(early, 404, "unknown_second_factor")
    app, _ = await enrolled(town, person)
    assert (await town.told())[-1].kind == "second-factor-on"
    again = await person.post("/v1/me/second-factor", {"password": PASSWORD}, key=None)
    problem(again, 403, "second_factor_needed")
    gone = {"password": PASSWORD, "code": "000000"}
    refused = await person.post("/v1/me/second-factor/remove", gone, key=None)
    problem(refused, 403, "wrong_second_factor")
    gone["code"] = app.at(town.clock.now())
    removed = await person.post("/v1/me/second-factor/remove", gone, key=None)
    assert removed.status_code == 204, removed.text
    assert (await town.told())[-1].kind == "second-factor-off"
    assert (await enter(town, "staff@example.org")).status_code == 201


async def test_where_payouts_go_takes_password_and_code_and_is_told(dinner: Dinner) -> None:
    town, cook = dinner.town, dinner.cook
    place = "/v1/payout-plan/destination"
    wrong = WHERE | {"password": "not the password"}
    problem(await cook.post(place, wrong, key=None), 403, "step_up_needed")
    assert not [it for it in await town.told() if it.kind == "payout-destination-changed"]
    assert (await cook.post(place, WHERE | {"password": PASSWORD}, key=None)).status_code == 200
    told = (await town.told())[-1]
    assert (told.kind, told.to) == ("payout-destination-changed", "vera@example.org")
    app, _ = await enrolled(town, cook)
    body = WHERE | {"password": PASSWORD}
    problem(await cook.post(place, body, key=None), 403, "second_factor_needed")
    body |= {"code": app.at(town.clock.now())}
    assert (await cook.post(place, body, key=None)).status_code == 200
    problem(await cook.post(place, body, key=None), 403, "wrong_second_factor")
