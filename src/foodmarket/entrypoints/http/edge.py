"""The outermost layer: what is refused before any route is looked for, and how long one may take.

Everything that passes here is answered by a route, by the page of errors, or by CORS.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from litestar import Litestar
from litestar.types import ASGIApp, BeforeMessageSendHookHandler, Message, Receive, Scope, Send

from foodmarket.domain.kernel.errors import Refusal
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.cards import refuse_cards_in_address
from foodmarket.entrypoints.http.limits import count_stray, headers_of, strays
from foodmarket.entrypoints.http.problems import refuse
from foodmarket.entrypoints.http.refusals import (
    BodyTooSlow,
    HeadTooLarge,
    TookTooLong,
    UnknownHost,
    WrongMethod,
)
from foodmarket.entrypoints.http.settings import HttpSettings

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})  # no TRACE
PROBES = "/health/"  # probes call a process by its address
YEAR = 365 * 24 * 3600


class Edge:
    """Refuses strange requests, and bounds the time of the others."""

    def __init__(self, app: ASGIApp, settings: HttpSettings) -> None:
        self._app = app
        self._most = settings.largest_head
        self._body_within = settings.body_within.total_seconds()
        self._answer_within = settings.answer_within.total_seconds()
        self._hosts: frozenset[bytes] | None = None
        if settings.allowed_hosts is not None:
            names = {settings.host, *settings.allowed_hosts}
            self._hosts = frozenset(name.lower().encode() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self._look_at(scope)
            await self._in_time(scope, receive, send)
        except Refusal as refusal:
            call = Call(scope, receive, send)
            answer = refuse(call, refusal).to_asgi_response(app=None, request=call)
            await answer(scope, receive, send)

    def _look_at(self, scope: Any) -> None:
        """Refuse with `WrongMethod`, `HeadTooLarge`, `UnknownHost` and `CardNumberRefused`."""
        if scope["method"] not in METHODS:
            raise WrongMethod
        headers: Sequence[tuple[bytes, bytes]] = scope["headers"]
        size = len(scope["raw_path"]) + len(scope["query_string"])
        for name, value in headers:
            size += len(name) + len(value)
        if size > self._most:
            raise HeadTooLarge(most=self._most)
        if self._hosts is not None and not scope["path"].startswith(PROBES):
            hosts = [value.lower() for name, value in headers if name == b"host"]
            if len(hosts) != 1 or hosts[0] not in self._hosts:
                raise UnknownHost
        refuse_cards_in_address(scope["path"], scope["query_string"])

    async def _in_time(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        body_until = loop.time() + self._body_within

        async def receive_in_time() -> Any:
            try:
                async with asyncio.timeout_at(body_until):
                    return await receive()
            except TimeoutError:
                raise BodyTooSlow from None

        async def send_in_time(message: Message) -> None:
            if message["type"] == "http.response.start":
                timer.reschedule(None)  # what is streamed takes as long as it takes
                if strays(scope["state"]):
                    await count_stray(Call(scope))
            await send(message)

        try:
            async with asyncio.timeout(self._answer_within) as timer:
                await self._app(scope, receive_in_time, send_in_time)
        except TimeoutError:
            raise TookTooLong from None


def put_edge(app: Litestar, settings: HttpSettings) -> None:
    """Let every request to the application pass the edge first."""
    app.asgi_handler = Edge(app.asgi_handler, settings)


def protect(settings: HttpSettings) -> BeforeMessageSendHookHandler:
    """Return what adds the security headers to every answer, errors too."""
    fixed = {
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    if settings.secure_cookies:
        fixed["strict-transport-security"] = f"max-age={YEAR}; includeSubDomains"
    where_none = {
        b"content-security-policy": b"default-src 'none'; object-src 'none'; base-uri 'none'; "
        b"form-action 'none'; frame-ancestors 'none'",
        b"cache-control": b"no-store",
    }
    always = [(name.encode(), value.encode()) for name, value in fixed.items()]

    async def add(message: Message, scope: Scope) -> None:
        if message["type"] == "http.response.start":
            headers = list(message["headers"])
            there = {name for name, _value in headers}
            headers += always
            headers += [(name, value) for name, value in where_none.items() if name not in there]
            headers += headers_of(scope["state"], message["status"])
            message["headers"] = headers

    return add
