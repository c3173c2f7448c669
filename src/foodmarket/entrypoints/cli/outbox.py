"""``foodmarket outbox``: how events travel, and those that were given up on."""

from __future__ import annotations

import rich_click as click

from foodmarket.entrypoints.cli.endings import Ending, carry_out, settings_of
from foodmarket.entrypoints.cli.servers import reach
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.config import Settings


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.group("outbox", help=talk("help-outbox"))
    def outbox() -> None:
        pass

    @outbox.command("status", help=talk("help-outbox-status"))
    def status() -> None:
        settings = reach(talk, settings_of(talk))
        carry_out(talk, lambda: _status(talk, settings))

    @outbox.command("retry", help=talk("help-outbox-retry"))
    @click.argument("event")
    def retry(event: str) -> None:
        settings = reach(talk, settings_of(talk))
        carry_out(talk, lambda: _retry(talk, settings, event))

    return outbox


async def _status(talk: Talk, settings: Settings) -> None:
    from rich.markup import escape
    from rich.table import Table

    from foodmarket.entrypoints.bootstrap import open_parts
    from foodmarket.entrypoints.worker.parking import Parking

    async with open_parts(settings) as parts:
        async with parts.marketplace.adapters.begin() as uow:
            unsent = await uow.outbox.size()
        parking = Parking(redis=parts.redis, tries=settings.worker.tries)
        failing, parked = await parking.failing(), await parking.parked()
    talk.out.print(talk("outbox-unsent", count=unsent))
    talk.out.print(talk("outbox-failing", count=failing))
    if not parked:
        talk.out.print(f"[green]{talk('outbox-nothing-parked')}[/]")
        return
    table = Table("id", talk("outbox-event"), talk("outbox-subject"), talk("outbox-reason"))
    for event in parked:
        table.add_row(event.id, event.name, event.subject, escape(event.reason))
    talk.out.print(f"[bold red]{talk('outbox-parked', count=len(parked))}[/]")
    talk.out.print(table)


async def _retry(talk: Talk, settings: Settings, event: str) -> None:
    from foodmarket.entrypoints.bootstrap import open_parts
    from foodmarket.entrypoints.worker.broker import resend
    from foodmarket.entrypoints.worker.parking import Parking

    async with open_parts(settings) as parts:
        parking = Parking(redis=parts.redis, tries=settings.worker.tries)
        found = next((one for one in await parking.parked() if one.id == event), None)
        if found is None:
            talk.aside.print(f"[bold red]{talk('outbox-not-parked', event=event)}[/]")
            raise SystemExit(Ending.NOT_SO)
        await resend(settings.redis.url, found.message, settings.redis.timeout.total_seconds())
    talk.out.print(f"[green]{talk('outbox-sent-again', event=event)}[/]")
