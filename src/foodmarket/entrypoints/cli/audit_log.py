"""``foodmarket audit-log``: show that the audit log was not edited."""

from __future__ import annotations

import rich_click as click

from foodmarket.entrypoints.cli.endings import Ending, carry_out, settings_of
from foodmarket.entrypoints.cli.servers import reach
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.config import Settings


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.group("audit-log", help=talk("help-audit-log"))
    def audit_log() -> None:
        pass

    @audit_log.command("verify", help=talk("help-audit-log-verify"))
    @click.option("--json", "as_json", is_flag=True, help=talk("help-json"))
    def verify(as_json: bool) -> None:
        settings = reach(talk, settings_of(talk))
        carry_out(talk, lambda: _verify(talk, settings, as_json=as_json))

    return audit_log


async def _verify(talk: Talk, settings: Settings, *, as_json: bool) -> None:
    import json

    import attrs
    from rich.markup import escape

    from foodmarket.entrypoints.auditing import verify_audit_log
    from foodmarket.entrypoints.bootstrap import open_parts

    async with open_parts(settings) as parts:
        report = await verify_audit_log(parts.marketplace.adapters.begin)
    if as_json:
        talk.out.print_json(json.dumps(attrs.asdict(report)))
    else:
        for violation in report.violations:
            talk.out.print(f"[red]{escape(violation)}[/]")
        holds = not report.violations
        name = "audit-log-holds" if holds else "audit-log-broken"
        style = "bold green" if holds else "bold red"
        said = talk(name, checked=report.checked, digest=report.digest)
        talk.out.print(f"[{style}]{said}[/]", soft_wrap=True)
    if report.violations:
        raise SystemExit(Ending.NOT_SO)
