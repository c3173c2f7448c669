"""The line to YooKassa: one asynchronous client with a time-out, a bound, and a breaker.

The package's own transport is synchronous, waits for ever, and keeps the secret in class state.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
from attrs import frozen
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.messages.base import Event
from purgatory.domain.messages.events import ContextChanged
from purgatory.domain.model import OpenedState

from foodmarket.adapters.yookassa.config import YooKassaSettings

Json = dict[str, Any]
PAGE = 100
MOST_PAGES = 50
LONGEST_QUIET = 60.0  # seconds
_log = logging.getLogger(__name__)


class NoAnswer(Exception):
    """Nobody knows what became of the request; ``reason`` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Broken(NoAnswer):
    """No answer, in a way that says YooKassa or the line to it is in trouble."""


@frozen
class Reply:
    """A final answer: 200 with an object, or a 4xx with an error that names its reason."""

    status: int
    body: Json

    @property
    def good(self) -> bool:
        return self.status == httpx.codes.OK

    @property
    def code(self) -> str:
        """Name the error: ``invalid_request.payment_token``."""
        named = [self.body.get("code") or f"http_{self.status}", self.body.get("parameter")]
        return ".".join(str(part) for part in named if part).replace(" ", "_")[:100]


class YooKassaClient:
    """Sends requests; every method raises `NoAnswer` where the outcome is not known."""

    def __init__(
        self, settings: YooKassaSettings, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        seconds = settings.timeout.total_seconds()
        self._shop = httpx.BasicAuth(settings.shop_id, settings.secret_key)
        gateway = settings.payout_gateway
        self._gateway = (
            self._shop
            if gateway is None
            else httpx.BasicAuth(gateway.account_id, gateway.secret_key)
        )
        self._seconds = seconds
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=settings.failures,
            default_ttl=settings.rest.total_seconds(),
            exclude=[asyncio.CancelledError],
        )
        self._breakers.add_listener(self._note)
        self._rest = settings.rest.total_seconds()
        self._rests_until = 0.0
        self._quiet_until = 0.0
        self._http = httpx.AsyncClient(
            base_url=settings.endpoint.rstrip("/"),
            timeout=httpx.Timeout(seconds, connect=min(10.0, seconds)),
            transport=transport,
            trust_env=False,
        )

    @property
    def available(self) -> bool:
        """Tell whether requests are sent: the circuit is closed, or about to be tried again."""
        return time.monotonic() >= self._rests_until

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def post(
        self, path: str, key: str, body: Json | None = None, *, gateway: bool = False
    ) -> Reply:
        """Ask for something to be done, once for its key (at most 64 characters)."""
        headers = {"Idempotence-Key": key}
        auth = self._gateway if gateway else self._shop
        sent = self._http.build_request("POST", path, headers=headers, json=body or {})
        return await self._send(sent, auth)

    async def get(
        self, path: str, query: Mapping[str, str] | None = None, *, gateway: bool = False
    ) -> Reply:
        """Look something up."""
        auth = self._gateway if gateway else self._shop
        return await self._send(self._http.build_request("GET", path, params=query), auth)

    async def items(
        self, path: str, query: Mapping[str, str], *, gateway: bool = False
    ) -> AsyncIterator[Json]:
        """Return the objects of a list, page by page, newest first."""
        asked = {**query, "limit": str(PAGE)}
        for _ in range(MOST_PAGES):
            reply = await self.get(path, asked, gateway=gateway)
            if not reply.good:
                raise NoAnswer(reply.code)
            found = reply.body.get("items")
            if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
                raise NoAnswer("unreadable_answer")
            for item in found:
                yield item
            cursor = reply.body.get("next_cursor")
            if not cursor:
                return
            asked = {**asked, "cursor": str(cursor)}
        raise NoAnswer("too_many_to_search")

    def _note(self, _name: str, _happened: str, event: Event) -> None:
        if isinstance(event, ContextChanged):
            opened = event.state == OpenedState.name
            self._rests_until = time.monotonic() + self._rest if opened else 0.0
            _log.warning("circuit", extra={"facts": {"provider": "yookassa", "state": event.state}})

    async def _send(self, request: httpx.Request, auth: httpx.Auth) -> Reply:
        now = asyncio.get_running_loop().time()
        if now < self._quiet_until:
            raise NoAnswer("rate_limited")
        deadline = now + self._seconds
        breaker = await self._breakers.get_breaker("yookassa")
        try:
            async with asyncio.timeout_at(deadline):
                await self._slots.acquire()
        except TimeoutError as error:
            raise NoAnswer("busy") from error
        try:
            async with breaker:
                response = await self._exchange(request, auth, deadline)
        except OpenedState as error:
            raise NoAnswer("resting") from error
        finally:
            self._slots.release()
        return self._read(response)

    async def _exchange(
        self, request: httpx.Request, auth: httpx.Auth, deadline: float
    ) -> httpx.Response:
        try:
            async with asyncio.timeout_at(deadline):
                response = await self._http.send(request, auth=auth)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise _Broken("timeout") from error
        except httpx.HTTPError as error:
            raise _Broken("no_answer") from error
        _log.info("%s %s: %d", request.method, request.url.path, response.status_code)
        if response.is_server_error:
            raise _Broken(f"http_{response.status_code}")
        return response

    def _read(self, response: httpx.Response) -> Reply:
        try:
            body = response.json()
        except ValueError:
            body = None
        match response.status_code:
            case httpx.codes.TOO_MANY_REQUESTS:
                self._be_quiet(response, body)
                raise NoAnswer("rate_limited")
            case httpx.codes.ACCEPTED | httpx.codes.REQUEST_TIMEOUT as status:
                raise NoAnswer(f"http_{status}")
            case httpx.codes.UNAUTHORIZED:  # ours to mend; no reason to turn a customer down
                raise NoAnswer("invalid_credentials")
            case status if isinstance(body, dict) and (status == 200 or 400 <= status < 500):
                return Reply(status, body)
            case _:
                raise NoAnswer("unreadable_answer")

    def _be_quiet(self, response: httpx.Response, body: object) -> None:
        """Send nothing for as long as YooKassa asks; its own figure is in milliseconds."""
        given = body.get("retry_after") if isinstance(body, dict) else None
        seconds = given / 1000 if isinstance(given, int) else _seconds(response)
        now = asyncio.get_running_loop().time()
        self._quiet_until = now + min(max(seconds, 0.0), LONGEST_QUIET)


def _seconds(response: httpx.Response) -> float:
    given = response.headers.get("Retry-After", "")
    return float(given) if given.isdecimal() else 1.0
