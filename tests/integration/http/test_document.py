"""The OpenAPI document, and what holds for every route in it."""

import re
from typing import Any

import msgspec
import pytest
from litestar import get
from litestar.exceptions import ImproperlyConfiguredException

from foodmarket.entrypoints.http import HttpSettings, create_app
from foodmarket.entrypoints.http import app as app_module
from foodmarket.entrypoints.http.call import read
from tests.integration.http.conftest import Town, problem

METHODS = {"get", "post", "patch", "put", "delete"}


async def operations(town: Town) -> list[tuple[str, str, dict[str, Any]]]:
    document = (await town.nobody.get("/docs/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    return [
        (method, path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


async def test_every_route_says_what_it_is(town: Town) -> None:
    found = await operations(town)
    assert len(found) > 35
    ids = [operation["operationId"] for _, _, operation in found]
    assert len(set(ids)) == len(ids)
    for method, path, operation in found:
        assert operation["summary"], path
        assert operation["tags"], path
        if path.startswith("/v1"):
            assert operation["description"], path
            assert "Refuses" not in operation["description"], path
            problems = [code for code in operation["responses"] if code >= "400"]
            assert problems, (method, path)
            for code in problems:
                assert "application/problem+json" in operation["responses"][code]["content"]


async def test_placing_an_order_names_every_refusal_that_the_domain_names(town: Town) -> None:
    found = await operations(town)
    [placed] = [operation for _, _, operation in found if operation["operationId"] == "placeOrder"]
    named = " ".join(answer["description"] for answer in placed["responses"].values())
    for code in ("out_of_portions", "slot_closed", "bad_tip", "terms_do_not_fit", "key_required"):
        assert f"`{code}`" in named
    assert "`key_taken`" not in named


async def test_what_needs_a_session_is_refused_without_one(town: Town) -> None:
    guarded = [(m, p) for m, p, operation in await operations(town) if "security" in operation]
    assert len(guarded) > 20
    for method, path in guarded:
        concrete = re.sub(r"\{(\w+)\}", f"ord_{'0' * 26}", path)
        problem(await town.http.request(method, concrete), 401, "not_signed_in")


async def test_what_moves_money_needs_a_key(town: Town) -> None:
    needs = {
        path
        for _, path, operation in await operations(town)
        for parameter in operation.get("parameters", [])
        if parameter["name"] == "Idempotency-Key" and parameter["required"]
    }
    moves = ["accept", "reject", "start", "ready", "hand-over", "confirm", "complain"]
    moves += ["cancel", "resolve"]
    expected = {f"/v1/orders/{{order_id}}/{move}" for move in moves}
    decisions = ("approve", "decline", "retry", "abandon")
    expected |= {f"/v1/refunds/{{refund_id}}/{verb}" for verb in decisions}
    expected |= {"/v1/orders/{order_id}/refunds"}
    quarrel = ("offer", "counter", "accept", "escalate", "decide", "evidence")
    expected |= {f"/v1/disputes/{{dispute_id}}/{verb}" for verb in quarrel}
    resolutions = ("correct", "explain", "approve", "decline")
    expected |= {f"/v1/staff/discrepancies/{{discrepancy_id}}/{verb}" for verb in resolutions}
    assert needs == expected | {"/v1/orders", "/v1/payment-methods"}


async def test_answers_have_the_members_that_the_document_promises(town: Town) -> None:
    document = (await town.nobody.get("/docs/openapi.json")).json()
    cook, _ = await town.cook()
    dish = await town.dish(cook)
    await town.slot(cook)
    item = (await town.nobody.get("/v1/menu")).json()["items"][0]
    assert item["dish"]["id"] == dish
    schemas = document["components"]["schemas"]
    views = {"dish": "DishView", "cook": "CookView", "next_slot": "SlotView"}
    for name, view in views.items():
        assert set(item[name]) == set(schemas[view]["properties"])


async def test_a_route_without_a_policy_fails_at_start_up(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    @get("/forgotten")
    async def forgotten() -> None:
        return None

    async def ready() -> dict[str, bool]:
        return {}

    class Part:
        ROUTES = (forgotten,)

    monkeypatch.setattr(app_module, "SITE", (Part,))
    with pytest.raises(ImproperlyConfiguredException, match="/forgotten declares no policy"):
        create_app(town.market, settings=HttpSettings(), ready=ready)


async def test_every_body_has_an_example_that_the_api_takes(town: Town) -> None:
    schemas = (await town.nobody.get("/docs/openapi.json")).json()["components"]["schemas"]
    assert "MenuItemList" in schemas
    assert not [name for name in schemas if "foodmarket" in name]
    for _, path, operation in await operations(town):
        if "requestBody" not in operation:
            continue
        [media] = operation["requestBody"]["content"].values()
        name = media["schema"]["$ref"].rpartition("/")[2]
        assert media.get("example"), f"{path} has no body in examples.py"
        body = msgspec.json.encode(media["example"])
        [kind] = [kind for kind in bodies() if kind.__name__ == name]
        assert isinstance(read(body, kind), kind)


def bodies(kind: type[msgspec.Struct] = msgspec.Struct) -> list[type[msgspec.Struct]]:
    below = [found for child in kind.__subclasses__() for found in bodies(child)]
    return [kind, *below]
