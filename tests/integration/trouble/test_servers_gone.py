"""PostgreSQL or Redis goes away while requests run, and comes back."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import httpx
import pytest
from attrs import define, field

from foodmarket.adapters.embedded import EmbeddedServices
from foodmarket.adapters.postgres import migrate
from foodmarket.entrypoints.cli.city.settling import PASSWORD
from tests.integration.trouble.conftest import Town, opened
from tests.integration.trouble.programs import until
from tests.integration.trouble.truth import everybody_was_told_once, nothing_is_lost

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.timeout(180)]

LONGEST_SECONDS = 5.0
AT_LEAST = 4  # answers to every kind of request
EVERY_KIND = ("menu", "me", "mine", "order")
IN_PROGRESS = {"request_in_progress"}
CREDENTIALS = {"email": "customer1@foodmarket.example", "password": PASSWORD}


@pytest.fixture
async def servers(tmp_path: Path) -> AsyncIterator[EmbeddedServices]:
    """Servers of the test's own: it stops them."""
    async with EmbeddedServices(tmp_path / "servers") as services:
        await migrate(services.database_url)
        yield services


@define
class Watch:
    """What came back from every request, and how long the longest took."""

    town: Town
    codes: Counter[tuple[str, int, str]] = field(factory=Counter)
    longest: float = 0.0
    ordered: dict[str, str] = field(factory=dict)
    sent: int = 0

    async def menu(self) -> None:
        await self._timed("menu", self.town.http.get("/v1/menu?limit=5"))

    async def me(self) -> None:
        person = self.town.customers[0]
        await self._timed("me", self.town.http.get("/v1/me", headers=person.headers))

    async def mine(self) -> None:
        person = self.town.customers[1]
        await self._timed("mine", self.town.http.get("/v1/orders", headers=person.headers))

    async def order(self) -> None:
        number = self.sent
        person, key = self.town.customer(number), f"order-{number}"
        basket = self.town.basket(number)
        answer = await self._timed("order", person.post("/v1/orders", basket, key))
        if answer.status_code == 201:
            self.ordered[key] = answer.json()["id"]
        # Half of those who got no answer come back later, with the same key.
        self.sent += answer.status_code == 201 or number % 2

    async def finish(self) -> set[str]:
        """Send again what was not answered; return every order."""
        for number in range(self.sent + 1):
            key = f"order-{number}"
            placed = await self.town.customer(number).order(self.town.basket(number), key)
            assert self.ordered.setdefault(key, placed["id"]) == placed["id"]
        return set(self.ordered.values())

    def statuses(self, name: str) -> set[int]:
        return {status for kind, status, _code in self.codes if kind == name}

    async def _timed(self, name: str, asking: Awaitable[httpx.Response]) -> httpx.Response:
        began = monotonic()
        answer = await asking
        self.longest = max(self.longest, monotonic() - began)
        code = "" if answer.is_success else answer.json()["code"]
        self.codes[name, answer.status_code, code] += 1
        assert answer.status_code != 500, self.town.api.text[-6000:]
        if answer.status_code == 503:
            assert int(answer.headers["retry-after"]) > 0
            assert answer.headers["content-type"].startswith("application/problem+json")
        return answer


@asynccontextmanager
async def under_load(town: Town) -> AsyncIterator[Watch]:
    """Send requests of every kind for the time of the block."""
    watch, stop = Watch(town), asyncio.Event()

    async def again_and_again(send: Callable[[], Awaitable[None]]) -> None:
        while not stop.is_set():
            await send()

    kinds = (watch.menu, watch.me, watch.mine, watch.order)
    async with asyncio.TaskGroup() as group:
        for kind in kinds:
            group.create_task(again_and_again(kind))
        try:
            yield watch
        finally:
            stop.set()


async def becomes(town: Town, status: int) -> None:
    """Wait, not for long, until readiness says so."""

    async def says() -> bool:
        return (await town.http.get("/health/ready")).status_code == status

    await until(says, LONGEST_SECONDS)


def nobody_has_to_mend_anything(town: Town) -> None:
    """Check that an outage is no error: who is called at night for one is no longer called."""
    for program in (town.api, town.worker):
        errors = [line for line in program.text.splitlines() if " ERROR " in line]
        assert errors == [], program.text[-6000:]


async def enough_answers(watch: Watch, *, of: Callable[[int], bool]) -> None:
    """Wait until every kind of request was answered so a few times more."""
    before = watch.codes.copy()

    async def so() -> bool:
        fresh = watch.codes - before
        answered = Counter(kind for kind, status, _code in fresh.elements() if of(status))
        return all(answered[kind] >= AT_LEAST for kind in EVERY_KIND)

    await until(so)


async def test_postgres_stops_and_returns(servers: EmbeddedServices, tmp_path: Path) -> None:
    async with opened(servers.database_url, servers.redis_url, tmp_path) as town:
        async with under_load(town) as watch:
            await enough_answers(watch, of=lambda status: status < 300)
            await servers.postgres.stop()
            await becomes(town, 503)
            await enough_answers(watch, of=lambda _status: True)
            assert (town.api.alone, town.worker.alone) == (0, 0)
            await servers.postgres.start()
            await becomes(town, 200)
            await enough_answers(watch, of=lambda status: status < 300)
        assert watch.longest < LONGEST_SECONDS
        assert watch.statuses("me") == {200}, "the session is not in PostgreSQL"
        for kind in ("menu", "mine"):
            assert watch.statuses(kind) == {200, 503}
        assert watch.statuses("order") | {409} == {201, 503, 409}
        assert {code for _kind, status, code in watch.codes if status == 409} <= IN_PROGRESS
        await nothing_is_lost(town, await watch.finish())
        await everybody_was_told_once(town)
        nobody_has_to_mend_anything(town)


async def test_redis_stops_and_returns(servers: EmbeddedServices, tmp_path: Path) -> None:
    async with opened(servers.database_url, servers.redis_url, tmp_path) as town:
        async with under_load(town) as watch:
            await enough_answers(watch, of=lambda status: status < 300)
            await servers.redis.stop()
            await becomes(town, 503)
            await enough_answers(watch, of=lambda _status: True)
            refused = await town.http.post("/v1/sessions", json=CREDENTIALS)
            assert (refused.status_code, refused.json()["code"]) == (503, "store_unavailable")
            assert (town.api.alone, town.worker.alone) == (0, 0)
            await servers.redis.start()
            await becomes(town, 200)
            await enough_answers(watch, of=lambda status: status < 300)
        assert watch.longest < LONGEST_SECONDS
        assert watch.statuses("menu") == {200}, "the menu needs no session"
        for kind in ("me", "mine"):
            assert watch.statuses(kind) == {200, 503}
        assert watch.statuses("order") | {409} == {201, 503, 409}
        assert {code for _kind, status, code in watch.codes if status == 409} <= IN_PROGRESS
        known = await town.http.post("/v1/sessions", json=CREDENTIALS)
        assert known.status_code == 201
        await nothing_is_lost(town, await watch.finish())
        await everybody_was_told_once(town)
        nobody_has_to_mend_anything(town)
