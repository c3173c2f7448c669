"""Every error as problem details (RFC 9457), from one table of refusals."""

import logging
import re
from collections.abc import Mapping
from typing import Any, cast

import msgspec
from litestar import Litestar, Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.routes import HTTPRoute
from litestar.types import ExceptionHandlersMap

from foodmarket.domain.accounts.errors import (
    NotSignedIn,
    TooManyTries,
    WrongCredentials,
    WrongPasskey,
)
from foodmarket.domain.kernel.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    StoreUnavailable,
    Unavailable,
)
from foodmarket.domain.kernel.ids import MalformedId
from foodmarket.domain.kernel.language import Language
from foodmarket.domain.orders.errors import TooManyWrongCodes
from foodmarket.domain.payments.errors import CardNumberRefused, ForgedWebhook
from foodmarket.entrypoints.http.call import Call, named_problem
from foodmarket.entrypoints.http.refusals import (
    BadField,
    BadKey,
    BodyTooDeep,
    BodyTooLarge,
    BodyTooSlow,
    HeadTooLarge,
    KeyRequired,
    MalformedJson,
    TooManyAttempts,
    TooManyRequests,
    Unexpected,
    UnknownHost,
    UnknownRoute,
    WrongMethod,
)
from foodmarket.entrypoints.http.refused import REFUSED
from foodmarket.entrypoints.observing.requests import route_of
from foodmarket.entrypoints.observing.telling import told
from foodmarket.entrypoints.texts import Texts
from foodmarket.ports.tracer import CURRENT, Trace

log = logging.getLogger(__name__)

# The nearest class up a refusal's ancestry that stands here gives the status.
STATUS: Mapping[type[Refusal], int] = {
    Invalid: 422,
    MalformedJson: 400,
    BadField: 400,
    MalformedId: 400,
    KeyRequired: 400,
    BadKey: 400,
    ForgedWebhook: 400,
    NotSignedIn: 401,
    WrongCredentials: 401,
    WrongPasskey: 401,
    Forbidden: 403,
    NotFound: 404,
    WrongMethod: 405,
    Conflict: 409,
    BodyTooLarge: 413,
    TooManyAttempts: 429,
    TooManyRequests: 429,
    HeadTooLarge: 431,
    BodyTooDeep: 400,
    BodyTooSlow: 408,
    UnknownHost: 421,
    TooManyTries: 429,
    TooManyWrongCodes: 429,
    Unexpected: 500,
    Unavailable: 503,
}
RETRY_AFTER = 5  # seconds, where a refusal knows no better
JSON = "application/problem+json"
_DIGITS = re.compile(r"\d")
_GONE = "client disconnected prematurely"  # as Litestar says it, as a failure of its own
SECRETS = frozenset({"text", "email"})  # what was sent is not sent back


class Problem(msgspec.Struct, omit_defaults=True):
    """Why a request was refused. Programs match on ``code``; people read ``title`` and ``detail``.

    ``data`` holds the facts behind the refusal, by name.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    trace_id: str
    data: dict[str, Any] = msgspec.field(default_factory=dict)


def status_of(kind: type[Refusal]) -> int:
    """Return the HTTP status of a refusal."""
    return next(STATUS[cls] for cls in kind.__mro__ if cls in STATUS)


def refuse(request: Request[Any, Any, Any], refusal: Exception) -> Response[Any]:
    """Answer with a refusal."""
    assert isinstance(refusal, Refusal)  # noqa: S101 - the table of handlers says so
    call = cast("Call", request)
    language, texts = call.language, call.texts
    hides = isinstance(refusal, CardNumberRefused)
    status, data = status_of(type(refusal)), refusal.data()
    sentence = _sentence(type(refusal), texts, language)
    call.scope["state"][REFUSED] = refusal.code
    trace = CURRENT.get() or Trace.new()
    if status >= 500:
        log.warning("refused: %s", told(refusal), extra={"facts": _route(call)})
    problem = Problem(
        type=f"urn:foodmarket:problem:{refusal.code}",
        title=texts.say(language, f"{sentence}.title"),
        status=status,
        detail=texts.say(language, sentence, **data),
        code=refusal.code,
        instance=_DIGITS.sub("•", call.scope["path"]) if hides else call.scope["path"],
        trace_id=trace.id,
        data={name: fact for name, fact in data.items() if name not in SECRETS},
    )
    headers = {"content-language": language.value}
    wait = data.get("retry_after", RETRY_AFTER if status == 503 else None)
    if wait is not None:
        headers["retry-after"] = str(wait)
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    if isinstance(refusal, WrongMethod):
        headers["allow"] = ", ".join(methods_of(call.app, call.scope["path"]))
    return Response(
        msgspec.json.encode(problem, enc_hook=str),
        status_code=status,
        media_type=JSON,
        headers=headers,
    )


def translate(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer with the refusal that says what Litestar found wrong."""
    return refuse(request, _refusal(cast("Call", request), cast("HTTPException", error)))


def break_down(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer for what nobody foresaw: all of it in the log, none of it in the answer."""
    log.error("broke", exc_info=error, extra={"facts": _route(request)})
    return refuse(request, Unexpected())


def lose_dependency(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer while a connection to the database or the session store is broken."""
    facts = _route(request) | {"error": told(error)}
    log.warning("lost a dependency", extra={"facts": facts})
    return refuse(request, StoreUnavailable(store="network"))


def _refusal(call: Call, error: HTTPException) -> Refusal:
    if isinstance(error, NotFoundException):
        return UnknownRoute()
    if isinstance(error, MethodNotAllowedException):
        return WrongMethod()
    if error.status_code == 413:
        return BodyTooLarge(most=call.settings.largest_body)
    if isinstance(error, ValidationException):
        return _bad_parameter(error)
    if error.status_code < 500:
        return MalformedJson()
    if error.detail == _GONE:
        log.info("the caller is gone", extra={"facts": _route(call)})
        return MalformedJson()  # nobody reads it
    log.error("failed in the framework", exc_info=error, extra={"facts": _route(call)})
    return Unexpected()


def _route(request: Request[Any, Any, Any]) -> dict[str, str]:
    return {"method": request.method, "route": route_of(request.scope)}


def _sentence(kind: type[Refusal], texts: Texts, language: Language) -> str:
    """Return the id of the refusal's text, or of its kind's: others may add refusals of theirs."""
    named = (f"refusal-{cls.code}" for cls in kind.__mro__ if issubclass(cls, Refusal))
    return next(key for key in named if texts.knows(language, key))


def methods_of(app: Litestar, path: str) -> list[str]:
    """Return the methods that an address knows."""
    parts = [part for part in path.split("/") if part]
    known: set[str] = set()
    for route in app.routes:
        wanted = route.path_components
        if len(wanted) == len(parts) and isinstance(route, HTTPRoute):
            pairs = zip(wanted, parts, strict=True)
            if all(not isinstance(one, str) or one == other for one, other in pairs):
                known |= set(route.methods)
    return sorted(known)


def _bad_parameter(error: ValidationException) -> Refusal:
    extra = error.extra if isinstance(error.extra, list) else []
    first = extra[0] if extra else None
    if not isinstance(first, Mapping):
        return MalformedJson()
    name = str(first.get("key", "request"))
    if name == "data":
        return MalformedJson()
    message = str(first.get("message", ""))
    return BadField(field=name, problem=named_problem(message), hint=message.replace("`", "'"))


HANDLERS: ExceptionHandlersMap = {
    Refusal: refuse,
    HTTPException: translate,
    ConnectionError: lose_dependency,
    TimeoutError: lose_dependency,
    Exception: break_down,
}
