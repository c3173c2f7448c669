"""``foodmarket statements``: a month of every cook, one file each, checked against the book."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import rich_click as click
from attrs import define, field

from foodmarket.domain.accounts import SYSTEM
from foodmarket.domain.kernel.language import Language
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.statements import StatementLine, WriteAllStatements
from foodmarket.entrypoints.cli.endings import Ending, carry_out, settings_of
from foodmarket.entrypoints.cli.servers import reach_database
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.statements import WRITERS

UNFINISHED = ".part"  # ends a file's name until it is whole


@define
class Written:
    """What was written, by currency: files, lines, and what is payable in the end (minor units).

    ``wrong`` names the files whose lines do not lead to what the book says.
    """

    files: Counter[Currency] = field(factory=Counter)
    lines: Counter[Currency] = field(factory=Counter)
    closing: Counter[Currency] = field(factory=Counter)
    wrong: list[str] = field(factory=list)


@define
class Reading:
    """Lines on their way into a file: how many, and the balance that they led to."""

    balance: Money
    lines: int = 0

    async def on(self, lines: AsyncIterator[StatementLine]) -> AsyncIterator[StatementLine]:
        """Return the lines, remembering them."""
        async for line in lines:
            self.lines += 1
            self.balance = line.balance
            yield line


def command(talk: Talk) -> click.Command:
    """Make the command."""
    month = click.DateTime(["%Y-%m"])
    folder = click.Path(path_type=Path, file_okay=False)
    forms = click.Choice(list(WRITERS))

    @click.command("statements", help=talk("help-statements"))
    @click.option("--month", type=month, required=True, help=talk("help-statements-month"))
    @click.option("--output", type=folder, required=True, help=talk("help-statements-output"))
    @click.option("--format", "form", type=forms, default="csv", help=talk("help-statements-form"))
    def statements(month: datetime, output: Path, form: str) -> None:
        settings = reach_database(talk, settings_of(talk))

        def begin() -> Coroutine[Any, Any, None]:
            output.mkdir(parents=True, exist_ok=True)
            return _statements(talk, settings, month, output, form)

        carry_out(talk, begin)

    return statements


async def _statements(
    talk: Talk, settings: Settings, month: datetime, output: Path, form: str
) -> None:
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    from foodmarket.adapters.postgres import PostgresStore
    from foodmarket.adapters.system import SystemClock, SystemIds
    from foodmarket.domain.statements import WriteStatement

    start = month.replace(tzinfo=UTC)
    end = (start + timedelta(days=32)).replace(day=1)
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    async with PostgresStore.open(settings.database.url) as store:
        write_statement = WriteStatement(begin=store.begin, clock=SystemClock(), ids=SystemIds())
        write_all = WriteAllStatements(begin=store.begin, write_statement=write_statement)
        with Progress(*columns, console=talk.aside, transient=True) as progress:
            cooks = progress.add_task(talk("statements-writing"), total=await write_all.count())

            def told() -> None:
                progress.advance(cooks)

            written = await write_month(write_all, start, end, output, form, talk.language, told)
        booked = await write_all.closing(SYSTEM, end)
    if not show(talk, written, booked):
        raise SystemExit(Ending.NOT_SO)


async def write_month(
    write_all: WriteAllStatements,
    start: datetime,
    end: datetime,
    output: Path,
    form: str,
    language: Language,
    told: Callable[[], object],
) -> Written:
    """Write a file for each cook and currency, line by line; ``told`` is called after each."""
    written, (_, write) = Written(), WRITERS[form]
    async for head, lines in write_all(SYSTEM, start, end):
        reading, currency = Reading(head.opening), head.opening.currency
        path = output / f"{head.cook_id}-{currency}.{form}"
        part = path.with_name(path.name + UNFINISHED)
        with part.open("wb") as file:
            async for piece in write((head, reading.on(lines)), language):
                file.write(piece)
        part.replace(path)
        written.files[currency] += 1
        written.lines[currency] += reading.lines
        written.closing[currency] += reading.balance.amount
        if reading.balance != await write_all.booked(head):
            written.wrong.append(path.name)
        told()
    return written


def show(talk: Talk, written: Written, booked: Sequence[Money]) -> bool:
    """Say for each currency what was written; tell whether it adds up to the book."""
    from foodmarket.entrypoints.texts import write_money

    sound = not written.wrong
    for sum_of_book in booked:
        currency = sum_of_book.currency
        closing = Money(written.closing[currency], currency)
        agrees = closing == sum_of_book
        sound = sound and agrees
        said = talk(
            "statements-add-up" if agrees else "statements-differ",
            files=written.files[currency],
            lines=written.lines[currency],
            closing=write_money(talk.language, closing),
            booked=write_money(talk.language, sum_of_book),
        )
        talk.out.print(f"[{'bold green' if agrees else 'bold red'}]{said}[/]", soft_wrap=True)
    for name in written.wrong:
        talk.out.print(f"[red]{talk('statements-wrong', name=name)}[/]", soft_wrap=True)
    return sound
