"""A small city lives its day on the double of a rail."""

import json
import re
from pathlib import Path

from foodmarket.entrypoints.cli.cards import BY_PROVIDER
from foodmarket.entrypoints.cli.demo.stories import STORIES
from tests.integration.demo.commands import foodmarket


async def lives_its_day(
    provider: str, database_url: str, redis_url: str, folder_path: Path
) -> None:
    """Every story that the provider has a card for ends the same; the provider's account fits."""
    demo = ("demo", "--cooks", "5", "--customers", "20", "--orders", "40", "--json")
    servers = ("--database-url", database_url, "--redis-url", redis_url)
    folder = ("--folder", str(folder_path))
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
