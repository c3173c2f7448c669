"""What an ordeal happens on: servers, lines, a provider, and our processes, all on this machine."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from attrs import frozen

from foodmarket.adapters.embedded import EmbeddedServices
from foodmarket.adapters.embedded.services import DATABASE as DATABASE_NAME
from foodmarket.entrypoints.bootstrap import open_marketplace
from foodmarket.entrypoints.config import Settings, load
from foodmarket.entrypoints.simulation.ordeal.bank import Bank
from foodmarket.entrypoints.simulation.ordeal.programs import (
    COMMAND,
    Program,
    until,
)
from foodmarket.entrypoints.simulation.ordeal.proxy import Proxy, to_port, to_socket
from foodmarket.entrypoints.simulation.ordeal.residents import RAIL, Residents, settle_in
from foodmarket.entrypoints.simulation.ordeal.schedule import (
    APIS,
    CUSTOMERS,
    DATABASE,
    PROVIDER,
    REDIS,
    WORKERS,
)
from foodmarket.entrypoints.simulators import environ_of, free_port, simulated

READY_SECONDS = 60.0
HASTE = {
    # Time runs as fast as it does; what is due within days elsewhere is due within seconds here.
    "FOODMARKET_TERMS_PAYMENT_TIME": "10s",
    "FOODMARKET_TERMS_ACCEPTANCE_TIME": "10s",
    "FOODMARKET_TERMS_CONFIRMATION_TIME": "3s",
    "FOODMARKET_TERMS_DISPUTE_WINDOW": "4s",
    "FOODMARKET_TERMS_DISPUTE_LIMIT": "8s",
    "FOODMARKET_TERMS_ANSWER_TIME": "5s",
    "FOODMARKET_PAYMENTS_LEASE": "3s",
    "FOODMARKET_WORKER_LEASE": "3s",
    "FOODMARKET_WORKER_PAUSE": "150ms",
    "FOODMARKET_LIMITS_ENABLED": "no",  # one address is all of the customers
    "FOODMARKET_METRICS_PORT": "0",
    "FOODMARKET_METRICS_WORKER_PORT": "0",
    "FOODMARKET_LOG_FORMAT": "json",
}


@frozen(kw_only=True)
class Stage:
    """Everything is running. ``settings`` and ``sql`` reach the servers without passing a line."""

    services: EmbeddedServices
    settings: Settings
    sql: Any
    residents: Residents
    programs: Mapping[str, Program]
    lines: Mapping[str, Proxy]
    http: httpx.AsyncClient
    bank: Bank

    async def ready(self) -> None:
        """Return once everything answers. Raises `NotReady`."""

        async def answers() -> bool:
            try:
                return (await self.http.get("/health/ready")).status_code == httpx.codes.OK
            except httpx.TransportError:
                return False

        for _ in APIS:  # each connection is another API's turn
            await until(answers, READY_SECONDS, "the API does not answer")


@asynccontextmanager
async def staged(
    folder: Path, seed: int, paid_every: timedelta, python: Sequence[str] = COMMAND
) -> AsyncIterator[Stage]:
    """Start everything in an empty folder; nothing is left running at the end.

    Cooks are paid out ``paid_every`` so often.
    ``python`` is how our API and worker are started, for those who plant bugs in them.
    Raises `NotReady`.
    """
    from foodmarket.adapters.postgres import migrate

    ports = {name: free_port() for name in (*APIS, PROVIDER)}
    async with AsyncExitStack() as stack:
        services = await stack.enter_async_context(EmbeddedServices(folder / "servers"))
        await migrate(services.database_url)
        lines = {
            DATABASE: Proxy([to_socket(services.postgres.socket)]),
            REDIS: Proxy([to_socket(services.redis.socket)]),
            PROVIDER: Proxy([to_port(ports[PROVIDER])]),
            CUSTOMERS: Proxy([to_port(ports[name]) for name in APIS]),
        }
        for line in lines.values():
            await stack.enter_async_context(line.listening())
        directly = _settings(services, folder, ports[PROVIDER])
        async with open_marketplace(directly) as marketplace:
            residents = await settle_in(marketplace.adapters, seed, paid_every)
        sql = await stack.enter_async_context(
            asyncpg.create_pool(services.database_url, min_size=0, max_size=2)
        )
        programs = _programs(folder, lines, ports, python)
        stage = Stage(
            services=services,
            settings=directly,
            sql=sql,
            residents=residents,
            programs=programs,
            lines=lines,
            http=await stack.enter_async_context(_client(lines[CUSTOMERS].port)),
            bank=Bank(await stack.enter_async_context(_client(ports[PROVIDER]))),
        )
        for program in programs.values():
            stack.push_async_callback(program.stop)
            await program.start()
        await stage.ready()
        yield stage


def _client(port: int) -> httpx.AsyncClient:
    # No proxy of the environment belongs in between, and nobody keeps anybody's cookie.
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=8.0, trust_env=False)


def _settings(services: EmbeddedServices, folder: Path, provider_port: int) -> Settings:
    environ = HASTE | {
        "FOODMARKET_DATABASE_URL": services.database_url,
        "FOODMARKET_REDIS_URL": services.redis_url,
        "FOODMARKET_DATA_FOLDER": str(folder),
    }
    return simulated(load(environ=environ).settings, RAIL, provider_port)


def _programs(
    folder: Path, lines: Mapping[str, Proxy], ports: Mapping[str, int], python: Sequence[str]
) -> dict[str, Program]:
    through = simulated(Settings(), RAIL, lines[PROVIDER].port)
    environ = HASTE | {
        "FOODMARKET_DATABASE_URL": (
            f"postgresql://foodmarket@127.0.0.1:{lines[DATABASE].port}/{DATABASE_NAME}"
        ),
        "FOODMARKET_REDIS_URL": f"redis://127.0.0.1:{lines[REDIS].port}/0",
        "FOODMARKET_DATA_FOLDER": str(folder),
        **environ_of(through),
    }
    there = environ_of(simulated(Settings(), RAIL, ports[PROVIDER])) | {
        "FOODMARKET_SERVER_PORT": str(lines[CUSTOMERS].port),  # where it notifies us
    }
    # Nobody tells them a public address, so each has one of its own, as while a configuration is
    # rolled out: the same request is made otherwise by another process.
    made = {
        PROVIDER: Program(
            PROVIDER, ("simulator", RAIL), environ | there, folder / f"{PROVIDER}.log"
        )
    }
    for name in (*APIS, *WORKERS):
        command = name.partition("-")[0]
        own = {"FOODMARKET_SERVER_PORT": str(ports[name])} if name in ports else {}
        made[name] = Program(name, (command,), environ | own, folder / f"{name}.log", python)
    return made
