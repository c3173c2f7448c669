"""``foodmarket reconcile``: compare a day of the book with what the providers report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import rich_click as click

from foodmarket.domain.kernel.money import Money
from foodmarket.domain.reconciliation import Discrepancy, Reconciled, Remedy
from foodmarket.entrypoints.cli.endings import CannotGoOn, Ending, carry_out, settings_of
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
    from foodmarket.domain.payments.errors import ProviderUnavailable, UnknownProvider
    from foodmarket.entrypoints.bootstrap import open_marketplace

    wanted = day.date() if day else _yesterday()
    async with open_marketplace(settings) as marketplace:
        known = sorted(marketplace.adapters.providers)
        names = [provider] if provider else known
        try:
            days = [await marketplace.reconcile_day(SYSTEM, name, wanted) for name in names]
        except UnknownProvider as error:
            told = talk("reconcile-unknown", provider=error.provider, known=", ".join(known))
            raise CannotGoOn(told) from None
        except ProviderUnavailable as error:
            raise CannotGoOn(talk("reconcile-away", provider=error.provider)) from None
    show(talk, days, datetime.now(UTC), as_json=as_json)
    if any(it.unresolved for it in days):
        raise SystemExit(Ending.NOT_SO)


def show(talk: Talk, days: Sequence[Reconciled], now: datetime, *, as_json: bool) -> None:
    """Show what is not explained, as a table or as JSON."""
    import json

    import attrs

    if as_json:
        told = [
            {
                "provider": it.report.provider,
                "day": it.report.day,
                "matched": it.report.matched,
                "unresolved": [attrs.asdict(kept) for kept in it.unresolved],
            }
            for it in days
        ]
        talk.out.print_json(json.dumps(told, default=str))
        return
    for it in days:
        count = len(it.unresolved)
        summary = talk(
            "reconcile-summary",
            provider=it.report.provider,
            day=it.report.day.isoformat(),
            matched=it.report.matched,
            differences=count,
        )
        talk.out.print(f"[{'bold red' if count else 'bold green'}]{summary}[/]")
        if count:
            talk.out.print(_table(talk, it.unresolved, now))


def _table(talk: Talk, unresolved: Sequence[Discrepancy], now: datetime) -> Any:
    from rich.table import Table

    from foodmarket.entrypoints.texts import load, write_money

    texts = load()

    def written(amount: Money | None) -> str:
        return "-" if amount is None else write_money(talk.language, amount)

    names = ("difference", "subject", "booked", "reported", "unexplained", "age", "resolution")
    table = Table(*(talk(f"reconcile-{name}") for name in names))
    for number in range(2, 6):
        table.columns[number].justify = "right"
    for it in unresolved:
        found = it.difference
        style = "yellow" if found.resolution is Remedy.WAIT else "red"
        hours = max(int((now - it.first_seen).total_seconds()) // 3600, 0)
        table.add_row(
            f"[{style}]{texts.word(talk.language, 'difference', found.kind)}[/]",
            found.subject or found.reference or "-",
            written(found.booked),
            written(found.reported),
            f"[{style}]{written(it.unexplained)}[/]",
            talk("reconcile-hours", hours=hours),
            texts.word(talk.language, "resolution", found.resolution),
        )
    return table


def _yesterday() -> date:
    return datetime.now(UTC).date() - timedelta(days=1)
