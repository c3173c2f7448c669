"""``foodmarket migrate``: bring the database's schema to a revision."""

from __future__ import annotations

import rich_click as click

from foodmarket.entrypoints.cli.endings import Ending, carry_out, settings_of
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.config import Settings


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.command("migrate", help=talk("help-migrate"))
    @click.option("--revision", default="head", show_default=True, help=talk("help-revision"))
    def migrate(revision: str) -> None:
        settings = settings_of(talk)
        require_database(talk, settings)
        carry_out(talk, lambda: _migrate(talk, settings, revision))

    return migrate


def require_database(talk: Talk, settings: Settings) -> None:
    """Exit where no database is named."""
    if not settings.database.url:
        talk.aside.print(f"[bold red]{talk('no-database')}[/]", soft_wrap=True)
        raise SystemExit(Ending.CANNOT)


async def _migrate(talk: Talk, settings: Settings, revision: str) -> None:
    from foodmarket.adapters.postgres import migrate

    with talk.aside.status(talk("migrating")):
        await migrate(settings.database.url, revision)
    talk.out.print(f"[green]{talk('migrated', revision=revision)}[/]")
