"""``foodmarket ledger``: check the book, and show what stands on its accounts."""

from __future__ import annotations

from collections.abc import Sequence

import rich_click as click

from foodmarket import ports
from foodmarket.domain.ledger.model import Balance
from foodmarket.entrypoints.cli.endings import Ending, carry_out, settings_of
from foodmarket.entrypoints.cli.servers import reach
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.marketplace import Adapters


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.group("ledger", help=talk("help-ledger"))
    def ledger() -> None:
        pass

    @ledger.command("audit", help=talk("help-ledger-audit"))
    @click.option("--json", "as_json", is_flag=True, help=talk("help-json"))
    def audit(as_json: bool) -> None:
        settings = reach(talk, settings_of(talk))
        carry_out(talk, lambda: _audit(talk, settings, as_json=as_json))

    @ledger.command("trial-balance", help=talk("help-ledger-trial-balance"))
    @click.option("--json", "as_json", is_flag=True, help=talk("help-json"))
    def trial_balance(as_json: bool) -> None:
        settings = reach(talk, settings_of(talk))
        carry_out(talk, lambda: _trial_balance(talk, settings, as_json=as_json))

    return ledger


async def _audit(talk: Talk, settings: Settings, *, as_json: bool) -> None:
    from foodmarket.entrypoints.bootstrap import open_parts

    async with open_parts(settings) as parts:
        findings = await audit_all(talk, parts.marketplace.adapters)
    show_findings(talk, findings, as_json=as_json)
    if any(finding.violations for finding in findings):
        raise SystemExit(Ending.NOT_SO)


async def audit_all(talk: Talk, adapters: Adapters) -> list[ports.Finding]:
    """Check everything that must always be true, telling on the way what is being checked."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from foodmarket.entrypoints.auditing import CHAIN_INVARIANT, verify_chain

    columns = (
        *(SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:,}")),
        *(BarColumn(), TimeElapsedColumn()),
    )
    findings: list[ports.Finding] = []
    with Progress(*columns, console=talk.aside, transient=True) as progress:
        checks = progress.add_task(talk("auditing"), total=None)
        async for finding in adapters.audit.findings():
            findings.append(finding)
            progress.advance(checks)
        links = next((it.checked for it in findings if it.number == CHAIN_INVARIANT), None)
        entries = progress.add_task(talk("verifying-chain"), total=links)

        def checked(number: int) -> None:
            progress.update(entries, completed=number)

        findings.append(await verify_chain(adapters.begin, checked))
    return findings


def show_findings(talk: Talk, findings: Sequence[ports.Finding], *, as_json: bool) -> None:
    """Show what was checked, as a table or as JSON."""
    import json

    import attrs
    from rich.markup import escape
    from rich.table import Table

    if as_json:
        talk.out.print_json(json.dumps([attrs.asdict(finding) for finding in findings]))
        return
    table = Table("#", talk("audit-rule"), talk("audit-checked"), talk("audit-result"))
    table.columns[2].justify = "right"
    for finding in findings:
        good = not finding.violations
        result = (
            f"[green]{talk('audit-holds')}[/]" if good else f"[bold red]{talk('audit-broken')}[/]"
        )
        table.add_row(str(finding.number), finding.name, f"{finding.checked:,}", result)
    talk.out.print(table)
    for finding in findings:
        for violation in finding.violations:
            talk.out.print(f"[red]{finding.number} {finding.name}:[/] {escape(violation)}")
    broken = sum(1 for finding in findings if finding.violations)
    style = "bold red" if broken else "bold green"
    talk.out.print(f"[{style}]{talk('audit-summary', rules=len(findings), broken=broken)}[/]")


async def _trial_balance(talk: Talk, settings: Settings, *, as_json: bool) -> None:
    from foodmarket.entrypoints.bootstrap import open_parts

    async with open_parts(settings) as parts, parts.marketplace.adapters.begin() as uow:
        balances = await uow.ledger.balances()
    if not show_trial_balance(talk, balances, as_json=as_json):
        raise SystemExit(Ending.NOT_SO)


def show_trial_balance(talk: Talk, balances: Sequence[Balance], *, as_json: bool) -> bool:
    """Show debits and credits per account; return whether they are equal in every currency."""
    from collections import defaultdict

    from rich.table import Table

    from foodmarket.domain.kernel.money import Currency, Money
    from foodmarket.entrypoints.texts import write_money

    sums: dict[Currency, int] = defaultdict(int)
    table = Table(talk("balance-account"), talk("balance-debit"), talk("balance-credit"))
    table.columns[1].justify = table.columns[2].justify = "right"
    for balance in balances:
        credit = balance.amount.amount * balance.account.kind.side
        sums[balance.amount.currency] += credit
        written = write_money(talk.language, Money(abs(credit), balance.amount.currency))
        table.add_row(balance.account, *(("", written) if credit > 0 else (written, "")))
    if as_json:
        import json

        rows = [
            {"account": b.account, "amount": b.amount.amount, "currency": b.amount.currency}
            for b in balances
        ]
        talk.out.print_json(json.dumps({"accounts": rows, "difference": dict(sums)}))
    else:
        talk.out.print(table)
        for currency, difference in sums.items():
            style = "bold red" if difference else "bold green"
            written = write_money(talk.language, Money(difference, currency))
            talk.out.print(f"[{style}]{talk('balance-difference', difference=written)}[/]")
    return not any(sums.values())
