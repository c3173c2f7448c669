"""The town of the HTTP tests behind an edge as production has it, or as one test needs it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from attrs import evolve

from foodmarket.entrypoints.http import HttpSettings
from foodmarket.ports.gate import Gate
from tests.integration.http.apps import served
from tests.integration.http.conftest import PASSWORD, Town, client, dinner, town
from tests.integration.observing.conftest import watched

__all__ = ["Serve", "cookie_of", "dinner", "town", "watched"]

Serve = Callable[..., Awaitable[httpx.AsyncClient]]
STRICT = HttpSettings(
    public_url="https://food.example",
    secure_cookies=True,
    allowed_hosts=(),
    cors_origins=("https://app.example",),
)


async def cookie_of(http: httpx.AsyncClient, email: str = "anna@example.org") -> httpx.Response:
    """Sign in as a browser does."""
    answer = await http.post("/v1/sessions", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    http.cookies.clear()
    return answer


@pytest.fixture
async def serve(town: Town) -> AsyncIterator[Serve]:
    """Serves the town by other settings; ``peer`` is who calls, ``gate`` another gate."""

    async def ready() -> Mapping[str, bool]:
        return {}

    async with AsyncExitStack() as stack:

        async def taken(
            peer: str = "192.0.2.1", gate: Gate | None = None, **changes: Any
        ) -> httpx.AsyncClient:
            adapters = town.market.adapters
            market = evolve(town.market, adapters=evolve(adapters, gate=gate or adapters.gate))
            settings = evolve(STRICT, **changes)
            app = stack.enter_context(served(market, ready, settings))
            return await stack.enter_async_context(client(app, settings.public_url, peer))

        yield taken


@pytest.fixture
async def strict(serve: Serve) -> httpx.AsyncClient:
    """The town as production serves it."""
    return await serve()
