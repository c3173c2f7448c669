"""``foodmarket reconcile`` tells people and scripts whether a day agrees."""

import asyncio
import json
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner, Result

from foodmarket.adapters.postgres import PostgresStore
from foodmarket.domain.kernel.language import Language
from foodmarket.entrypoints.cli.app import program
from foodmarket.entrypoints.cli.talk import speaking
from foodmarket.ports.contracts.samples import NOW
from foodmarket.ports.contracts.stage import Stage

DAY = NOW.date().isoformat()


async def booked(url: str) -> None:
    """Book a capture that the bank knows nothing of."""
    async with PostgresStore.open(url) as store:
        stage = Stage(store.begin)
        shop = await stage.shop()
        await stage.funded(evolve(shop, method=evolve(shop.method, provider="sandbox")))


def told(*arguments: str) -> Result:
    talk = speaking(Language.RU)
    return CliRunner().invoke(program(talk), ["reconcile", *arguments])


def test_it_shows_what_differs_and_ends_with_1_until_nothing_does(
    migrated_url: str, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", migrated_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("FOODMARKET_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    clean = told("--day", DAY)
    assert (clean.exit_code, "не объяснено 0" in clean.output) == (0, True)
    asyncio.run(booked(migrated_url))
    for _ in range(2):
        differs = told("--day", DAY, "--provider", "sandbox")
        assert differs.exit_code == 1
        assert "не объяснено 1" in differs.output
        assert "подождать день" in differs.output
    found = told("--day", DAY, "--json")
    assert found.exit_code == 1
    (day,) = json.loads(found.output)
    (kept,) = day["unresolved"]
    assert (day["matched"], kept["difference"]["kind"]) == (0, "timing")
    assert told("--provider", "nobody").exit_code == 3
