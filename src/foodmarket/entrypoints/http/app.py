"""The HTTP API as one application."""

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.types import BeforeMessageSendHookHandler, Message, Scope

from foodmarket.adapters.sandbox import SandboxProvider
from foodmarket.entrypoints.http import (
    accounts,
    audit_log,
    balance,
    catalogue,
    credentials,
    discrepancies,
    documents,
    health,
    kitchen,
    landing,
    moves,
    orders,
    payments,
    payouts,
    privacy,
    reconciliation,
    refunds,
    sandbox,
    statements,
)
from foodmarket.entrypoints.http.access import acting_for_one_call, admit, require_policies
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.health import Migrated, Ready
from foodmarket.entrypoints.http.problems import HANDLERS
from foodmarket.entrypoints.http.settings import HttpSettings
from foodmarket.entrypoints.marketplace import Marketplace

API = (
    accounts,
    credentials,
    catalogue,
    kitchen,
    payments,
    orders,
    moves,
    refunds,
    payouts,
    reconciliation,
    discrepancies,
    balance,
    statements,
    audit_log,
    privacy,
)
SITE = (health, landing, documents)
YEAR = 365 * 24 * 3600


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
        before_send=[protect(settings)],
        openapi_config=documents.document(settings),
        request_max_body_size=settings.largest_body,
        state=State(
            {
                "market": marketplace,
                "settings": settings,
                "ready": ready,
                "migrated": migrated or _always,
                "zones": {},
            }
        ),
        logging_config=None,
        debug=False,
    )
    require_policies(app)
    return app


async def _always() -> bool:
    return True


def protect(settings: HttpSettings) -> BeforeMessageSendHookHandler:
    """Return what adds the security headers to every answer, errors too."""
    fixed = {
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
    }
    if settings.secure_cookies:
        fixed["strict-transport-security"] = f"max-age={YEAR}; includeSubDomains"
    where_none = {
        b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
        b"cache-control": b"no-store",
    }
    always = [(name.encode(), value.encode()) for name, value in fixed.items()]

    async def add(message: Message, _scope: Scope) -> None:
        if message["type"] == "http.response.start":
            headers = list(message["headers"])
            there = {name for name, _value in headers}
            headers += always
            headers += [(name, value) for name, value in where_none.items() if name not in there]
            message["headers"] = headers

    return add
