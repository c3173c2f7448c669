"""The two long-running processes: the HTTP API and the worker."""

import asyncio
import gc
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from foodmarket.adapters.sandbox.sender import WebhookSender, webhook_client
from foodmarket.entrypoints import logs, texts
from foodmarket.entrypoints.bootstrap import Parts, open_parts, webhook_url
from foodmarket.entrypoints.config import Settings, load
from foodmarket.entrypoints.observing import Observers
from foodmarket.entrypoints.observing.opening import observing
from foodmarket.entrypoints.observing.requests import ObservedApi
from foodmarket.entrypoints.observing.usecases import seen
from foodmarket.entrypoints.wire import BoundedProtocol
from foodmarket.entrypoints.worker.app import Worker
from foodmarket.entrypoints.worker.loops import Loop

Message = MutableMapping[str, Any]
GRACE = 10  # seconds that requests have to finish when the API stops
GARBAGE = (10_000, 20, 50)  # requests leave next to no cycles behind
log = logging.getLogger("foodmarket.serving")


async def reach_postgres(settings: Settings) -> None:
    """Return where PostgreSQL answers us now; refuses with `StoreUnavailable`."""
    from foodmarket.adapters.postgres import PostgresStore

    database = settings.database
    async with PostgresStore.open(database.url, max_size=1, role=database.role):
        return


def serve(settings: Settings) -> None:
    """Serve HTTP until a signal comes; several processes share one listening socket.

    Exits with 3 where it could not begin.
    """
    config = uvicorn.Config(
        "foodmarket.entrypoints.serving:application",
        factory=True,
        host=settings.server.host,
        port=settings.server.port,
        workers=settings.server.processes,
        loop="auto",
        http=BoundedProtocol,
        ws="none",
        access_log=False,
        log_config=None,
        lifespan="on",
        server_header=False,
        proxy_headers=False,  # whom to believe is told by our own settings
        timeout_graceful_shutdown=GRACE,
    )
    logs.configure(settings.log, settings.log_format)
    if settings.server.processes == 1:
        server = uvicorn.Server(config)
        # Once stopped, uvicorn raises the signal again; a stop that was asked for is no death.
        signal.signal(signal.SIGTERM, lambda _number, _frame: None)
        server.run()
        if not server.started:
            raise SystemExit(STARTUP_FAILURE)
        return
    listening = config.bind_socket()
    several = Multiprocess(config, sockets=[listening])
    several.run()
    if any(one.exitcode == STARTUP_FAILURE for one in several.processes):
        raise SystemExit(STARTUP_FAILURE)


def application() -> "Application":
    """Return the API as ASGI, by the settings of the environment."""
    settings = load().settings
    logs.configure(settings.log, settings.log_format)
    return Application(settings)


class Application:
    """Opens the marketplace when the server starts, and closes it when the server stops."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._app: Any = None

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        last: list[Message] = []

        async def hold_last(message: Message) -> None:
            # Whoever hears that we have shut down ends the loop, so everything is closed before.
            if message["type"] == "lifespan.shutdown.complete":
                last.append(message)
            else:
                await send(message)

        async with (
            observing(self._settings, "api", self._settings.metrics.port) as observers,
            open_parts(self._settings, observers=observers) as parts,
        ):
            self._app = ObservedApi(_api(self._settings, parts, observers), observers)
            _settle()
            await self._app(scope, receive, hold_last)
        for message in last:
            await send(message)


def _settle() -> None:
    """Read now what the first request would wait for, and let the collector pass over what stays.

    Otherwise it walks through every library that was loaded while requests wait.
    """
    texts.load()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def _api(settings: Settings, parts: Parts, observers: Observers) -> Any:
    from foodmarket.entrypoints.http import HttpSettings, create_app

    return create_app(
        seen(parts.marketplace, observers.tracer),
        settings=HttpSettings(
            public_url=settings.public_url,
            secure_cookies=settings.server.secure_cookies,
            quotas=settings.limits.quotas(),
            trusted_proxies=settings.server.trusted_proxies,
            allowed_hosts=settings.allowed_hosts,
            cors_origins=settings.server.cors_origins,
            largest_head=settings.limits.head_bytes,
            largest_body=settings.limits.body_bytes,
            deepest_body=settings.limits.body_depth,
            body_within=settings.limits.body_time,
            answer_within=settings.limits.answer_time,
            # By then the process that took the request is dead, or somebody does its work again.
            unfinished_for=2 * settings.payments.lease,
        ),
        ready=parts.ready,
        migrated=parts.migrated,
    )


async def work(settings: Settings) -> None:
    """Run a worker until a signal comes, and then until it has finished what it holds."""
    logs.configure(settings.log, settings.log_format)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with (
        observing(settings, "worker", settings.metrics.worker_port) as observers,
        open_parts(settings, observers=observers) as parts,
        webhook_client() as client,
    ):
        chores: tuple[Loop, ...] = ()
        if parts.sandbox is not None:
            sender = WebhookSender(
                bank=parts.sandbox.bank,
                clock=parts.marketplace.adapters.clock,
                secret=settings.payments.sandbox_secret,
                url=webhook_url(settings),
                client=client,
            )
            pause = settings.worker.pause.total_seconds()
            chores = (Loop(name="sandbox", work=sender, pause=pause),)
        worker = Worker(
            marketplace=parts.marketplace,
            settings=settings.worker,
            redis_url=settings.redis.url,
            redis_timeout=settings.redis.timeout,
            chores=chores,
            observers=observers,
        )
        await worker.run(stop)


def stop_when_input_ends() -> None:
    """Stop this process when its standard input ends: when whoever started it is gone."""

    def watch() -> None:
        while os.read(0, 1024):
            continue
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="until-input-ends").start()
