"""14: every route × everybody: nobody is asked to sign in, who may is served, and nobody else is.

The routes come from the OpenAPI document, who may call them from `routes.ROWS`. A new route fails
here until it has a row, and a request that never gets as far as the question of who may fails, too.
"""

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import Litestar

from foodmarket.entrypoints.cli.openapi import present
from foodmarket.entrypoints.http.openapi import METHODS
from tests.integration.security.everybody import (
    ACTORS,
    NOBODY,
    PROGRAM,
    STRANGERS,
    Everybody,
    open_world,
)
from tests.integration.security.routes import PATHS, ROWS, WORDS, Row

OPERATIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    operation["operationId"]: (method, path, operation)
    for path, item in present()["paths"].items()
    for method, operation in item.items()
    if method in METHODS
}


@pytest.fixture(scope="module")
async def world() -> AsyncIterator[Everybody]:
    async with open_world() as opened:
        yield opened


def test_requirement_14_every_route_has_a_row() -> None:
    assert set(ROWS) ^ set(OPERATIONS) == set(), "say in routes.py who may call these"
    for row in ROWS.values():
        assert set(row.may) <= set(ACTORS)


def test_requirement_14_no_route_hides_from_the_document(world: Everybody) -> None:
    app: Litestar = world.town.http._transport.app  # type: ignore[attr-defined]
    paths = {re.sub(r":\w+}", "}", route.path) for route in app.routes}
    hidden = paths - {path for _, path, _ in OPERATIONS.values()}
    strange = {it for it in hidden if not re.match(r"/($|(docs|assets|static|sandbox/pay)\b)", it)}
    assert not strange


@pytest.mark.parametrize("name", [*ROWS])
async def test_requirement_14_only_who_may_call_is_served(world: Everybody, name: str) -> None:
    row, (_, _, operation) = ROWS[name], OPERATIONS[name]
    assert ("security" in operation) == (NOBODY not in row.may), "the document says otherwise"
    before = world.stored()
    for actor in (it for it in ACTORS if it not in row.may):
        answer = await call(world, actor, name)
        assert answer.status_code in refusals(actor, row), told(actor, answer)
        hides_what_is_private(world, actor, answer)
    changed = {table for table, digest in world.stored().items() if before[table] != digest}
    assert not changed, "somebody who was refused has changed something"
    served = 0
    for actor in row.may:
        answer = await call(world, actor, name)
        late = bool(served) and answer.status_code == 409
        but = row.but and answer.status_code >= 400 and answer.json()["code"] == row.but
        assert answer.is_success or late or but, told(actor, answer)
        served += answer.is_success
        if actor in STRANGERS:
            hides_what_is_private(world, actor, answer)
    if row.ends:
        await world.sign_in_anew()


def refusals(actor: str, row: Row) -> set[int]:
    """Return how those are refused who may not: sessions are no keys, and keys no sessions."""
    unknown = actor in {NOBODY, PROGRAM} or row.may == (PROGRAM,)
    return {401} if unknown else {403, 404}


def told(actor: str, answer: httpx.Response) -> str:
    asked = answer.request
    return f"{actor}: {asked.method} {asked.url.path} -> {answer.status_code} {answer.text[:600]}"


async def call(world: Everybody, actor: str, name: str) -> httpx.Response:
    method, path, operation = OPERATIONS[name]
    row, person = ROWS[name], world.people[actor]
    content = operation.get("requestBody", {}).get("content", {})
    body = row.body or next((it["example"] for it in content.values()), None)
    headers = person.headers()
    if any(it["name"] == "Idempotency-Key" for it in operation.get("parameters", ())):
        headers["idempotency-key"] = f"{actor}-{name}"
    answer = await world.town.http.request(
        method.upper(),
        address(world, path, row),
        json=filled(world, body) if content else None,
        headers=headers,
    )
    world.town.http.cookies.clear()
    return answer


def address(world: Everybody, path: str, row: Row) -> str:
    def thing(found: re.Match[str]) -> str:
        parameter = found[1]
        if parameter in WORDS:
            return WORDS[parameter]
        named = row.at.get(parameter) or PATHS.get(parameter)
        assert named, f"say in routes.py what stands for {{{parameter}}} in {path}"
        return world.things[named]

    return re.sub(r"\{(\w+)\}", thing, path) + row.query


def filled(world: Everybody, body: Any) -> Any:
    """Return the body with the ids of things in the place of their names in angle brackets."""
    text = re.sub(r"<([\w ]+)>", lambda found: world.things[found[1]], json.dumps(body))
    return json.loads(text)


def hides_what_is_private(world: Everybody, actor: str, answer: httpx.Response) -> None:
    sent = str(answer.request.url) + answer.request.content.decode()
    for what, secret in world.private.items():
        if secret not in sent:
            assert secret not in answer.text, f"{actor} is shown the {what}: {answer.text}"
