"""Requirement 37: a card number is refused by name wherever it is sent, and logged nowhere."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from foodmarket.domain.accounts import Duty, Role
from tests.integration.http.conftest import PASSWORD, Dinner, Person, Town, problem
from tests.integration.security.conftest import Serve

CARD = "4242424242424242"
GROUPS = "4242 4242-4242 4242"
WRITTEN = re.compile("4242[ -]?4242")


async def test_requirement_37_no_text_of_any_route_takes_a_card_number(
    dinner: Dinner, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "foodmarket")
    strict = await serve(quotas={})  # far more is tried here than anybody may
    staff = await dinner.town.staff(*Duty)
    people = (dinner.customer, dinner.cook, staff, await _partner(dinner.town))
    document = (await strict.get("/docs/openapi.json")).json()
    tried = []
    for path, method, operation in _operations(document):
        for name, body in _with_cards(document, operation):
            address = re.sub(r"{\w+}", "x", path)
            answers = [
                await strict.request(
                    method, address, json=body, headers=person.headers() | {"idempotency-key": "k"}
                )
                for person in people
            ]
            heard = [answer for answer in answers if answer.status_code != 403]
            assert heard, path
            for answer in heard:
                problem(answer, 422, "card_number_refused")
                assert not WRITTEN.search(answer.text)
            tried.append((path, name))
    assert len(tried) > 25
    assert not WRITTEN.search(caplog.text)


async def test_requirement_37_no_address_holds_one(
    strict: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "foodmarket")
    document = (await strict.get("/docs/openapi.json")).json()
    paths = [path for path in document["paths"] if "{" in path]
    assert len(paths) > 10
    for path in paths:
        answer = await strict.get(re.sub(r"{\w+}", CARD, path))
        problem(answer, 422, "card_number_refused")
        assert not WRITTEN.search(answer.text)
    assert not WRITTEN.search(caplog.text)


@pytest.mark.parametrize(
    "text",
    [CARD, GROUPS, f"my card {GROUPS}, 12/30", "\uff14242424242424242", f"{CARD} 123"],
    ids=["plain", "grouped", "in a sentence", "full width", "with its code"],
)
@pytest.mark.parametrize("escaped", [False, True], ids=["as it is", "escaped"])
async def test_requirement_37_however_it_is_written(
    dinner: Dinner, strict: httpx.AsyncClient, text: str, escaped: bool
) -> None:
    content = json.dumps({"reason": text}, ensure_ascii=False)
    if escaped:
        content = re.sub(r"\d", lambda digit: f"\\u{ord(digit[0]):04x}", content)
    answer = await strict.post(
        "/v1/orders/ord_00000000000000000000000000/complain",
        content=content,
        headers=dinner.customer.headers() | {"content-type": "application/json"},
    )
    problem(answer, 422, "card_number_refused")


@pytest.mark.parametrize("query", [f"q={CARD}", "q=4242%204242+4242-4242", f"{CARD}=1"])
async def test_requirement_37_nor_in_the_query(strict: httpx.AsyncClient, query: str) -> None:
    problem(await strict.get(f"/v1/menu?{query}"), 422, "card_number_refused")


@pytest.mark.parametrize("key", [CARD, "4242-4242-4242-4242"])
async def test_requirement_37_nor_as_a_key(
    dinner: Dinner, strict: httpx.AsyncClient, key: str
) -> None:
    headers = dinner.customer.headers() | {"idempotency-key": key}
    answer = await strict.post("/v1/orders", json=await dinner.body(), headers=headers)
    problem(answer, 422, "card_number_refused")


async def test_requirement_37_what_only_looks_like_one_is_taken(
    dinner: Dinner, strict: httpx.AsyncClient
) -> None:
    body = await dinner.body(1)
    body["address"] |= {
        "details": "код 4242 4242 4242 4241, id 2d8b3f2e-0004-5242-4242-424242424242",
        "phone": "+7 900 123-45-67, 8 800 555-35-35",
    }
    body["tip"] = 4242
    for key in ("1700000000009", "18301-22914-17750"):  # both pass Luhn's check
        headers = dinner.customer.headers() | {"idempotency-key": key}
        assert (await strict.post("/v1/orders", json=body, headers=headers)).status_code == 201


async def test_requirement_37_forms_are_looked_into_too(strict: httpx.AsyncClient) -> None:
    page = "/sandbox/pay/pay_00000000000000000000000000"
    problem(await strict.post(page, data={"choice": GROUPS}), 422, "card_number_refused")


async def test_requirement_37_no_field_is_for_a_card(strict: httpx.AsyncClient) -> None:
    document = (await strict.get("/docs/openapi.json")).json()
    fields = {
        name.lower()
        for schema in document["components"]["schemas"].values()
        for name in schema.get("properties", {})
    }
    assert not fields & {
        "card",
        "card_number",
        "number",
        "pan",
        "cvc",
        "cvv",
        "expiry",
        "exp_month",
    }


async def _partner(town: Town) -> Person:
    email = "partner@example.org"
    await town.market.register_account(
        name="partner", email=email, password=PASSWORD, role=Role.PARTNER
    )
    return await town.sign_in(email)


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in {"post", "put", "patch", "delete"}:
                yield path, method.upper(), operation


def _with_cards(
    document: dict[str, Any], operation: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """One body for each text that the operation takes, with a card number in it."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return
    yield from _texts(document, content["schema"])


def _texts(document: dict[str, Any], schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for choice in schema.get("oneOf", schema.get("anyOf", ())):
        yield from _texts(document, choice)
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from _texts(document, document["components"]["schemas"][name])
    if schema.get("type") == "string":
        yield "", f"№ {GROUPS}."
    if schema.get("type") == "array":
        for name, inner in _texts(document, schema["items"]):
            yield f"[]{name}", [inner]
    for field, inner_schema in schema.get("properties", {}).items():
        for name, inner in _texts(document, inner_schema):
            yield f"{field}.{name}", {field: inner}
