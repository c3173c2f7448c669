"""39: a Russian resident's data is first written in the Russian cell, on hosts in Russia."""

from collections.abc import AsyncIterator, Mapping

import attrs
import pytest

from foodmarket.adapters.system import AdjustableClock
from foodmarket.domain.accounts.regions import Cell, Region
from foodmarket.domain.privacy import Handling
from foodmarket.entrypoints.bootstrap import in_memory
from foodmarket.entrypoints.config import BadSettings, load
from foodmarket.entrypoints.http import HttpSettings, create_app
from foodmarket.entrypoints.marketplace import Marketplace, wire
from tests.integration.http.conftest import NOON, PASSWORD, Town, client, problem

ELSEWHERE = "https://ru.food.example"
RU = {
    "FOODMARKET_CELL_REGION": "ru",
    "FOODMARKET_CELL_ELSEWHERE": "https://food.example",
    "FOODMARKET_CELL_HOSTS": "db.ru-central.example, .moscow.example",
    "DATABASE_URL": "postgresql://app@db.ru-central.example:5432/food",
    "REDIS_URL": "rediss://cache.moscow.example/0",
}


@pytest.mark.parametrize(
    ("variable", "address", "host"),
    [
        ("DATABASE_URL", "postgresql://app:secret@db.eu.example/food", "db.eu.example"),
        ("DATABASE_URL", "postgresql://app@10.0.0.7/food", "10.0.0.7"),
        ("DATABASE_URL", "postgresql:///food?host=db.eu.example", "db.eu.example"),
        ("DATABASE_URL", "postgresql://a.moscow.example,b.eu.example/food", "b.eu.example"),
        ("DATABASE_URL", "postgresql://a.moscow.example/food?hostaddr=192.0.2.1", "192.0.2.1"),
        ("DATABASE_URL", "postgresql://[2001:db8::1]:5432/food", "2001:db8::1"),
        (
            "DATABASE_URL",
            "postgresql://db.ru-central.example.evil.example/f",
            "db.ru-central.example.",
        ),
        ("DATABASE_URL", "postgresql://notmoscow.example/food", "notmoscow.example"),
        ("REDIS_URL", "redis://cache.eu.example/0", "cache.eu.example"),
    ],
)
def test_a_foreign_host_refuses_to_start(variable: str, address: str, host: str) -> None:
    with pytest.raises(BadSettings) as refused:
        load(None, RU | {variable: address})
    (told,) = refused.value.problems
    assert told.code == "foreign-host"
    assert str(told.facts["host"]).startswith(host)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"DATABASE_URL": "postgresql://a.moscow.example,b.moscow.example/food"},
        {"DATABASE_URL": "postgresql://nobody@/food?host=/run/postgresql"},
        {"DATABASE_URL": "postgresql://localhost/food", "REDIS_URL": "unix:///run/redis.sock"},
        {"FOODMARKET_CELL_REGION": "world", "DATABASE_URL": "postgresql://db.eu.example/food"},
    ],
)
def test_hosts_at_home_are_taken(told: dict[str, str]) -> None:
    assert load(None, RU | told).settings.cell.region


@pytest.fixture
async def abroad() -> AsyncIterator[Town]:
    """The cell of everybody who does not live in Russia."""
    clock, ready = AdjustableClock(NOON), {"postgres": True, "redis": True}

    async def look() -> Mapping[str, bool]:
        return ready

    cell = Cell(region=Region.WORLD, elsewhere=ELSEWHERE)
    market: Marketplace = wire(in_memory(clock).adapters, handling=Handling(cell=cell))
    app = create_app(market, settings=HttpSettings(), ready=look)
    async with client(app) as http:
        yield Town(market, clock, http, ready)


async def test_registering_in_the_wrong_cell_points_to_the_right_one(abroad: Town) -> None:
    """Nothing is stored of it."""
    body = {"name": "Анна", "email": "anna@example.org", "password": PASSWORD}
    for asked in (body, body | {"residence": "RU"}):
        refused = await abroad.http.post("/v1/customers", json=asked)
        told = problem(refused, 409, "wrong_cell")
        assert told["data"] == {"residence": "RU", "elsewhere": ELSEWHERE}
        assert ELSEWHERE in told["detail"]
    async with abroad.market.adapters.begin() as uow:
        assert await uow.accounts.by_email("anna@example.org") is None
    made = await abroad.http.post("/v1/customers", json=body | {"residence": "KZ"})
    assert made.status_code == 201, made.text
    async with abroad.market.adapters.begin() as uow:
        account = await uow.accounts.by_email("anna@example.org")
    assert account is not None
    assert account.residence == "KZ"


async def test_cooks_are_at_home_where_they_cook(abroad: Town) -> None:
    with pytest.raises(AssertionError, match="wrong_cell"):
        await abroad.cook()
    assert attrs.fields(Cell).region.default is Region.ANYWHERE
