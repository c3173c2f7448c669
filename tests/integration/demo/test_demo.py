"""A small city lives a day in a process of its own, and everything adds up."""

import json
from pathlib import Path

import pytest

from foodmarket.entrypoints.cli.demo.mischief import KINDS
from foodmarket.entrypoints.cli.demo.stories import STORIES
from tests.integration.demo.commands import foodmarket


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_a_small_city_lives_a_day_and_everything_adds_up(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    demo = ("demo", "--cooks", "5", "--customers", "20", "--orders", "60", "--json")
    servers = ("--database-url", database_url, "--redis-url", redis_url)
    done = await foodmarket(*demo, *servers, "--folder", str(tmp_path / "demo"))
    assert done.code == 0, done.out[-3000:] + done.said
    told = json.loads(done.out)

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


async def test_a_folder_with_somebodys_data_is_left_alone(tmp_path: Path) -> None:
    precious = tmp_path / "postgres"
    precious.mkdir()
    done = await foodmarket("demo", "--folder", str(tmp_path))
    assert done.code == 3
    assert "needs an empty one" in done.said
    assert [path.name for path in tmp_path.iterdir()] == ["postgres"]
