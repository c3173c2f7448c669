"""Requests made up from the OpenAPI document, by people of every kind: no answer is a surprise.

A few are made for each route here, always the same ones; `make fuzz` makes many more, new ones.
"""

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from foodmarket.entrypoints.cli.openapi import present
from tests.integration.security.everybody import Everybody, open_world
from tests.integration.security.routes import PATHS, WORDS

EXAMPLES = int(os.environ.get("FUZZ", "0"))  # for each route; 0: a few, the same ones
WHO = ("customer", "cook", "chief")
CHECKS: Any = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
DOCUMENT = present()
OPERATIONS: dict[str, Any] = {
    found.ok().definition.raw["operationId"]: found.ok()
    for found in schemathesis.openapi.from_dict(DOCUMENT).get_all_operations()
    if isinstance(found, Ok)
}
BOUNDED = settings(
    max_examples=EXAMPLES or 4,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as opened:
        yield opened


@pytest.fixture(scope="module")
def world(runner: asyncio.Runner) -> Iterator[Everybody]:
    opening = open_world()
    yield runner.run(opening.__aenter__())
    runner.run(opening.__aexit__(None, None, None))


def made_up(name: str) -> st.SearchStrategy[Any]:
    """Return requests that the document allows, and some that it does not."""
    operation = OPERATIONS[name]
    modes = [GenerationMode.POSITIVE]
    if operation.body or operation.query:
        modes.append(GenerationMode.NEGATIVE)
    return st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))


@pytest.mark.parametrize("name", [*OPERATIONS])
def test_no_answer_is_a_surprise(world: Everybody, runner: asyncio.Runner, name: str) -> None:
    @BOUNDED
    @given(case=made_up(name), who=st.sampled_from(WHO), real=st.booleans())
    def call(case: Any, who: str, real: bool) -> None:
        answer = runner.run(send(world, who, case, real))
        case.validate_response(answer, checks=CHECKS)

    call()


async def send(world: Everybody, who: str, case: Any, real: bool) -> httpx.Response:
    """Send a request; a ``real`` one asks for things that there are."""
    for parameter in case.path_parameters or {} if real else ():
        there = WORDS.get(parameter) or world.things.get(PATHS.get(parameter, ""))
        if there is not None:
            case.path_parameters[parameter] = there
    named = {name: str(it) for name, it in (case.headers or {}).items()}
    sent = case.as_transport_kwargs(base_url="http://127.0.0.1:8000", headers=named)
    headers = dict(sent["headers"]) | world.people[who].headers()
    body = sent.get("data")
    try:
        return await world.town.http.request(
            sent["method"],
            sent["url"],
            params=sent.get("params"),
            headers={name: str(it).encode("latin-1", "replace") for name, it in headers.items()},
            **({"json": sent["json"]} if "json" in sent else {"content": body} if body else {}),
        )
    finally:
        world.town.http.cookies.clear()
        if case.method == "DELETE" or "password" in case.path:
            await world.sign_in_anew()
