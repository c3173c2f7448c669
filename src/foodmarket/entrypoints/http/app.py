"""The HTTP API as one application."""

from litestar import Litestar, Router
from litestar.config.cors import CORSConfig
from litestar.datastructures import State

from foodmarket.adapters.sandbox import SandboxProvider
from foodmarket.entrypoints.http import (
    accounts,
    audit_log,
    balance,
    catalogue,
    credentials,
    discrepancies,
    disputes,
    documents,
    health,
    kitchen,
    landing,
    moves,
    orders,
    partners,
    passkeys,
    payments,
    payouts,
    permits,
    privacy,
    reconciliation,
    refunds,
    sandbox,
    second_factor,
    statements,
)
from foodmarket.entrypoints.http.access import (
    OURS,
    acting_for_one_call,
    admit,
    require_policies,
)
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.edge import protect, put_edge
from foodmarket.entrypoints.http.health import Migrated, Ready
from foodmarket.entrypoints.http.keys import HEADER, REPLAYED
from foodmarket.entrypoints.http.limits import RATE_HEADERS
from foodmarket.entrypoints.http.problems import HANDLERS
from foodmarket.entrypoints.http.refused import record_refused
from foodmarket.entrypoints.http.settings import HttpSettings
from foodmarket.entrypoints.marketplace import Marketplace

API = (
    accounts,
    credentials,
    second_factor,
    passkeys,
    partners,
    catalogue,
    kitchen,
    permits,
    payments,
    orders,
    moves,
    refunds,
    disputes,
    payouts,
    reconciliation,
    discrepancies,
    balance,
    statements,
    audit_log,
    privacy,
)
MINUTES = 10  # for which browsers may remember what other pages may do
SITE = (health, landing, documents)


def create_app(
    marketplace: Marketplace,
    *,
    settings: HttpSettings,
    ready: Ready,
    migrated: Migrated | None = None,
) -> Litestar:
    """Serve a marketplace. ``ready`` tells of each dependency whether it answers, ``migrated``
    whether the store has the schema of this version; one without a schema always has.

    Fails at start-up where a route does not say who may call it.
    """
    versioned = Router("/v1", route_handlers=[route for part in API for route in part.ROUTES])
    site = [route for part in SITE for route in part.ROUTES]
    if isinstance(marketplace.adapters.providers.get("sandbox"), SandboxProvider):
        site += sandbox.ROUTES
    app = Litestar(
        route_handlers=[versioned, *payments.WEBHOOKS, *site],
        request_class=Call,
        guards=[admit],
        middleware=[acting_for_one_call],
        exception_handlers=HANDLERS,
        before_send=[protect(settings), record_refused],
        cors_config=cors(settings),
        openapi_config=documents.document(settings),
        request_max_body_size=settings.largest_body,
        state=state_of(marketplace, settings, ready, migrated),
        logging_config=None,
        debug=False,
    )
    require_policies(app)
    put_edge(app, settings)
    return app


def state_of(
    marketplace: Marketplace, settings: HttpSettings, ready: Ready, migrated: Migrated | None = None
) -> State:
    """Return what the routes are told by; nothing else of an application knows the marketplace."""
    return State(
        {
            "market": marketplace,
            "settings": settings,
            "ready": ready,
            "migrated": migrated or _always,
            "zones": {},
        }
    )


def cors(settings: HttpSettings) -> CORSConfig | None:
    """Return which pages of other origins may call us: those that the settings name, no others."""
    if not settings.cors_origins:
        return None
    return CORSConfig(
        allow_origins=list(settings.cors_origins),
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["accept-language", "authorization", "content-type", HEADER, OURS],
        expose_headers=[REPLAYED, *RATE_HEADERS, "retry-after"],
        allow_credentials=True,
        max_age=MINUTES * 60,
    )


async def _always() -> bool:
    return True
