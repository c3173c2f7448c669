"""Whether the API lives, and whether it can work."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import cast

import msgspec
from litestar import Response, get

from foodmarket.entrypoints.http import limits
from foodmarket.entrypoints.http.access import OPT, PUBLIC
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.observing.telling import told
from foodmarket.entrypoints.quotas import RouteClass

log = logging.getLogger(__name__)
Ready = Callable[[], Awaitable[Mapping[str, bool]]]
TAG = "Health"


class Alive(msgspec.Struct):
    """The process answers."""

    status: str = "alive"


class Readiness(msgspec.Struct):
    """Whether all that we depend on answers, and each of it by name."""

    status: str
    dependencies: dict[str, bool]


@get(
    "/health/live",
    opt={OPT: PUBLIC, limits.OPT: RouteClass.FREE},
    operation_id="showAlive",
    summary="Whether the process lives",
    tags=[TAG],
)
async def live() -> Alive:
    return Alive()


@get(
    "/health/ready",
    opt={OPT: PUBLIC},
    operation_id="showReady",
    summary="Whether the API can work",
    description="Answers 200, or 503 with what does not answer.",
    tags=[TAG],
)
async def ready(request: Call) -> Response[Readiness]:
    look = cast("Ready", request.app.state["ready"])
    try:
        async with asyncio.timeout(request.settings.ready_within.total_seconds()):
            dependencies = dict(await look())
    except Exception as error:
        log.warning("readiness could not be told", extra={"facts": {"error": told(error)}})
        dependencies = {"readiness": False}
    works = all(dependencies.values())
    return Response(
        Readiness("ready" if works else "unavailable", dependencies),
        status_code=200 if works else 503,
        headers={} if works else {"retry-after": "5"},
    )


ROUTES = (live, ready)
