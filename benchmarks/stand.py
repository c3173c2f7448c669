"""What everything is measured on: servers of its own, a settled town, and the API as it is served.

Nothing of it outlives the run: servers, data and processes are in a temporary folder.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg
import attrs
import psutil
from attrs import frozen

from benchmarks.town import Town, settle
from foodmarket.adapters.embedded import EmbeddedServices
from foodmarket.adapters.memory import MemoryPasswords
from foodmarket.adapters.postgres import migrate
from foodmarket.entrypoints.bootstrap import open_marketplace
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.marketplace import wire
from foodmarket.entrypoints.quotas import RouteClass

READY_SECONDS = 30.0
FLOOR_DATABASE = "floor"


@frozen(kw_only=True)
class Stand:
    """Running servers and API. ``floor_url`` is a copy of the database as it was settled."""

    services: EmbeddedServices
    settings: Settings
    town: Town
    floor_url: str
    api_pid: int

    @property
    def port(self) -> int:
        return self.settings.server.port

    @property
    def postgres_log(self) -> Path:
        return self.services.folder / "logs" / "postgres.log"

    @asynccontextmanager
    async def database(self) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        connection = await asyncpg.connect(self.settings.database.url)
        try:
            yield connection
        finally:
            await connection.close()

    def cpu(self) -> "Cpu":
        """Return the CPU seconds spent so far by the API, by PostgreSQL, and by us."""
        ours = psutil.Process().cpu_times()
        postgres = self.services.postgres.pid
        return Cpu(
            api=_spent(self.api_pid),
            postgres=_spent(postgres) if postgres else 0.0,
            load=ours.user + ours.system,
        )


@frozen(kw_only=True)
class Cpu:
    """Seconds of CPU time, user and system together."""

    api: float
    postgres: float
    load: float

    def per(self, count: int, before: "Cpu") -> dict[str, float]:
        """Return milliseconds per piece of work since ``before``."""
        spent, at_first = attrs.asdict(self), attrs.asdict(before)
        return {name: 1000 * (spent[name] - at_first[name]) / max(count, 1) for name in spent}


@asynccontextmanager
async def open_stand() -> AsyncIterator[Stand]:
    """Start everything, and stop and remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="foodmarket-bench-"))
    try:
        async with EmbeddedServices(folder) as services:
            settings = _settings(services)
            await migrate(settings.database.url)
            async with open_marketplace(settings) as market:
                # Passwords are for people; what is measured here begins after they signed in.
                adapters = attrs.evolve(market.adapters, passwords=MemoryPasswords())
                town = await settle(wire(adapters))
            floor_url = await services.create_database(FLOOR_DATABASE, template="foodmarket")
            with _api(settings) as api:
                await _until_ready(settings, api)
                yield Stand(
                    services=services,
                    settings=settings,
                    town=town,
                    floor_url=floor_url,
                    api_pid=api.pid,
                )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _settings(services: EmbeddedServices) -> Settings:
    plain = Settings()
    port = _free_port(plain.server.host)
    return attrs.evolve(
        plain,
        server=attrs.evolve(plain.server, port=port),
        database=attrs.evolve(plain.database, url=services.database_url),
        redis=attrs.evolve(plain.redis, url=services.redis_url),
        data=attrs.evolve(plain.data, folder=services.folder),
    )


@asynccontextmanager
async def another_api(stand: Stand, **environ: str) -> AsyncIterator[Stand]:
    """Serve the same stand by a second process with other settings."""
    port = _free_port(stand.settings.server.host)
    settings = attrs.evolve(stand.settings, server=attrs.evolve(stand.settings.server, port=port))
    with _api(settings, environ) as api:
        await _until_ready(settings, api)
        yield attrs.evolve(stand, settings=settings, api_pid=api.pid)


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


@contextmanager
def _api(
    settings: Settings, changes: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    environ = {
        "DATABASE_URL": settings.database.url,
        "REDIS_URL": settings.redis.url,
        "FOODMARKET_SERVER_PORT": str(settings.server.port),
        "FOODMARKET_DATA_FOLDER": str(settings.data.folder),
        "FOODMARKET_LOG_LEVEL": "warning",
        **_counted_never_refused(),
        **(changes or {}),
    }
    # Its standard input is a pipe from us, so that it ends with us however we end.
    process = subprocess.Popen(
        [sys.executable, "-m", "foodmarket.entrypoints.cli", "api", "--until-input-ends"],
        stdin=subprocess.PIPE,
        env={**os.environ, **environ},
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _counted_never_refused() -> dict[str, str]:
    # All load comes from one address, and a few hundred people order without a pause.
    wide = "9999999/1m per account, 9999999/1m per address"
    kinds = [kind for kind in RouteClass if kind is not RouteClass.FREE]
    return {f"FOODMARKET_LIMITS_{kind.name}": wide for kind in kinds}


async def _until_ready(settings: Settings, api: "subprocess.Popen[bytes]") -> None:
    async with asyncio.timeout(READY_SECONDS):
        while not await _answers(settings.server.host, settings.server.port):
            if api.poll() is not None:
                raise SystemExit("the API did not start")
            await asyncio.sleep(0.05)


async def _answers(host: str, port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.write(b"GET /health/ready HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
    line = await reader.readline()
    writer.close()
    return b" 200 " in line


def _spent(pid: int) -> float:
    """Return the CPU seconds of a process, of its living descendants, and of those it reaped."""
    top = psutil.Process(pid)
    total = 0.0
    for process in (top, *top.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
        total += getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return total
