"""The line to Stripe: the SDK's async client over an HTTP client of our own.

The SDK never repeats a request here (whoever holds the operation does, under the same key), and
writes no telemetry file into the home directory.
"""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import httpx
import stripe
from attrs import frozen
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.messages.base import Event
from purgatory.domain.messages.events import ContextChanged
from purgatory.domain.model import OpenedState

from foodmarket.adapters.stripe.config import StripeConfig

API_VERSION = "2026-10-28.endive"  # what the mapping was written for; never the account's default
REPLAYED = "Idempotent-Replayed"

_log = logging.getLogger(__name__)
stripe.enable_telemetry = False


class NoAnswer(stripe.APIConnectionError):
    """Nobody knows what became of the request; the message is a short reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, should_retry=False)  # type: ignore[no-untyped-call]
        self.reason = reason


@frozen
class Answer:
    """An object of Stripe's as plain data; ``replayed`` where the key was answered before."""

    body: dict[str, Any]
    replayed: bool = False


class _ServerError(Exception):
    """An answer of 5xx, on its way through the circuit breaker."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(response.status_code)
        self.response = response


class StripeTransport(stripe.HTTPClient):
    """Sends one request with a total time-out, a bound on how many at once, and a breaker."""

    name: ClassVar[str] = "httpx"

    def __init__(
        self, config: StripeConfig, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        super().__init__()
        self._client = httpx.AsyncClient(
            transport=transport,
            timeout=config.timeout,
            follow_redirects=False,
            trust_env=not config.loopback,
            limits=httpx.Limits(max_connections=config.at_once),
        )
        self._timeout = config.timeout
        self._slots = asyncio.Semaphore(config.at_once)
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=config.failures_to_open,
            default_ttl=config.open_seconds,
            exclude=[asyncio.CancelledError],
        )
        self._breakers.add_listener(self._note)
        self._open_seconds = config.open_seconds
        self._rests_until = 0.0

    @property
    def available(self) -> bool:
        """Tell whether requests are sent: the circuit is closed, or about to be tried again."""
        return time.monotonic() >= self._rests_until

    async def request_async(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: str | None = None,
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Return body, status and headers. Raises `NoAnswer` where there is no readable answer."""
        deadline = asyncio.get_running_loop().time() + self._timeout
        try:
            breaker = await self._breakers.get_breaker("stripe")
            # One time-out inside of the breaker alone, or the outer one would hide it as our own
            # cancellation, which counts for nothing.
            async with self._slot(deadline), breaker:
                response = await self._send(deadline, method, url, headers, post_data)
        except _ServerError as error:
            response = error.response
        except TimeoutError:
            raise NoAnswer("timeout") from None
        except OpenedState:
            raise NoAnswer("circuit_open") from None
        except httpx.HTTPError as error:
            raise NoAnswer(f"connection_{type(error).__name__}") from None
        if not _readable(response):
            raise NoAnswer("unreadable_answer")
        return response.content, response.status_code, response.headers

    async def close_async(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def sleep_async(self, secs: float) -> None:
        """Wait; the SDK asks for it between retries, of which there are none here."""
        await asyncio.sleep(secs)

    @asynccontextmanager
    async def _slot(self, deadline: float) -> AsyncIterator[None]:
        async with asyncio.timeout_at(deadline):
            await self._slots.acquire()
        try:
            yield
        finally:
            self._slots.release()

    def _note(self, _name: str, _happened: str, event: Event) -> None:
        if isinstance(event, ContextChanged):
            opened = event.state == OpenedState.name
            self._rests_until = time.monotonic() + self._open_seconds if opened else 0.0
            _log.warning("circuit", extra={"facts": {"provider": "stripe", "state": event.state}})

    async def _send(
        self,
        deadline: float,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: str | None,
    ) -> httpx.Response:
        async with asyncio.timeout_at(deadline):
            response = await self._client.request(
                method, url, headers=dict(headers or {}), content=post_data
            )
        if response.is_server_error:
            raise _ServerError(response)
        return response


def _readable(response: httpx.Response) -> bool:
    """Tell whether the answer is an object of the API (a gateway's HTML page is not)."""
    try:
        content = json.loads(response.content)
    except ValueError:
        return False
    if not isinstance(content, dict):
        return False
    return response.is_success or isinstance(content.get("error"), dict)


class StripeLine:
    """The SDK's client and its transport, as long as the rail is in use."""

    def __init__(
        self, config: StripeConfig, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._transport = StripeTransport(config, transport)
        self.v1 = stripe.StripeClient(
            config.api_key,
            stripe_version=API_VERSION,
            base_addresses={"api": config.api_base},
            max_network_retries=0,
            http_client=self._transport,
        ).v1

    @property
    def available(self) -> bool:
        """Tell whether requests are sent at present."""
        return self._transport.available

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close_async()


async def ask(call: Awaitable[stripe.StripeObject]) -> Answer:
    """Await a call of the SDK and return plain data. Raises `stripe.StripeError`."""
    answer = await call
    headers: Mapping[str, str] = answer.last_response.headers if answer.last_response else {}
    return Answer(answer.to_dict(), headers.get(REPLAYED) == "true")


async def pages(
    call: Awaitable[stripe.ListObject[Any]], most: int
) -> AsyncIterator[dict[str, Any]]:
    """Yield the objects of a list and of the pages after it, newest first, ``most`` at most."""
    taken = 0
    async for item in (await call).auto_paging_iter():
        if taken == most:
            return
        taken += 1
        yield item.to_dict()
