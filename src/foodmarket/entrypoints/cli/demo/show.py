"""The report as people read it."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.process import ENDS
from foodmarket.entrypoints.cli.city.plan import ROUBLE
from foodmarket.entrypoints.cli.demo.report import Report
from foodmarket.entrypoints.cli.ledger import show_findings, show_trial_balance
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.texts import load, write_money

MOST_SHOWN = 10


def show(talk: Talk, report: Report) -> None:
    """Show all of it: orders, money, the book, the bank, requests, checks."""
    talk.out.print(_orders(talk, report))
    talk.out.print(_money(talk, report))
    show_trial_balance(talk, report.balances, as_json=False)
    talk.out.print(_requests(talk, report))
    show_findings(talk, report.findings, as_json=False)
    _verdict(talk, not report.bank_difference, "demo-bank", _bank_facts(talk, report))
    _verdict(talk, not report.stray, "demo-deadlines", {"count": len(report.stray)})
    _verdict(talk, not report.surprises, "demo-surprises", {"count": len(report.surprises)})
    for surprise in report.surprises[:MOST_SHOWN]:
        talk.out.print(f"  [red]{escape(surprise)}[/]")


def _orders(talk: Talk, report: Report) -> Table:
    table = Table(talk("demo-state"), talk("demo-orders"), title=talk("demo-title-orders"))
    table.columns[1].justify = "right"
    words = load()
    for state, count in report.states.most_common():
        word = words.word(talk.language, "state", state.value)
        if state in ENDS:
            table.add_row(word, f"{count:,}")
        else:
            table.add_row(f"{word} *", f"{count:,}", style="yellow")
    table.add_section()
    table.add_row(talk("demo-total"), f"{report.placed:,}")
    if any(state not in ENDS for state in report.states):
        table.caption = talk("demo-live")
    return table


def _money(talk: Talk, report: Report) -> Table:
    table = Table(talk("demo-sum"), talk("demo-amount"), title=talk("demo-title-money"))
    table.columns[1].justify = "right"
    for name, amount in report.money.items():
        table.add_row(talk(f"demo-{name.replace('_', '-')}"), _written(talk, amount))
    return table


def _requests(talk: Talk, report: Report) -> Table:
    table = Table(talk("demo-refusal"), talk("demo-times"), title=talk("demo-title-requests"))
    table.columns[1].justify = "right"
    for code, count in report.refusals.most_common():
        table.add_row(code, f"{count:,}")
    table.caption = talk(
        "demo-latency",
        made=report.requests,
        replayed=report.replays,
        p50=f"{report.p50:.1f}",
        p95=f"{report.p95:.1f}",
    )
    return table


def _bank_facts(talk: Talk, report: Report) -> dict[str, object]:
    return {
        "holds": _written(talk, report.bank),
        "booked": _written(talk, report.money["clearing"]),
        "difference": _written(talk, report.bank_difference),
    }


def _verdict(talk: Talk, good: bool, sentence: str, facts: dict[str, object]) -> None:
    style = "bold green" if good else "bold red"
    talk.out.print(f"[{style}]{talk(sentence, **facts)}[/]", soft_wrap=True, highlight=False)


def _written(talk: Talk, amount: int) -> str:
    return write_money(talk.language, Money(amount, ROUBLE))
