"""``foodmarket simulate``: a city in virtual time, with everything going wrong that can."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import rich_click as click
from attrs import evolve

from foodmarket.entrypoints.cli.endings import Ending
from foodmarket.entrypoints.cli.talk import Talk

PROFILES = ("none", "light", "usual", "storm")
RAILS = ("sandbox", "stripe", "yookassa")
DAILY = 0.3  # the part of the customers that orders on a day


def command(talk: Talk) -> click.Command:
    """Make the command."""
    counted = click.IntRange(min=1)

    @click.command("simulate", help=talk("help-simulate"))
    @click.option("--days", type=counted, help=talk("help-simulate-days"))
    @click.option("--customers", type=click.IntRange(2), help=talk("help-simulate-customers"))
    @click.option("--cooks", type=click.IntRange(2), help=talk("help-simulate-cooks"))
    @click.option("--seed", type=int, default=1, show_default=True, help=talk("help-simulate-seed"))
    @click.option(
        "--seeds", type=counted, default=1, show_default=True, help=talk("help-simulate-seeds")
    )
    @click.option(
        "--faults",
        type=click.Choice(PROFILES),
        default="usual",
        show_default=True,
        help=talk("help-simulate-faults"),
    )
    @click.option(
        "--rail",
        type=click.Choice(RAILS),
        default="sandbox",
        show_default=True,
        help=talk("help-simulate-rail"),
    )
    @click.option(
        "--report",
        type=click.Choice(("text", "json", "html")),
        default="text",
        show_default=True,
        help=talk("help-simulate-report"),
    )
    @click.option(
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        help=talk("help-simulate-output"),
    )
    @click.option("--processes", type=counted, help=talk("help-simulate-processes"))
    def simulate(report: str, output: Path | None, **wanted: Any) -> None:
        from foodmarket.entrypoints.simulation.report import facts, page

        tally = _run(talk, **wanted)
        if report == "html":
            text = page(tally, talk, talk.language, wanted["seed"])
        elif report == "json":
            text = json.dumps(facts(tally), ensure_ascii=False, indent=2) + "\n"
        else:
            text = _written(talk, tally, wanted, to_file=output is not None)
        if output is not None:
            output.write_text(text, encoding="utf-8")
        elif report != "text":
            click.echo(text, nl=False)
        if not tally.sound:
            raise SystemExit(Ending.NOT_SO)

    return simulate


def _run(
    talk: Talk,
    *,
    days: int | None,
    customers: int | None,
    cooks: int | None,
    seed: int,
    seeds: int,
    faults: str,
    rail: str,
    processes: int | None,
) -> Any:
    from rich.progress import Progress

    from foodmarket.entrypoints.simulation import PROFILES as KNOWN
    from foodmarket.entrypoints.simulation.running import run_seeds

    plan = evolve(_plan(days, customers, cooks, alone=seeds == 1), rail=rail)
    numbers = range(seed, seed + seeds)
    with Progress(console=talk.aside, transient=True) as progress:
        lived = progress.add_task(talk("simulate-living"), total=seeds)
        return run_seeds(
            numbers,
            plan,
            KNOWN[faults],
            processes=processes or os.cpu_count() or 1,
            told=lambda part: progress.advance(lived, part.seeds),
        )


def _plan(days: int | None, customers: int | None, cooks: int | None, *, alone: bool) -> Any:
    """Return a small city where many live, and the terms of real ones where one lives alone."""
    from foodmarket.entrypoints.simulation import Plan

    small = Plan()
    if not alone and days is customers is cooks is None:
        return small
    people = customers or (60 if alone else small.customers)
    return Plan(
        days=days or (2 if alone else small.days),
        orders=max(int(people * DAILY), 1) if alone or customers else small.orders,
        customers=people,
        cooks=cooks or (10 if alone else small.cooks),
        short_terms=not alone,
    )


def _written(talk: Talk, tally: Any, wanted: dict[str, Any], *, to_file: bool) -> str:
    """Write the report to the console; return it where it is meant for a file."""
    from io import StringIO

    from rich.console import Console
    from rich.markup import escape

    from foodmarket.entrypoints.simulation.report import summary

    out = Console(file=StringIO(), width=100) if to_file else talk.out
    out.print(f"[bold]{escape(summary(tally, talk, wanted['seed']))}[/]")
    out.print(talk("simulate-digest", digest=tally.digest, seconds=f"{tally.seconds:.1f}"))
    _tables(talk, out, tally)
    if tally.missing:
        out.print(f"[bold red]{talk('simulate-missing')}[/]", *tally.missing, sep="\n  ")
    for history in tally.broken:
        first = history.violations[0]
        told = talk("simulate-story", seed=str(history.seed), rule=str(first.rule), text=first.text)
        out.print(f"\n[bold red]{escape(told)}[/]")
        for line in history.story:
            out.print(f"  {escape(line)}", highlight=False)
        out.print(talk("simulate-again", seed=str(history.seed), options=_options(wanted)))
    verdict = "simulate-broken" if tally.broken else "simulate-sound"
    colour = "bold red" if tally.broken else "bold green"
    out.print(f"[{colour}]{talk(verdict, histories=len(tally.broken))}[/]")
    return out.file.getvalue() if isinstance(out.file, StringIO) else ""


def _options(wanted: dict[str, Any]) -> str:
    named = ("days", "customers", "cooks", "faults", "rail")
    given = " ".join(f"--{name} {wanted[name]}" for name in named if wanted[name] is not None)
    return f"--seeds {wanted['seeds']} {given}"


def _tables(talk: Talk, out: Any, tally: Any) -> None:
    from rich.table import Table

    from foodmarket.entrypoints.simulation.report import (
        difference,
        fault_name,
        situation_name,
        state_name,
    )
    from foodmarket.entrypoints.simulation.situations import Situation

    def table(title: str, column: str, rows: list[tuple[str, str]]) -> None:
        made = Table(title, column, title_justify="left")
        made.columns[1].justify = "right"
        for name, value in rows:
            made.add_row(name, value)
        out.print(made)

    ends = [
        (state_name(name, talk.language), f"{count:,}") for name, count in tally.ends.most_common()
    ]
    table(talk("simulate-ends"), talk("simulate-orders"), ends)
    money = [(kind, f"{amount / 100:,.2f}") for kind, amount in sorted(tally.balances.items())]
    money.append((talk("simulate-difference"), f"{difference(tally.balances) / 100:,.2f}"))
    table(talk("simulate-trial-balance"), talk("simulate-amount"), money)
    done = [(talk(fault_name(it)), f"{count:,}") for it, count in tally.injected.most_common()]
    if done:
        table(talk("simulate-injected"), talk("simulate-times"), done)
    met = [(talk(situation_name(it)), f"{tally.reached[it]:,}") for it in Situation]
    table(talk("simulate-reached"), talk("simulate-times"), met)
