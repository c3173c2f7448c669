"""15: a field that is not in the document is refused, and none is answered; 18: money takes a key.

Each operation of the OpenAPI document is called by somebody who may, in one world of everything.
"""

import copy
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from foodmarket.entrypoints.cli.openapi import present
from tests.integration.http.conftest import problem
from tests.integration.security.everybody import Everybody, open_world
from tests.integration.security.routes import ROWS
from tests.integration.security.test_requirement_14_matrix import (
    OPERATIONS,
    address,
    call,
    filled,
    told,
)

DOCUMENT = present()
UNKNOWN = "is_admin"


@pytest.fixture(scope="module")
async def world() -> AsyncIterator[Everybody]:
    async with open_world() as opened:
        yield opened


async def send(world: Everybody, name: str, body: Any, key: str | None) -> httpx.Response:
    """Call the operation as the first who may."""
    method, path, _ = OPERATIONS[name]
    row = ROWS[name]
    headers = world.people[row.may[0]].headers()
    if key is not None:
        headers["idempotency-key"] = key
    answer = await world.town.http.request(
        method.upper(), address(world, path, row), json=body, headers=headers
    )
    world.town.http.cookies.clear()
    return answer


def example(world: Everybody, name: str) -> Any:
    """Return the body that the operation takes; None where it takes none in JSON."""
    content = OPERATIONS[name][2].get("requestBody", {}).get("content", {})
    media = content.get("application/json")
    return filled(world, ROWS[name].body or media["example"]) if media else None


def with_one_more(body: Any) -> Iterator[Any]:
    """Yield the body with an unknown field, once in each object that is in it."""
    for place in list(_objects(body)):
        changed = copy.deepcopy(body)
        inner = changed
        for step in place:
            inner = inner[step]
        inner[UNKNOWN] = True
        yield changed


def _objects(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        yield place
        for name, inner in value.items():
            yield from _objects(inner, (*place, name))
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _objects(inner, (*place, number))


def undeclared(schema: dict[str, Any], value: Any, place: str = "") -> Iterator[str]:
    """Yield the members of an answer that its schema does not name."""
    if "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    choices = schema.get("oneOf", schema.get("anyOf"))
    if choices and value is not None:
        found = [list(undeclared(choice, value, place)) for choice in choices if _fits(choice)]
        yield from min(found, key=len)
    elif isinstance(value, dict) and "additionalProperties" not in schema:
        known = schema.get("properties", {})
        for name, inner in value.items():
            if name not in known:
                yield f"{place}.{name}"
            else:
                yield from undeclared(known[name], inner, f"{place}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from undeclared(schema.get("items", {}), inner, f"{place}[]")


def _fits(choice: dict[str, Any]) -> bool:
    return choice.get("type") != "null"


TAKE_ANYTHING = {"addPasskey", "signInByPasskey"}


async def test_requirement_15_unknown_fields_are_refused_and_none_is_answered(
    world: Everybody,
) -> None:
    tried, looked_at = 0, 0
    for name, row in ROWS.items():
        body = example(world, name)
        for number, wrong in enumerate(with_one_more(body)):
            answer = await send(world, name, wrong, f"15-{name}-{number}")
            if name in TAKE_ANYTHING and number:
                continue  # what a browser's device answers is read by the library for it
            assert answer.status_code == 400, told(row.may[0], answer)
            found = problem(answer, 400, "bad_field")
            assert found["data"]["problem"] == "unknown", told(row.may[0], answer)
            tried += 1
        answer = await call(world, row.may[0], name)
        if row.ends:
            await world.sign_in_anew()
        kind = answer.headers.get("content-type", "")
        if not answer.is_success or not kind.startswith("application/json"):
            continue
        promised = OPERATIONS[name][2]["responses"][str(answer.status_code)]["content"]
        schema = promised["application/json"]["schema"]
        assert list(undeclared(schema, answer.json())) == [], name
        looked_at += 1
    assert (tried > 50, looked_at > 90) == (True, True), (tried, looked_at)


async def test_requirement_18_each_operation_that_moves_money_takes_a_key(
    world: Everybody,
) -> None:
    needs = {
        name
        for name, (_, _, operation) in OPERATIONS.items()
        for it in operation.get("parameters", ())
        if it["name"] == "Idempotency-Key" and it["required"]
    }
    assert len(needs) > 20
    before = world.stored()
    for name in sorted(needs):
        answer = await send(world, name, example(world, name), None)
        assert problem(answer, 400, "key_required"), name
    assert json.dumps(world.stored()) == json.dumps(before)
