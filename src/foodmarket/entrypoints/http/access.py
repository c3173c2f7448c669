"""Who may call a route: each one declares its policy, and one guard keeps all of them."""

from typing import cast

from attrs import evolve, frozen
from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, State
from litestar.exceptions import ImproperlyConfiguredException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.types import ASGIApp, Receive, Send
from litestar.types import Scope as AsgiScope

from foodmarket.domain.accounts import Actor, Channel, NotAllowed, NotSignedIn, Role, SignedIn
from foodmarket.domain.accounts.api_keys import MARK, Scope
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.limits import count_stray, enter
from foodmarket.entrypoints.http.refusals import BadField, CrossSiteRequest, FieldProblem
from foodmarket.entrypoints.http.settings import HttpSettings
from foodmarket.ports.acting import ACTING, wall_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OPT = "policy"
OURS = "x-requested-with"  # whatever its value


@frozen
class Policy:
    """Who may call. ``looks`` is False where nobody is asked who they are.

    With a ``scope``, a partner's key that has it may, and nobody else.
    """

    name: str
    looks: bool = True
    required: bool = True
    roles: frozenset[Role] = frozenset()
    scope: Scope | None = None


PUBLIC = Policy("public", looks=False, required=False)
ANYBODY = Policy("anybody, known where signed in", required=False)
SIGNED_IN = Policy("signed in")
CUSTOMER = Policy("customers", roles=frozenset({Role.CUSTOMER}))
STAFF = Policy("staff", roles=frozenset({Role.STAFF}))
COOK = Policy("cooks", roles=frozenset({Role.COOK}))
PARTNER = Policy("partners", roles=frozenset({Role.PARTNER}))
WITH_KEY = {scope: Policy(f"partners' keys for {scope}", scope=scope) for scope in Scope}


async def admit(
    connection: ASGIConnection[HTTPRouteHandler, object, object, State], handler: BaseRouteHandler
) -> None:
    """Keep the route's policy and rates; a request's one look into the shared store is here.

    Refuses with `BadField`, `NotSignedIn`, `NotAllowed`, `MissingScope`, `CrossSiteRequest` and
    `TooManyRequests`.
    """
    if b"%00" in connection.scope["query_string"] or "\0" in connection.scope["path"]:
        raise BadField(field="query", problem=FieldProblem.NUL)
    policy: Policy | None = handler.opt.get(OPT)  # None: the answer to OPTIONS, made by Litestar
    call = cast("Call", connection)
    if policy is None:
        await count_stray(call)
        return
    if policy.scope is not None:
        await enter(call, handler, None)
        call.scope["state"]["partner"] = await _admit_partner(call, policy.scope)
        return
    if not policy.looks:
        await enter(call, handler, None)
        return
    bearer = bearer_token(call)
    token = bearer or call.cookies.get(call.settings.cookie)
    session = await enter(call, handler, token or None)
    if session is None:
        if policy.required:
            raise NotSignedIn
        return
    if not bearer and call.method not in SAFE:
        require_same_site(call)
    call.scope["state"]["session"] = session
    if policy.roles and session.actor.role not in policy.roles:
        raise NotAllowed
    ACTING.set(wall_of(session.actor))


async def _admit_partner(call: Call, scope: Scope) -> Actor:
    key = bearer_token(call)
    if key is None or not key.startswith(MARK):
        raise NotSignedIn
    origin = evolve(call.origin, channel=Channel.KEY)
    return await call.market.admit_partner(key, scope, origin)


def bearer_token(call: Call) -> str | None:
    """Return the token of the Authorization header, if there is one."""
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def session_token(call: Call) -> str | None:
    """Return the token that was sent, in the Authorization header or in the cookie."""
    return bearer_token(call) or call.cookies.get(call.settings.cookie)


def require_same_site(call: Call) -> None:
    """Refuse with `CrossSiteRequest` what a browser did not send from one of our own pages.

    A page of ours sends the header `OURS`, which no form can and no other site's script may, and
    the browser says where the page is from: in Origin, in Sec-Fetch-Site, or in both.
    """
    if OURS not in call.headers:
        raise CrossSiteRequest
    origin, site = call.headers.get("origin"), call.headers.get("sec-fetch-site")
    if origin is not None and origin in call.settings.cors_origins:
        return
    if site is None and origin is None:
        raise CrossSiteRequest
    if site is not None and site != "same-origin":
        raise CrossSiteRequest
    if origin is not None and origin not in {call.settings.origin, _here(call)}:
        raise CrossSiteRequest


def _here(call: Call) -> str:
    # In development the page may be open under another name of this machine.
    scheme = "https" if call.settings.secure_cookies else "http"
    return f"{scheme}://{call.headers.get('host', '')}"


def session_cookie(settings: HttpSettings, signed_in: SignedIn | None) -> Cookie:
    """Return the cookie of a new session, or the one that removes it."""
    lasting = signed_in.session.expires_at - signed_in.session.opened_at if signed_in else None
    return Cookie(
        key=settings.cookie,
        value=signed_in.token if signed_in else "",
        max_age=int(lasting.total_seconds()) if lasting else 0,
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def require_policies(app: Litestar) -> None:
    """Fail at start-up where a route says nothing about who may call it."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if set(handler.http_methods) != {"OPTIONS"} and OPT not in handler.opt:
                raise ImproperlyConfiguredException(f"{route.path} declares no policy")


def acting_for_one_call(app: ASGIApp) -> ASGIApp:
    """Have nobody act when a call begins; whoever `admit` finds acts until the call is over."""

    async def call(scope: AsgiScope, receive: Receive, send: Send) -> None:
        token = ACTING.set(None)
        try:
            await app(scope, receive, send)
        finally:
            ACTING.reset(token)

    return call
