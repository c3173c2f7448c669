"""Whether the API lives, and whether it can work."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar, cast

import msgspec
from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec

from foodmarket.domain.accounts.errors import NotAllowed, NotSignedIn
from foodmarket.domain.kernel.errors import StoreUnavailable
from foodmarket.entrypoints.http import limits
from foodmarket.entrypoints.http.access import OPT, PUBLIC, STAFF
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import EVERYWHERE, responses, security
from foodmarket.entrypoints.http.refusals import TooManyRequests
from foodmarket.entrypoints.observing.telling import told
from foodmarket.entrypoints.quotas import RouteClass

log = logging.getLogger(__name__)
T = TypeVar("T")
Ready = Callable[[], Awaitable[Mapping[str, bool]]]
Migrated = Callable[[], Awaitable[bool]]
TAG = "Health"


class Alive(msgspec.Struct):
    """The process answers."""

    status: str = "alive"


class Readiness(msgspec.Struct):
    """``ready``; ``degraded`` where only who is not signed in is served; or ``unavailable``."""

    status: str


class Startup(msgspec.Struct):
    """``started``, or ``starting`` while the database has an older schema than this version's."""

    status: str


class Dependencies(msgspec.Struct):
    """Whether each thing that we depend on answers, and each provider, by name."""

    status: str
    dependencies: dict[str, bool]
    providers: dict[str, bool]


ANSWERS = responses(EVERYWHERE)
COUNTED = responses(EVERYWHERE | {TooManyRequests})


def _down(said: type[msgspec.Struct]) -> ResponseSpec:
    return ResponseSpec(said, generate_examples=False, description="Not available")


@get(
    "/health/live",
    opt={OPT: PUBLIC, limits.OPT: RouteClass.FREE},
    operation_id="showAlive",
    summary="Whether the process lives",
    tags=[TAG],
    responses=ANSWERS,
)
async def live() -> Alive:
    return Alive()


@get(
    "/health/ready",
    opt={OPT: PUBLIC},
    operation_id="showReady",
    summary="Whether the API can work",
    description="Answers 200; or 503 and `degraded` without Redis, where nobody can be signed in, "
    "and `unavailable` without the database. What it is that does not answer is told to staff.",
    tags=[TAG],
    responses={**COUNTED, 503: _down(Readiness)},
)
async def ready(request: Call) -> Response[Readiness]:
    dependencies = await _look(request)
    works = all(dependencies.values())
    return _answer(Readiness(_status(dependencies)), works=works)


@get(
    "/health/startup",
    opt={OPT: PUBLIC},
    operation_id="showStarted",
    summary="Whether the database has the schema that the API needs",
    tags=[TAG],
    responses={**COUNTED, 503: _down(Startup)},
)
async def startup(request: Call) -> Response[Startup]:
    migrated = cast("Migrated", request.app.state["migrated"])
    try:
        async with asyncio.timeout(request.settings.ready_within.total_seconds()):
            started = await migrated()
    except Exception as error:
        log.warning("the schema could not be told", extra={"facts": {"error": told(error)}})
        started = False
    return _answer(Startup("started" if started else "starting"), works=started)


@get(
    "/health/dependencies",
    opt={OPT: STAFF},
    operation_id="showDependencies",
    summary="What of all that the API depends on answers",
    tags=[TAG],
    security=security(STAFF),
    responses=responses(EVERYWHERE | {NotSignedIn, NotAllowed, StoreUnavailable, TooManyRequests}),
)
async def dependencies(request: Call) -> Dependencies:
    found = await _look(request)
    providers = request.market.adapters.providers
    available = {name: provider.available for name, provider in providers.items()}
    return Dependencies(_status(found), found, available)


async def _look(request: Call) -> dict[str, bool]:
    look = cast("Ready", request.app.state["ready"])
    try:
        async with asyncio.timeout(request.settings.ready_within.total_seconds()):
            found = dict(await look())
    except Exception as error:
        log.warning("readiness could not be told", extra={"facts": {"error": told(error)}})
        return {"readiness": False}
    if not all(found.values()):
        log.warning("not ready", extra={"facts": found})
    return found


def _status(found: Mapping[str, bool]) -> str:
    if all(found.values()):
        return "ready"
    return "degraded" if found.get("postgres", False) else "unavailable"


def _answer(said: T, *, works: bool) -> Response[T]:
    return Response(
        said, status_code=200 if works else 503, headers={} if works else {"retry-after": "5"}
    )


ROUTES = (live, ready, startup, dependencies)
