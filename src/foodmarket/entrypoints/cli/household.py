"""What ``foodmarket run`` keeps: the servers, the API and the worker, from start to Ctrl-C."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import attrs
from attrs import frozen

from foodmarket.adapters.embedded import EmbeddedServices, find_running
from foodmarket.entrypoints.bootstrap import open_marketplace
from foodmarket.entrypoints.cli.cards import cards_of
from foodmarket.entrypoints.cli.city import PASSWORD, is_empty, seed_city
from foodmarket.entrypoints.cli.endings import CannotGoOn
from foodmarket.entrypoints.cli.supervisor import Supervised, answers
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.simulators import doubled, environ_of

COOKS, CUSTOMERS, DAYS = 6, 4, 7
READY_SECONDS = 60.0


@frozen(kw_only=True)
class Household:
    """Starts everything in order, stops everything in reverse."""

    talk: Talk
    settings: Settings
    seeds: bool

    async def keep(self) -> None:
        """Run until Ctrl-C or SIGTERM. Refuses with `CannotGoOn` where the port is taken."""
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        taken = self._brings_servers and find_running(self.settings.data.folder)
        if not taken:  # else the folder refuses, and tells who is here
            require_free(self.talk, self.settings)
        async with self._servers() as settings:
            await self._prepare(settings)
            if stop.is_set():
                return
            await self._serve(settings, stop)
        self.talk.aside.print(self.talk("run-stopped"))

    @property
    def _brings_servers(self) -> bool:
        return not (self.settings.database.url and self.settings.redis.url)

    @asynccontextmanager
    async def _servers(self) -> AsyncIterator[Settings]:
        settings = self.settings
        if not self._brings_servers:
            yield settings
            return
        with self.talk.aside.status(self.talk("run-starting-servers")):
            services = await EmbeddedServices(settings.data.folder).__aenter__()
        try:
            yield attrs.evolve(
                settings,
                database=attrs.evolve(
                    settings.database, url=settings.database.url or services.database_url
                ),
                redis=attrs.evolve(settings.redis, url=settings.redis.url or services.redis_url),
            )
        finally:
            await services.__aexit__(None, None, None)

    async def _prepare(self, settings: Settings) -> None:
        from foodmarket.adapters.postgres import migrate

        with self.talk.aside.status(self.talk("migrating")) as status:
            await migrate(settings.database.url)
            if not self.seeds:
                return
            async with open_marketplace(settings) as marketplace:
                if await is_empty(marketplace):
                    status.update(self.talk("run-seeding"))
                    tests = cards_of(settings.payments.providers)
                    await seed_city(
                        marketplace, cooks=COOKS, customers=CUSTOMERS, days=DAYS, tests=tests
                    )

    async def _serve(self, settings: Settings, stop: asyncio.Event) -> None:
        environ = {
            "DATABASE_URL": settings.database.url,
            "REDIS_URL": settings.redis.url,
            "FOODMARKET_SERVER_PORT": str(settings.server.port),
            "FOODMARKET_DATA_FOLDER": str(settings.data.folder.resolve()),
            "FOODMARKET_LANGUAGE": self.talk.language.value,
            **environ_of(settings),
        }
        if self.talk.config:
            environ["FOODMARKET_CONFIG"] = str(self.talk.config[0].resolve())
        first = ["simulator", "api"] if doubled(settings) else ["api"]
        watching = [asyncio.create_task(Supervised(name, environ).keep(stop)) for name in first]
        try:
            with self.talk.aside.status(self.talk("run-starting-processes")):
                await self._until_ready(settings, stop)
                # Only now: on a small machine the two would make each other late.
                watching.append(asyncio.create_task(Supervised("worker", environ).keep(stop)))
            if not stop.is_set():
                self._welcome(settings)
            await stop.wait()
            self.talk.aside.print(self.talk("run-stopping"))
        finally:
            stop.set()
            await asyncio.gather(*watching)

    async def _until_ready(self, settings: Settings, stop: asyncio.Event) -> None:
        deadline = asyncio.get_running_loop().time() + READY_SECONDS
        while not stop.is_set():
            if await answers(settings.server.host, settings.server.port, "/health/ready"):
                return
            if asyncio.get_running_loop().time() > deadline:
                raise CannotGoOn(self.talk("run-not-ready", seconds=int(READY_SECONDS)))
            await asyncio.sleep(0.05)

    def _welcome(self, settings: Settings) -> None:
        say, out = self.talk, self.talk.out
        here = f"http://{settings.server.host}:{settings.server.port}"
        out.print(f"[bold green]{say('run-ready')}[/] [link={here}]{here}[/link]", highlight=False)
        out.print(say("run-docs", url=f"{here}/docs"), highlight=False)
        if self.seeds:
            out.print(say("run-accounts", password=PASSWORD), highlight=False, soft_wrap=True)
        out.print(say("run-how-to-stop"), highlight=False)


def require_free(talk: Talk, settings: Settings) -> None:
    """Refuse with `CannotGoOn` where the port can't be opened; mostly, somebody listens already."""
    host, port = settings.server.host, settings.server.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotGoOn(talk("port-taken", port=str(port))) from None
            reason = error.strerror or str(error)
            raise CannotGoOn(talk("port-refused", port=str(port), reason=reason)) from None
