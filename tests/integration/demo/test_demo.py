"""A small city lives a day in a process of its own, and everything adds up.

Everything that can watch is attached meanwhile, and what it keeps is looked through for what the
people of the city have told (requirement 32 of the security requirements).
"""

import asyncio
import json
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from foodmarket.entrypoints.cli.city import PASSWORD, plan_city
from foodmarket.entrypoints.cli.demo.mischief import KINDS
from foodmarket.entrypoints.cli.demo.stories import STORIES
from tests.integration.demo.commands import foodmarket
from tests.integration.observing.keeping import Kept, keeping


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_a_small_city_lives_a_day_and_everything_adds_up(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    demo = ("demo", "--cooks", "5", "--customers", "20", "--orders", "60", "--json")
    servers = ("--database-url", database_url, "--redis-url", redis_url)
    with keeping() as kept:
        reading = asyncio.create_task(_read_again_and_again(kept))
        folder = ("--folder", str(tmp_path / "demo"))
        done = await foodmarket(*demo, *servers, *folder, **kept.environ)
        reading.cancel()
    assert done.code == 0, done.out[-3000:] + done.said
    told = json.loads(done.out)
    _expect_nothing_personal_in(kept, tmp_path / "demo" / "demo.log")

    assert told["surprises"] == []
    for story in STORIES:
        assert set(told["stories"][story.name]) == {story.stands}, story.name
    assert told["orders"]["placed"] >= 60
    assert told["trial_balance"]["difference"] == 0
    assert told["bank"] == {"holds": told["money"]["clearing"], "difference": 0}
    money = told["money"]
    assert money["gross"] - money["refunded"] - money["fees"] == money["clearing"]
    assert min(money["escrow"], money["retained"], money["payable"], money["commission"]) > 0
    assert money["in_transit"] == 0
    assert len(told["requests"]["refused"]) >= len(KINDS) - 2
    assert told["requests"]["replayed"] > 0
    assert all(finding["violations"] == [] for finding in told["audit"])

    environ = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
    environ["FOODMARKET_DATA_FOLDER"] = str(tmp_path / "demo")
    audit = await foodmarket("ledger", "audit", "--json", **environ)
    assert audit.code == 0, audit.out + audit.said
    assert {it["name"] for it in json.loads(audit.out)} == {it["name"] for it in told["audit"]}

    again = await foodmarket(*demo, *servers, "--folder", str(tmp_path / "demo"))
    assert again.code == 3
    assert "needs an empty one" in again.said


async def _read_again_and_again(kept: Kept) -> None:
    """Read the figures as long as they are served; the last look is kept."""
    while True:
        await asyncio.sleep(0.2)
        with suppress(httpx.TransportError):
            await kept.read_figures()


def _expect_nothing_personal_in(kept: Kept, log: Path) -> None:
    kept.lines = log.read_text().splitlines()
    # Nothing can be found where nothing was written.
    assert kept.messages >= {"request", "event", "step"}
    assert 'operation="placeOrder",status="201"' in kept.figures
    assert kept.spans >= {"POST /v1/orders", "place_order", "sandbox hold", "event order.placed"}
    assert kept.sentry.events == []  # a day on which nothing breaks
    plan = plan_city(cooks=5, customers=20, seed=1)
    people = [word for one in plan.customers for word in (one.name, one.email, one.street)]
    people += [word for one in plan.cooks for word in (one.email, one.kitchen.ru)]
    assert kept.found([*people, PASSWORD]) == set()


async def test_a_folder_with_somebodys_data_is_left_alone(tmp_path: Path) -> None:
    precious = tmp_path / "postgres"
    precious.mkdir()
    done = await foodmarket("demo", "--folder", str(tmp_path))
    assert done.code == 3
    assert "needs an empty one" in done.said
    assert [path.name for path in tmp_path.iterdir()] == ["postgres"]
