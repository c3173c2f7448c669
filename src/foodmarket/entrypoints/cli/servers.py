"""Which servers a command talks to: those that are named, else those of an open marketplace."""

from __future__ import annotations

import attrs

from foodmarket.entrypoints.cli.endings import Ending
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.config import Settings


def reach(talk: Talk, settings: Settings) -> Settings:
    """Return the settings with the addresses that they leave out, taken from ``foodmarket run``.

    Exits where an address is not named and no marketplace is open in the data folder.
    """
    settings = reach_database(talk, settings)
    if not settings.redis.url:
        _end(talk, settings, "REDIS_URL")
    return settings


def reach_database(talk: Talk, settings: Settings) -> Settings:
    """Do the same for whoever can do without Redis."""
    if not (settings.database.url and settings.redis.url):
        from foodmarket.adapters.embedded import find_running

        running = find_running(settings.data.folder)
        if running is not None:
            database = settings.database.url or running.database_url
            redis = settings.redis.url or running.redis_url
            settings = attrs.evolve(
                settings,
                database=attrs.evolve(settings.database, url=database),
                redis=attrs.evolve(settings.redis, url=redis),
            )
    if not settings.database.url:
        _end(talk, settings, "DATABASE_URL")
    return settings


def _end(talk: Talk, settings: Settings, variable: str) -> None:
    sentence = talk("no-server", variable=variable, folder=str(settings.data.folder.resolve()))
    talk.aside.print(f"[bold red]{sentence}[/]", soft_wrap=True)
    raise SystemExit(Ending.CANNOT)
