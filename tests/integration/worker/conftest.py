"""A small city on real servers, with a clock that moves only when a test moves it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest
from attrs import frozen

from foodmarket import ports
from foodmarket.adapters.system import AdjustableClock
from foodmarket.domain.orders.model import Address, OrderId, OrderState, Purchase
from foodmarket.domain.payments.model import PaymentMethod
from foodmarket.entrypoints.bootstrap import Parts, open_parts
from foodmarket.entrypoints.cli.city import City, seed_city
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.config.settings import WorkerSettings
from foodmarket.entrypoints.marketplace import Marketplace
from foodmarket.entrypoints.observing import Observers
from foodmarket.entrypoints.worker.app import Worker
from foodmarket.entrypoints.worker.loops import Loop
from foodmarket.ports.notices import Notice
from foodmarket.ports.outbox import Envelope

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CARDS = ("sandbox_ok", "sandbox_second_step", "sandbox_timeout")
Consume = Callable[[Envelope], Awaitable[None]]


@frozen(kw_only=True)
class Town:
    """A marketplace with one cook and one customer, and workers to run beside it."""

    settings: Settings
    parts: Parts
    clock: AdjustableClock
    city: City
    observers: Observers

    @property
    def market(self) -> Marketplace:
        return self.parts.marketplace

    def card(self, token: str) -> PaymentMethod:
        return next(m for m in self.city.customers[0].methods if m.token == token)

    async def order(self, card: str = "sandbox_ok") -> Purchase:
        cook, customer = self.city.cooks[0], self.city.customers[0]
        return await self.market.place_order(
            customer.actor,
            slot_id=cook.slots[-1].id,
            wanted={cook.dishes[0].id: 1},
            address=Address(city=self.city.name, street=customer.street),
            method_id=self.card(card).id,
        )

    async def state(self, order_id: OrderId) -> OrderState:
        shown = await self.market.show_order(self.city.customers[0].actor, order_id)
        return shown.order.state

    async def notices(self, *, of_cook: bool = False) -> list[Notice]:
        actor = self.city.cooks[0].actor if of_cook else self.city.customers[0].actor
        assert actor.account_id is not None
        async with self.market.adapters.begin() as uow:
            found = await uow.notices.of(actor.account_id, ports.Page(limit=100))
        return list(reversed(found))

    async def unsent(self) -> int:
        async with self.market.adapters.begin() as uow:
            return await uow.outbox.size()

    @asynccontextmanager
    async def working(
        self, consume: Consume | None = None, chores: tuple[Loop, ...] = ()
    ) -> AsyncIterator[asyncio.Event]:
        """Run a worker for the time of the block; yields what stops it."""
        stop = asyncio.Event()
        worker = Worker(
            marketplace=self.market,
            settings=self.settings.worker,
            redis_url=self.settings.redis.url,
            redis_timeout=self.settings.redis.timeout,
            chores=chores,
            consume=consume,
            observers=self.observers,
        )
        running = asyncio.create_task(worker.run(stop))
        try:
            yield stop
        finally:
            stop.set()
            await asyncio.wait_for(running, 30)


async def eventually(condition: Callable[[], Awaitable[object]], seconds: float = 20) -> None:
    """Return once the condition holds; a server that is away does not hold it."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - another process or a server changes it
            await asyncio.sleep(0.02)


def settings_for(database_url: str, redis_url: str, folder: Path) -> Settings:
    """Settings of a marketplace on these servers, with a worker that never rests long."""
    defaults = Settings()
    return attrs.evolve(
        defaults,
        database=attrs.evolve(defaults.database, url=database_url),
        redis=attrs.evolve(defaults.redis, url=redis_url),
        data=attrs.evolve(defaults.data, folder=folder),
        worker=WorkerSettings(concurrency=4, pause=timedelta(milliseconds=10), tries=2),
    )


@asynccontextmanager
async def town(
    database_url: str, redis_url: str, folder: Path, observers: Observers | None = None
) -> AsyncIterator[Town]:
    """Settle a town on a migrated database."""
    settings = settings_for(database_url, redis_url, folder)
    clock, observers = AdjustableClock(NOW), observers or Observers()
    async with open_parts(settings, clock, observers) as parts:
        city = await seed_city(
            parts.marketplace, cooks=1, customers=1, days=2, cards=lambda _number: CARDS
        )
        yield Town(settings=settings, parts=parts, clock=clock, city=city, observers=observers)


@pytest.fixture
async def small_town(migrated_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town(migrated_url, redis_url, tmp_path / "data") as settled:
        yield settled
