"""How often a request may come: counted at the gate, together with the look for its session."""

from collections.abc import Mapping
from functools import lru_cache
from math import ceil
from typing import Any

from litestar.handlers import BaseRouteHandler

from foodmarket import ports
from foodmarket.domain.accounts.model import Session
from foodmarket.entrypoints.http.addresses import network_of
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.refusals import TooManyAttempts, TooManyRequests
from foodmarket.entrypoints.quotas import Quota, RouteClass

OPT = "counted_as"
RATE_HEADERS = ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "ratelimit-policy")
_ENTRY, _DUE = "entry", "names somebody and was not counted yet"
_ASKED = "asked at the gate"


async def enter(call: Call, handler: BaseRouteHandler, token: str | None) -> Session | None:
    """Return the session of the token, if there is one, and count the request.

    That is one round trip to the store, or none where nothing is looked for and nothing counted.
    Refuses with `TooManyRequests`.
    """
    call.scope["state"][_ASKED] = True
    kind = class_of(handler, call.method)
    quota = call.settings.quotas.get(kind, Quota())
    if kind.names_somebody and quota != Quota():
        call.scope["state"][_DUE] = kind
        quota = Quota()
    tolls = list(_tolls(kind, quota.address, network_of(call.address)))
    per_account = list(_tolls(kind, quota.account))
    if kind is RouteClass.CHECKOUT:
        declines = call.settings.quotas.get(RouteClass.DECLINE, Quota())
        tolls += _tolls(RouteClass.DECLINE, declines.address, network_of(call.address), takes=0)
        per_account += _tolls(RouteClass.DECLINE, declines.account, takes=0)
    if token is None and not tolls:
        return None
    entry = await call.market.adapters.gate.enter(token, tolls, per_account)
    call.scope["state"][_ENTRY] = entry
    if entry.allowance is not None and not entry.allowance.allowed:
        raise TooManyRequests(retry_after=_seconds(entry.allowance))
    return entry.session


def strays(state: Mapping[str, Any]) -> bool:
    """Tell whether a request was not counted at a route, because it came to none."""
    return _ASKED not in state


async def count_stray(call: Call) -> None:
    """Count a request that came to no route, or to none with this method, as a read.

    Whoever makes addresses up is bounded like everybody else, and other requests pay nothing for
    it. Refuses with `TooManyRequests`.
    """
    call.scope["state"][_ASKED] = True
    quota = call.settings.quotas.get(RouteClass.READ, Quota())
    tolls = _tolls(RouteClass.READ, quota.address, network_of(call.address))
    if not tolls:
        return
    entry = await call.market.adapters.gate.enter(None, tolls)
    call.scope["state"][_ENTRY] = entry
    if entry.allowance is not None and not entry.allowance.allowed:
        raise TooManyRequests(retry_after=_seconds(entry.allowance))


async def bound_tries(call: Call, somebody: str) -> None:
    """Count a try of a route that names somebody: ``somebody`` is an e-mail address or telephone.

    Such routes call it before anything else, and answer with an error on our side where they
    forget. Refuses with `TooManyAttempts` and `TooManyRequests`.
    """
    kind: RouteClass | None = call.scope["state"].pop(_DUE, None)
    if kind is None:
        return
    quota = call.settings.quotas[kind]
    # The store of rates has no need to know anybody's address.
    whose = call.market.adapters.vault.pseudonym(somebody.strip().casefold())
    tried = list(_tolls(kind, quota.account, whose))
    from_here = list(_tolls(kind, quota.address, network_of(call.address)))
    entry = await call.market.adapters.gate.enter(None, [*tried, *from_here])
    call.scope["state"][_ENTRY] = entry
    if entry.allowance is not None and not entry.allowance.allowed:
        wait = _seconds(entry.allowance)
        if entry.toll not in tried:
            raise TooManyRequests(retry_after=wait)
        await call.market.record_access.locked_out(call.origin, somebody, TooManyAttempts.code)
        raise TooManyAttempts(retry_after=wait)


async def count_decline(call: Call) -> None:
    """Count a payment that was declined: too many of them bar the way to the checkout."""
    quota = call.settings.quotas.get(RouteClass.DECLINE, Quota())
    tolls = [
        *_tolls(RouteClass.DECLINE, quota.account, str(call.actor.account_id)),
        *_tolls(RouteClass.DECLINE, quota.address, network_of(call.address)),
    ]
    if tolls:
        await call.market.adapters.gate.enter(None, tolls)


def class_of(handler: BaseRouteHandler, method: str) -> RouteClass:
    """Return the class that the route declares, or that of its method."""
    declared: RouteClass | None = handler.opt.get(OPT)
    return declared or (RouteClass.READ if method in {"GET", "HEAD"} else RouteClass.WRITE)


def headers_of(state: dict[str, Any], status: int) -> list[tuple[bytes, bytes]]:
    """Return what an answer says of the rate that leaves the least.

    ``RateLimit-Limit``, ``-Remaining`` and ``-Reset`` (seconds until nothing of it is used) are
    those of draft-ietf-httpapi-ratelimit-headers-03, which most clients know.
    """
    if _DUE in state and status < 400:
        raise RuntimeError("a route that names somebody did not count its tries")
    entry: ports.Entry | None = state.get(_ENTRY)
    if entry is None or entry.allowance is None or entry.toll is None:
        return []
    rate, allowance = entry.toll.rate, entry.allowance
    window = rate.per.total_seconds()
    reset = ceil((rate.times - allowance.left) * window / rate.times)
    values = (rate.times, allowance.left, reset, f"{rate.times};w={window:.0f}")
    return [
        (name.encode(), str(value).encode())
        for name, value in zip(RATE_HEADERS, values, strict=True)
    ]


@lru_cache(maxsize=4096)
def _tolls(
    kind: RouteClass, rate: ports.Rate | None, whose: str = "", takes: int = 1
) -> tuple[ports.Toll, ...]:
    if rate is None:
        return ()
    return (ports.Toll(f"{kind}:{whose}" if whose else kind.value, rate, takes),)


def _seconds(allowance: ports.Allowance) -> int:
    return max(ceil(allowance.retry_after.total_seconds()), 1)
