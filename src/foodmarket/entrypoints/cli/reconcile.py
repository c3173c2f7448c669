"""``foodmarket reconcile``: compare a day of the book with what the providers report."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import rich_click as click

from foodmarket.domain.kernel.money import Money
from foodmarket.domain.reconciliation import DayReport
from foodmarket.entrypoints.cli.endings import Ending, carry_out, settings_of
from foodmarket.entrypoints.cli.servers import reach
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.config import Settings


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.command("reconcile", help=talk("help-reconcile"))
    @click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help=talk("help-reconcile-day"))
    @click.option("--provider", help=talk("help-reconcile-provider"))
    @click.option("--json", "as_json", is_flag=True, help=talk("help-json"))
    def reconcile(day: datetime | None, provider: str | None, as_json: bool) -> None:
        settings = reach(talk, settings_of(talk))
        carry_out(talk, lambda: _reconcile(talk, settings, day, provider, as_json=as_json))

    return reconcile


async def _reconcile(
    talk: Talk, settings: Settings, day: datetime | None, provider: str | None, *, as_json: bool
) -> None:
    from foodmarket.domain.accounts import SYSTEM
    from foodmarket.entrypoints.bootstrap import open_marketplace

    wanted = day.date() if day else _yesterday()
    async with open_marketplace(settings) as marketplace:
        names = [provider] if provider else sorted(marketplace.adapters.providers)
        reports = [await marketplace.reconcile_day(SYSTEM, name, wanted) for name in names]
    show(talk, reports, as_json=as_json)
    if any(report.differences for report in reports):
        raise SystemExit(Ending.NOT_SO)


def show(talk: Talk, reports: list[DayReport], *, as_json: bool) -> None:
    """Show what differs, as a table or as JSON."""
    import json

    import attrs
    from rich.table import Table

    from foodmarket.entrypoints.texts import load, write_money

    if as_json:
        talk.out.print_json(json.dumps([attrs.asdict(it) for it in reports], default=str))
        return
    texts = load()

    def written(amount: Money | None) -> str:
        return "-" if amount is None else write_money(talk.language, amount)

    for report in reports:
        count = len(report.differences)
        summary = talk(
            "reconcile-summary",
            provider=report.provider,
            day=report.day.isoformat(),
            matched=report.matched,
            differences=count,
        )
        talk.out.print(f"[{'bold red' if count else 'bold green'}]{summary}[/]")
        if not count:
            continue
        columns = ("difference", "subject", "booked", "reported", "resolution")
        table = Table(*(talk(f"reconcile-{name}") for name in columns))
        for it in report.differences:
            table.add_row(
                texts.word(talk.language, "difference", it.kind),
                it.subject or it.reference or "-",
                written(it.booked),
                written(it.reported),
                texts.word(talk.language, "resolution", it.resolution),
            )
        talk.out.print(table)


def _yesterday() -> date:
    return datetime.now(UTC).date() - timedelta(days=1)
