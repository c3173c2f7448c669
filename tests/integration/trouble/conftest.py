"""A small city behind a real API process and a real worker process."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from attrs import frozen

from foodmarket.domain.orders import OrderState
from foodmarket.entrypoints.bootstrap import Parts, open_parts
from foodmarket.entrypoints.cli.city import City, seed_city
from foodmarket.entrypoints.cli.city.settling import PASSWORD
from foodmarket.entrypoints.config import load
from foodmarket.entrypoints.marketplace import Marketplace
from foodmarket.entrypoints.simulation.ordeal.programs import Program
from foodmarket.entrypoints.simulators import free_port
from tests.integration.trouble.customers import Person
from tests.integration.trouble.programs import until

CUSTOMERS = 4
DAYS = 8  # slots enough that no story runs out of portions
QUICK = {
    # Trouble is noticed in seconds here, so that tests need not wait for it.
    "FOODMARKET_LIMITS_ENABLED": "no",  # one address is all of the customers
    "FOODMARKET_PAYMENTS_LEASE": "1s",
    "FOODMARKET_WORKER_LEASE": "2s",
    "FOODMARKET_WORKER_PAUSE": "20ms",
    "FOODMARKET_DATABASE_POOL": "12",
    "FOODMARKET_REDIS_TIMEOUT": "20s",  # but a busy machine is no trouble
}


@frozen(kw_only=True)
class Town:
    """Everything that a story of trouble needs."""

    parts: Parts
    city: City
    database_url: str
    folder: Path
    port: int
    api: Program
    worker: Program
    http: httpx.AsyncClient
    sql: Any
    customers: Sequence[Person]
    cook: Person

    @property
    def market(self) -> Marketplace:
        return self.parts.marketplace

    @property
    def bank_file(self) -> Path:
        return self.folder / "sandbox.db"

    def basket(self, number: int, card: str = "sandbox_ok") -> dict[str, Any]:
        """An order of one portion; ``number`` chooses customer, dish and slot."""
        cook = self.city.cooks[0]
        buyer = self.city.customers[number % CUSTOMERS]
        slots = cook.slots[1:]  # the first one may close while we look
        dish = cook.dishes[number // len(slots) % len(cook.dishes)]
        return {
            "slot_id": slots[number % len(slots)].id,
            "lines": [{"dish_id": dish.id, "quantity": 1}],
            "address": {"city": self.city.name, "street": buyer.street},
            "payment_method_id": next(m.id for m in buyer.methods if m.token == card),
        }

    def customer(self, number: int) -> Person:
        return self.customers[number % CUSTOMERS]

    async def ready(self) -> bool:
        """Whether the API answers and the worker has begun."""
        if "foodmarket.worker: working" not in self.worker.text:
            return False
        try:
            return (await self.http.get("/health/ready", timeout=3)).status_code == 200
        except httpx.TransportError:
            return False

    async def count(self, query: str, *arguments: object) -> int:
        return int(await self.sql.fetchval(f"SELECT count(*) FROM {query}", *arguments))  # noqa: S608

    async def states(self) -> dict[str, OrderState]:
        rows = await self.sql.fetch("SELECT id, state FROM orders")
        return {row["id"]: OrderState(row["state"]) for row in rows}

    async def at_rest(self) -> bool:
        """Whether no operation is unfinished, every event was told, and the book is sealed."""
        return not any((await self.unfinished()).values())

    async def unfinished(self) -> dict[str, int]:
        """How much is left to be done, by its kind."""
        return dict(
            await self.sql.fetchrow(
                "SELECT (SELECT count(*) FROM outbox) AS events,"
                " (SELECT count(*) FROM ledger_unchained) AS entries,"
                " (SELECT count(*) FROM operations WHERE state IN ('requested', 'unknown'))"
                " AS operations"
            )
        )


OpenTown = Callable[..., AbstractAsyncContextManager[Town]]


@asynccontextmanager
async def opened(
    database_url: str,
    redis_url: str,
    folder: Path,
    *,
    cards: Sequence[str] = ("sandbox_ok",),
    **terms: str,
) -> AsyncIterator[Town]:
    """Settle a town and start its API and its worker; ``terms`` are settings by their names."""
    port = free_port()
    environ = QUICK | {
        "FOODMARKET_DATABASE_URL": database_url,
        "FOODMARKET_REDIS_URL": redis_url,
        "FOODMARKET_DATA_FOLDER": str(folder),
        "FOODMARKET_SERVER_PORT": str(port),
        **{f"FOODMARKET_TERMS_{name.upper()}": value for name, value in terms.items()},
    }
    api, worker = (
        Program(command, (command,), environ, folder / f"{command}.log")
        for command in ("api", "worker")
    )
    address = f"http://127.0.0.1:{port}"
    # No proxy of the environment belongs in between.
    client = httpx.AsyncClient(base_url=address, timeout=30, trust_env=False)
    try:
        async with (
            asyncpg.create_pool(database_url, min_size=0, max_size=4) as sql,
            open_parts(load(environ=environ).settings) as parts,
            client as http,
        ):
            city = await seed_city(
                parts.marketplace,
                cooks=1,
                customers=CUSTOMERS,
                days=DAYS,
                cards=lambda _number: cards,
            )
            await api.start()
            await worker.start()
            emails = [customer.email for customer in city.customers]
            people = [await _sign_in(parts, http, email) for email in emails]
            town = Town(
                parts=parts,
                city=city,
                database_url=database_url,
                folder=folder,
                port=port,
                api=api,
                worker=worker,
                http=http,
                sql=sql,
                customers=people,
                cook=await _sign_in(parts, http, city.cooks[0].email),
            )
            await until(town.ready)
            yield town
            for program in (api, worker):
                assert program.alone == 0, f"it ended by itself:\n{program.text[-6000:]}"
    finally:
        for program in (api, worker):
            await program.kill()


async def _sign_in(parts: Parts, http: httpx.AsyncClient, email: str) -> Person:
    signed_in = await parts.marketplace.sign_in(email=email, password=PASSWORD)
    return Person(http=http, token=signed_in.token)


@pytest.fixture
def open_town(migrated_url: str, redis_url: str, tmp_path: Path) -> OpenTown:
    """Opens a town on an empty database and an empty Redis."""

    def with_settings(**settings: Any) -> AbstractAsyncContextManager[Town]:
        return opened(migrated_url, redis_url, tmp_path, **settings)

    return with_settings
