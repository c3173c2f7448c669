"""Requirements 1 to 5 and 17: the session's cookie, its end, and who may use it."""

import re
from datetime import timedelta
from typing import Any

import attrs
import httpx
import pytest
from attrs import evolve

from foodmarket.domain.accounts import AccountId, Duty
from tests.integration.http.conftest import LONG, Dinner, Person, Town, problem
from tests.integration.security.conftest import cookie_of

OURS = {"x-requested-with": "page"}
PAGE = OURS | {"sec-fetch-site": "same-origin", "origin": "https://food.example"}


async def test_requirement_01_the_cookie_is_for_this_host_over_https_and_no_script(
    town: Town, strict: httpx.AsyncClient
) -> None:
    await town.customer()
    cookie = (await cookie_of(strict)).headers["set-cookie"]
    name, *attributes = (part.strip() for part in cookie.split(";"))
    assert name.startswith("__Host-foodmarket_session=")
    said = {attribute.lower().partition("=")[0] for attribute in attributes}
    assert {"secure", "httponly", "path", "samesite"} <= said
    assert "domain" not in said
    assert {"samesite=lax", "path=/"} <= {attribute.lower() for attribute in attributes}
    plain = (await cookie_of(town.http)).headers["set-cookie"]
    assert plain.startswith("foodmarket_session=")
    stolen = {"cookie": plain.partition(";")[0]}  # the name of development opens nothing here
    problem(await strict.get("/v1/me", headers=stolen), 401, "not_signed_in")


async def test_requirement_02_a_sign_in_gets_a_new_long_token_and_ends_the_one_before(
    town: Town, strict: httpx.AsyncClient
) -> None:
    await town.customer()
    before = (await cookie_of(strict)).json()["token"]
    planted = {"cookie": f"__Host-foodmarket_session={before}"}
    body = {"email": "anna@example.org", "password": "a long sentence nobody guesses"}
    after = await strict.post("/v1/sessions", json=body, headers=planted)
    strict.cookies.clear()
    token = after.json()["token"]
    assert token != before
    assert len(token) * 6 >= 128  # bits, of URL-safe base64
    problem(await strict.get("/v1/me", headers=_bearer(before)), 401, "not_signed_in")
    assert (await strict.get("/v1/me", headers=_bearer(token))).status_code == 200


async def test_requirement_03_signing_out_ends_the_session_on_the_next_request(
    town: Town, strict: httpx.AsyncClient
) -> None:
    await town.customer()
    token = (await cookie_of(strict)).json()["token"]
    jar = {"cookie": f"__Host-foodmarket_session={token}"}
    gone = await strict.delete("/v1/sessions/current", headers=jar | PAGE)
    assert gone.status_code == 204
    assert "max-age=0" in gone.headers["set-cookie"].lower()
    problem(await strict.get("/v1/me", headers=jar), 401, "not_signed_in")


async def test_requirement_03_a_disabled_account_or_a_new_password_ends_all_sessions(
    town: Town,
) -> None:
    phone = await town.customer()
    laptop, other = await town.sign_in("anna@example.org"), await town.customer("boris")
    account_id = AccountId.parse((await phone.get("/v1/me")).json()["account_id"])
    await _change(town, account_id, disabled=True)
    for person in (phone, laptop):
        problem(await person.get("/v1/me"), 401, "not_signed_in")
    assert (await other.get("/v1/me")).status_code == 200
    wrong = {"email": "anna@example.org", "password": "a long sentence nobody guesses"}
    problem(await town.http.post("/v1/sessions", json=wrong), 401, "wrong_credentials")


async def test_requirement_04_a_session_ends_unused_and_in_any_case(town: Town) -> None:
    anna = await town.customer()
    me = (await anna.get("/v1/me")).json()
    (session,) = await town.market.adapters.sessions.of(AccountId.parse(me["account_id"]))
    idle, lasting = timedelta(minutes=30), timedelta(hours=2)
    short = evolve(session, idle_for=idle, expires_at=town.clock.now() + lasting)
    for token in ("used", "left"):
        await town.market.adapters.sessions.open(token, short)
    used, left = Person(town.http, "used"), Person(town.http, "left")
    for _ in range(4):
        assert (await used.get("/v1/me")).status_code == 200
        town.clock.advance(idle - timedelta(seconds=1))
    problem(await left.get("/v1/me"), 401, "not_signed_in")
    assert (await used.get("/v1/me")).status_code == 200
    town.clock.advance(timedelta(seconds=4))
    problem(await used.get("/v1/me"), 401, "not_signed_in")
    assert lasting < LONG


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"sec-fetch-site": "same-origin", "origin": "https://food.example"},
        OURS,
        OURS | {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        OURS | {"sec-fetch-site": "same-site", "origin": "https://blog.food.example"},
        OURS | {"origin": "https://food.example.evil.example"},
        OURS | {"origin": "http://food.example"},
        OURS | {"origin": "null"},
        OURS | {"sec-fetch-site": "none"},
    ],
    ids=lambda sent: ", ".join(sent.values()) or "nothing",
)
async def test_requirement_05_a_cookie_alone_changes_nothing(
    dinner: Dinner, strict: httpx.AsyncClient, sent: dict[str, str]
) -> None:
    token = (await cookie_of(strict, "vera@example.org")).json()["token"]
    jar = {"cookie": f"__Host-foodmarket_session={token}"}
    refused = await strict.post("/v1/kitchen/close", headers=jar | sent)
    problem(refused, 403, "cross_site_request")
    assert (await strict.get("/v1/me", headers=jar | sent)).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        PAGE,
        OURS | {"sec-fetch-site": "same-origin"},
        OURS | {"origin": "https://food.example"},
        OURS | {"origin": "https://app.example", "sec-fetch-site": "cross-site"},
    ],
    ids=["both", "old Safari", "no metadata", "allowed origin"],
)
async def test_requirement_05_our_own_pages_change_things(
    dinner: Dinner, strict: httpx.AsyncClient, sent: dict[str, str]
) -> None:
    token = (await cookie_of(strict, "vera@example.org")).json()["token"]
    jar = {"cookie": f"__Host-foodmarket_session={token}"}
    assert (await strict.post("/v1/kitchen/close", headers=jar | sent)).status_code == 200


async def test_requirement_05_reading_changes_nothing(
    dinner: Dinner, strict: httpx.AsyncClient
) -> None:
    order = await dinner.order()
    ids = {"order_id": order["id"], "cook_id": dinner.cook_id, "dish_id": dinner.dish}
    paths = (await strict.get("/docs/openapi.json")).json()["paths"]
    readable = [path for path, methods in paths.items() if "get" in methods]
    assert len(readable) > 10
    before = _facts(dinner.town)
    read = 0
    for person in (dinner.customer, dinner.cook):
        for path in readable:
            filled = re.sub(r"{(\w+)}", lambda name: ids.get(name[1], "unknown"), path)
            read += (await strict.get(filled, headers=person.headers())).status_code == 200
    assert read > 10
    assert _facts(dinner.town) == before


async def test_requirement_17_a_change_of_permissions_acts_at_once(town: Town) -> None:
    finance = await town.staff(Duty.FINANCE)
    assert (await finance.get("/v1/staff/audit-log")).status_code == 200
    account_id = AccountId.parse((await finance.get("/v1/me")).json()["account_id"])
    await _change(town, account_id, duties=frozenset({Duty.SUPPORT}))
    problem(await finance.get("/v1/staff/audit-log"), 401, "not_signed_in")
    again = await town.sign_in("staff@example.org")
    problem(await again.get("/v1/staff/audit-log"), 403, "not_allowed")


def _facts(town: Town) -> dict[str, str]:
    """All that is stored, but for who looked at what."""
    store: Any = town.market.adapters.begin
    fields = attrs.fields(type(store.__self__.tables))
    kept = [field.name for field in fields if not field.name.startswith("audit_")]
    return {name: repr(getattr(store.__self__.tables, name)) for name in kept}


async def _change(town: Town, account_id: AccountId, **changes: Any) -> None:
    """Change an account as use cases do: save it, then end what was opened before."""
    async with town.market.adapters.begin() as uow:
        account = await uow.accounts.get(account_id)
        assert account is not None
        uow.accounts.save(evolve(account, **changes))
        await uow.commit()
    await town.market.adapters.sessions.end_all(account_id, version=account.version + 1)


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}
