"""Serving the doubles of payment providers, by themselves or inside of another process."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any

import uvicorn

from foodmarket import ports
from foodmarket.adapters.stripe.simulator import StripeMachine, StripeSimulator
from foodmarket.adapters.yookassa.simulator import Machine
from foodmarket.adapters.yookassa.simulator import Simulator as YookassaSimulator
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.simulators import STRIPE, address, doubled


def simulator(
    settings: Settings, provider: str, clock: ports.Clock, *, prompt: bool = True
) -> StripeSimulator | YookassaSimulator:
    """Return the double as an ASGI application; it notifies the API on this machine.

    Notifications leave at once with ``prompt``, otherwise when its ``deliver`` is called.
    """
    notify = f"http://{settings.server.host}:{settings.server.port}/webhooks/{provider}"
    where = address(settings, provider)
    page = f"http://{where[0]}:{where[1]}" if where is not None else ""
    if provider == STRIPE:
        return StripeSimulator(
            clock=clock,
            webhook_url=notify,
            webhook_secret=settings.stripe.webhook_secrets[0],
            machine=StripeMachine(page_url=page),
            prompt=prompt,
        )
    return YookassaSimulator(
        machine=Machine(page_url=f"{page}/pay"),
        clock=clock,
        shop_id=settings.yookassa.shop_id,
        secret_key=settings.yookassa.secret_key,
        notify_url=notify,
        prompt=prompt,
    )


class _Server(uvicorn.Server):
    """Leaves the signals to the process around it."""

    def __init__(self, app: Any, host: str, port: int) -> None:
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            access_log=False,
            log_config=None,
            ws="none",
            lifespan="on",
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve_simulator(settings: Settings, provider: str, clock: ports.Clock) -> None:
    """Serve the double until a signal comes."""
    where = address(settings, provider)
    if where is None:
        raise OSError(f"{provider} is not set up to be simulated on this machine")
    server = _Server(simulator(settings, provider, clock), *where)
    for number in (signal.SIGINT, signal.SIGTERM):
        stop = partial(setattr, server, "should_exit", True)
        asyncio.get_running_loop().add_signal_handler(number, stop)
    await server.serve()


@asynccontextmanager
async def doubles(
    settings: Settings, clock: ports.Clock
) -> AsyncIterator[Sequence[Callable[[], Awaitable[int]]]]:
    """Serve the doubles of all offered providers in this process, by a clock of the caller's.

    Yields what tells their news; each call returns how many notifications were received.
    """
    served: list[tuple[_Server, asyncio.Task[None]]] = []
    news: list[Callable[[], Awaitable[int]]] = []
    try:
        for name in doubled(settings):
            double = simulator(settings, name, clock, prompt=False)
            server = _Server(double, *(address(settings, name) or ("127.0.0.1", 0)))
            served.append((server, asyncio.create_task(server.serve())))
            await server.ready.wait()
            news.append(double.deliver)
        yield news
    finally:
        for server, serving in served:
            server.should_exit = True
            await serving
