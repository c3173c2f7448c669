"""A small city lives a day in a process of its own, and everything adds up."""

import asyncio
import json
import os
import re
import sys
from pathlib import Path

import pytest
from attrs import frozen

from foodmarket.entrypoints.cli.cards import BY_PROVIDER
from foodmarket.entrypoints.cli.demo.mischief import KINDS
from foodmarket.entrypoints.cli.demo.stories import STORIES


@frozen
class Done:
    code: int
    out: str
    said: str


async def foodmarket(*arguments: str, **environ: str) -> Done:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "foodmarket.entrypoints.cli", "--language", "en", *arguments),
        env=os.environ | environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, said = await process.communicate()
    return Done(process.returncode or 0, out.decode(), said.decode())


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


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize("provider", ["stripe-sim", "yookassa-sim"])
async def test_the_city_lives_its_day_on_the_doubles_of_the_rails_too(
    provider: str, database_url: str, redis_url: str, tmp_path: Path
) -> None:
    """Every story that the provider has a card for ends the same; the provider's account fits."""
    demo = ("demo", "--cooks", "5", "--customers", "20", "--orders", "40", "--json")
    servers = ("--database-url", database_url, "--redis-url", redis_url)
    folder = ("--folder", str(tmp_path / "demo"))
    done = await foodmarket(*demo, *servers, *folder, "--provider", provider)
    assert done.code == 0, done.out[-3000:] + done.said
    told = json.loads(done.out)
    assert told["surprises"] == []
    cards = BY_PROVIDER[provider.removesuffix("-sim")].tokens
    for story in STORIES:
        if story.card in cards:
            assert set(told["stories"][story.name]) == {story.stands}, story.name
    assert told["trial_balance"]["difference"] == 0
    assert told["bank"] == {"holds": told["money"]["clearing"], "difference": 0}
    assert told["money"]["fees"] > 0
    assert all(finding["violations"] == [] for finding in told["audit"])

    environ = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
    listed = await foodmarket("webhooks", "list", "--limit", "3", COLUMNS="200", **environ)
    assert listed.code == 0, listed.said
    newest = re.search(r"whk_\w+", listed.out)
    assert newest is not None
    shown = await foodmarket("webhooks", "show", newest[0], **environ)
    assert '"object"' in shown.out
    replayed = await foodmarket("webhooks", "replay", newest[0], **environ)
    assert "will be applied anew" in replayed.out
    waiting = await foodmarket("webhooks", "list", "--state", "received", COLUMNS="200", **environ)
    assert newest[0] in waiting.out
    unknown = await foodmarket("webhooks", "replay", "whk_nothing", **environ)
    assert unknown.code == 1


async def test_a_folder_with_somebodys_data_is_left_alone(tmp_path: Path) -> None:
    precious = tmp_path / "postgres"
    precious.mkdir()
    done = await foodmarket("demo", "--folder", str(tmp_path))
    assert done.code == 3
    assert "needs an empty one" in done.said
    assert [path.name for path in tmp_path.iterdir()] == ["postgres"]
