"""One log line, one figure and one span for each request: the outermost layer of the API."""

import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from time import perf_counter
from typing import Any

from foodmarket.domain.accounts.model import Session
from foodmarket.entrypoints.observing.observers import Observers
from foodmarket.ports.tracer import Fact, Kind, Span, Trace

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

log = logging.getLogger("foodmarket.http")
UNKNOWN = "unknown"  # one name for all addresses that lead nowhere: anybody can make up new ones
_HEALTH = "/health/"
_GONE = 499  # whoever called hung up before there was an answer
_TRACEPARENT = b"traceparent"


class ObservedApi:
    """Notes of a request its route's template, and nothing that the caller put into it."""

    def __init__(self, app: App, observers: Observers) -> None:
        self._app = app
        self._metrics = observers.metrics
        self._tracer = observers.tracer

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = perf_counter(), _GONE
        with self._tracer.span(scope["method"], Kind.SERVER, parent=_asked(scope)) as span:
            told = (_TRACEPARENT, str(span.trace).encode())

            async def answer(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                    message["headers"] = [*message.get("headers", ()), told]
                await send(message)

            try:
                await self._app(scope, receive, answer)
            finally:
                self._note(scope, span, status, perf_counter() - began)

    def _note(self, scope: Message, span: Span, status: int, seconds: float) -> None:
        route = route_of(scope)
        handler = scope.get("route_handler")
        operation = getattr(handler, "operation_id", None) or route
        self._metrics.served(operation, status, seconds)
        if self._tracer.records:
            span.rename(f"{scope['method']} {route}")
            noted: dict[str, Fact] = {"http.response.status_code": status, "http.route": route}
            span.note(**noted)
            if status >= 500:
                span.fail(str(status))
        quiet = status < 400 and route.startswith(_HEALTH)
        level = logging.DEBUG if quiet else logging.INFO
        if log.isEnabledFor(level):
            facts = {
                "actor": _actor(scope),
                "operation": operation,
                "method": scope["method"],
                "route": route,
                "status": status,
                "ms": round(1000 * seconds, 1),
            }
            log.log(level, "request", extra={"facts": facts})


def route_of(scope: Mapping[str, Any]) -> str:
    """Return the template of the address that was called, such as ``/v1/orders/{order_id}``."""
    return str(scope.get("path_template", UNKNOWN))


def _asked(scope: Message) -> Trace | None:
    for name, value in scope["headers"]:
        if name == _TRACEPARENT:
            return Trace.read(value.decode("latin-1"))
    return None


def _actor(scope: Message) -> str:
    session: Session | None = scope.get("state", {}).get("session")
    return "nobody" if session is None else session.actor.role.value
