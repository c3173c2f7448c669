"""What a demo runs on: servers of its own, a fresh database, the API, a worker, and one clock."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs
import httpx
import uvicorn
from attrs import frozen

from foodmarket import ports
from foodmarket.adapters.embedded import EmbeddedServices
from foodmarket.adapters.embedded.services import DATABASE
from foodmarket.adapters.sandbox.sender import WebhookSender, webhook_client
from foodmarket.adapters.system import AdjustableClock
from foodmarket.entrypoints import logs
from foodmarket.entrypoints.bootstrap import Parts, open_parts, webhook_url
from foodmarket.entrypoints.cli.city import is_empty
from foodmarket.entrypoints.cli.demo.pulse import Pulse
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.config.sessions import SessionSettings
from foodmarket.entrypoints.marketplace import Marketplace
from foodmarket.entrypoints.observing import Observers
from foodmarket.entrypoints.observing.opening import observing
from foodmarket.entrypoints.observing.requests import ObservedApi
from foodmarket.entrypoints.observing.usecases import seen
from foodmarket.entrypoints.simulators import doubled
from foodmarket.entrypoints.worker.app import Worker
from foodmarket.entrypoints.worker.loops import Loop

MARK = "demo"  # a file in the folder: what is here was made by a demo, and may be replaced


class NotForDemos(Exception):
    """The folder or the database holds something that no demo made."""


@frozen(kw_only=True)
class Stage:
    """Everything is running; the clock stands still until it is moved."""

    settings: Settings
    clock: AdjustableClock
    pulse: Pulse
    parts: Parts
    server: uvicorn.Server
    began: datetime
    log: Path

    @property
    def marketplace(self) -> Marketplace:
        """Return the marketplace that the API serves."""
        return self.parts.marketplace

    @property
    def url(self) -> str:
        """Return where the API listens."""
        return self.settings.public_url


@asynccontextmanager
async def servers(settings: Settings) -> AsyncIterator[Settings]:
    """Start what of PostgreSQL and Redis the settings don't name, empty; yield their addresses.

    Raises `NotForDemos` for a folder with somebody's marketplace in it.
    """
    _claim(settings.data.folder)
    if settings.database.url and settings.redis.url:
        yield settings
        return
    async with EmbeddedServices(settings.data.folder) as services:
        database, redis = settings.database, settings.redis
        if not database.url:
            await services.postgres.drop_database(DATABASE)
            url = await services.create_database(DATABASE)
            database = attrs.evolve(database, url=url)
        if not redis.url:
            redis = attrs.evolve(redis, url=services.redis_url)
            await _emptied(redis.url)
        yield attrs.evolve(settings, database=database, redis=redis)


@asynccontextmanager
async def staged(settings: Settings, start: datetime) -> AsyncIterator[Stage]:
    """Bring the database up to date and run API and worker in this process from ``start`` on.

    Raises `NotForDemos` where there are cooks already: their orders must not see our clock.
    """
    from foodmarket.adapters.postgres import migrate

    folder = settings.data.folder
    for left in ("sandbox.db", "sandbox.db-wal", "sandbox.db-shm"):
        (folder / left).unlink(missing_ok=True)  # the bank of an earlier demo
    await migrate(settings.database.url)
    clock = AdjustableClock(start)
    with _listening() as listening, _logged(folder / "demo.log", settings) as log:
        server = attrs.evolve(settings.server, host="127.0.0.1", port=listening.getsockname()[1])
        settings = attrs.evolve(
            settings, server=attrs.evolve(server, public_url=""), sessions=_signed_in_all_day()
        )
        async with (
            _providers(settings, clock) as news,
            observing(settings, "demo", settings.metrics.port) as observers,
            open_parts(settings, clock, observers) as parts,
            webhook_client() as client,
        ):
            if not await is_empty(parts.marketplace):
                raise NotForDemos
            pulse = Pulse(_unsent(parts.marketplace.adapters.begin))
            async with (
                _worker(settings, parts, pulse, client, news, observers),
                _api(settings, parts, listening, observers) as running,
            ):
                yield Stage(
                    settings=settings,
                    clock=clock,
                    pulse=pulse,
                    parts=parts,
                    server=running,
                    began=start,
                    log=log,
                )


def _signed_in_all_day() -> SessionSettings:
    # A day is over in a minute here, so nobody has the time to sign in again.
    plain = SessionSettings()
    return attrs.evolve(plain, staff_idle=plain.lasting, staff_lasting=plain.lasting)


@asynccontextmanager
async def _providers(
    settings: Settings, clock: ports.Clock
) -> AsyncIterator[Sequence[Callable[[], Awaitable[int]]]]:
    """Serve the doubles that the settings speak to; yield what tells their news."""
    if not doubled(settings):
        yield ()
        return
    from foodmarket.entrypoints.doubles import doubles

    async with doubles(settings, clock) as news:
        yield news


def _claim(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()) and not (folder / MARK).exists():
        raise NotForDemos
    (folder / MARK).touch()


def _unsent(begin: ports.Begin) -> Callable[[], Awaitable[int]]:
    async def count() -> int:
        async with begin() as uow:
            return await uow.outbox.size()

    return count


@contextmanager
def _listening() -> Iterator[socket.socket]:
    # Named as TCP, or asyncio leaves Nagle's algorithm on, and each answer waits for 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        yield listening


@contextmanager
def _logged(path: Path, settings: Settings) -> Iterator[Path]:
    """Keep the log in a file, beside the progress bars instead of among them."""
    handler = logging.FileHandler(path, mode="w", encoding="utf-8")
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.send_to(handler, settings.log, settings.log_format)
    try:
        yield path
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        handler.close()


class _Server(uvicorn.Server):
    """A server that leaves the signals to the process around it, and tells when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
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


@asynccontextmanager
async def _api(
    settings: Settings, parts: Parts, listening: socket.socket, observers: Observers
) -> AsyncIterator[uvicorn.Server]:
    from foodmarket.entrypoints.http import HttpSettings, create_app

    app: Any = create_app(
        seen(parts.marketplace, observers.tracer),
        # A whole city calls from one address here.
        settings=HttpSettings(public_url=settings.public_url, quotas={}),
        ready=parts.ready,
    )
    config = uvicorn.Config(
        ObservedApi(app, observers),
        http="httptools",
        ws="none",
        access_log=False,
        log_config=None,
        lifespan="on",
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    try:
        await server.ready.wait()
        yield server
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def _worker(
    settings: Settings,
    parts: Parts,
    pulse: Pulse,
    client: httpx.AsyncClient,
    news: Sequence[Callable[[], Awaitable[int]]],
    observers: Observers,
) -> AsyncIterator[None]:
    pause = settings.worker.pause.total_seconds()
    chores = tuple(Loop(name="provider", work=tell, pause=pause) for tell in news)
    if parts.sandbox is not None:
        sender = WebhookSender(
            bank=parts.sandbox.bank,
            clock=parts.marketplace.adapters.clock,
            secret=settings.payments.sandbox_secret,
            url=webhook_url(settings),
            client=client,
        )
        chores += (Loop(name="sandbox", work=sender, pause=pause),)
    worker = Worker(
        marketplace=parts.marketplace,
        settings=settings.worker,
        redis_url=settings.redis.url,
        redis_timeout=settings.redis.timeout,
        chores=chores,
        watch=pulse.watch,
        observers=observers,
    )
    stop = asyncio.Event()
    working = asyncio.create_task(worker.run(stop))
    try:
        yield
    finally:
        stop.set()
        pulse.stir()  # whoever rests for minutes hears of it now
        await working


async def _emptied(url: str) -> None:
    from redis.asyncio import Redis

    async with Redis.from_url(url) as client:
        await client.flushdb()
