"""``foodmarket migrate``: bring the database's schema to a revision."""

from __future__ import annotations

import rich_click as click

from foodmarket.entrypoints.cli.endings import carry_out, settings_of
from foodmarket.entrypoints.cli.servers import reach_database
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.config import Settings


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.command("migrate", help=talk("help-migrate"))
    @click.option("--revision", default="head", show_default=True, help=talk("help-revision"))
    def migrate(revision: str) -> None:
        settings = reach_database(talk, settings_of(talk))
        carry_out(talk, lambda: _migrate(talk, settings, revision))

    return migrate


async def _migrate(talk: Talk, settings: Settings, revision: str) -> None:
    from foodmarket.adapters.postgres import migrate

    with talk.aside.status(talk("migrating")):
        await migrate(settings.database.migrate_url or settings.database.url, revision)
    talk.out.print(f"[green]{talk('migrated', revision=revision)}[/]")
