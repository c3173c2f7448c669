"""13: partners' keys: readable prefix, 256 bits, a hash alone, scopes, an end, shown once."""

from base64 import urlsafe_b64decode
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from attrs import asdict

from foodmarket.domain.accounts import Role
from tests.integration.http.conftest import PASSWORD, Dinner, Person, Town, problem

KEYS = "/v1/partner/keys"


async def partner(town: Town, name: str = "fresh") -> Person:
    email = f"{name}@example.org"
    await town.market.register_account(name=name, email=email, password=PASSWORD, role=Role.PARTNER)
    return await town.sign_in(email)


async def made(who: Person, *scopes: str, days: int = 30) -> dict[str, Any]:
    body = {"name": "site", "scopes": list(scopes), "password": PASSWORD, "days": days}
    answer = await who.post(KEYS, body, key=None)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_key_is_shown_once_and_only_its_hash_is_kept(town: Town) -> None:
    owner = await partner(town)
    key = await made(owner, "menu:read")
    mark, _, rest = key["key"].partition("_")
    assert mark == "fmk"
    prefix, _, secret = rest.partition("_")
    assert key["prefix"] == f"{mark}_{prefix}"
    assert len(urlsafe_b64decode(secret + "=")) == 32
    listed = (await owner.get(KEYS)).text
    assert key["prefix"] in listed
    assert secret not in listed
    async with town.market.adapters.begin() as uow:
        stored = await uow.credentials.api_key(sha256(key["key"].encode()).hexdigest())
    assert stored is not None
    assert secret not in str(asdict(stored))
    assert (await town.told())[-1].kind == "api-key-made"


async def test_a_key_reads_what_its_scopes_say(dinner: Dinner) -> None:
    owner = await partner(dinner.town)
    key = Person(dinner.town.http, (await made(owner, "menu:read"))["key"])
    menu = await key.get("/v1/partner/menu")
    assert menu.status_code == 200, menu.text
    assert menu.json()["items"][0]["dish"]["id"] == dinner.dish
    problem(await key.get("/v1/partner/cooks"), 403, "missing_scope")
    both = Person(dinner.town.http, (await made(owner, "menu:read", "cooks:read"))["key"])
    assert (await both.get("/v1/partner/cooks")).status_code == 200


async def test_a_key_opens_nothing_else_and_nothing_else_opens_what_keys_do(
    dinner: Dinner,
) -> None:
    owner = await partner(dinner.town)
    key = Person(dinner.town.http, (await made(owner, "menu:read"))["key"])
    for place in (KEYS, "/v1/me", "/v1/orders", "/v1/me/account", "/v1/sessions"):
        problem(await key.get(place), 401, "not_signed_in")
    for person in (owner, dinner.cook, dinner.customer, dinner.town.nobody):
        problem(await person.get("/v1/partner/menu"), 401, "not_signed_in")
    for person in (dinner.cook, dinner.customer, await dinner.town.staff()):
        problem(await person.get(KEYS), 403, "not_allowed")
    order = await dinner.order()
    for place in ("", "/story", "/refunds"):
        refused = await owner.get(f"/v1/orders/{order['id']}{place}")
        assert refused.status_code in {403, 404}, (place, refused.text)


async def test_a_key_ends_when_it_expires_or_is_revoked_or_its_owner_goes(town: Town) -> None:
    owner, other = await partner(town), await partner(town, "other")
    short, long = await made(owner, "menu:read", days=1), await made(owner, "menu:read", days=9)
    as_short, as_long = (Person(town.http, it["key"]) for it in (short, long))
    assert (await as_short.get("/v1/partner/menu")).status_code == 200
    town.clock.advance(timedelta(days=1))
    problem(await as_short.get("/v1/partner/menu"), 401, "not_signed_in")
    problem(await other.delete(f"{KEYS}/{long['id']}"), 404, "unknown_api_key")
    assert (await as_long.get("/v1/partner/menu")).status_code == 200
    assert (await owner.delete(f"{KEYS}/{long['id']}")).status_code == 204
    problem(await as_long.get("/v1/partner/menu"), 401, "not_signed_in")
    third = Person(town.http, (await made(owner, "menu:read"))["key"])
    await town.market.change_staff.disable("fresh@example.org", role=Role.PARTNER)
    problem(await third.get("/v1/partner/menu"), 401, "not_signed_in")


async def test_its_owner_sees_when_it_was_used(town: Town) -> None:
    owner = await partner(town)
    key = await made(owner, "menu:read")
    assert key["used_at"] is None
    town.clock.advance(timedelta(hours=2))
    used = town.clock.now()
    for _ in range(3):
        await Person(town.http, key["key"]).get("/v1/partner/menu")
        town.clock.advance(timedelta(minutes=10))
    (shown,) = (await owner.get(KEYS)).json()["items"]
    assert shown["used_at"] == used.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"name": " "}, 422, "bad_api_key"),
        ({"scopes": []}, 422, "bad_api_key"),
        ({"scopes": ["orders:write"]}, 400, "bad_field"),
        ({"days": 0}, 400, "bad_field"),
        ({"days": 367}, 400, "bad_field"),
        ({"password": "not the password"}, 403, "step_up_needed"),
    ],
)
async def test_a_key_is_not_made_for_everything(
    town: Town, wrong: dict[str, Any], status: int, code: str
) -> None:
    owner = await partner(town)
    body = {"name": "site", "scopes": ["menu:read"], "password": PASSWORD, "days": 30}
    problem(await owner.post(KEYS, body | wrong, key=None), status, code)
    assert (await owner.get(KEYS)).json()["items"] == []
