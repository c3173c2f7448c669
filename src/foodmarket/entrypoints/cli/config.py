"""``foodmarket config``: show, check and explain the settings."""

from __future__ import annotations

import rich_click as click

from foodmarket.entrypoints.cli.endings import Ending, tell_problems
from foodmarket.entrypoints.cli.talk import Talk


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.group("config", help=talk("help-config"))
    def config() -> None:
        pass

    @config.command("show", help=talk("help-config-show"))
    def show() -> None:
        _show(talk)

    @config.command("check", help=talk("help-config-check"))
    def check() -> None:
        _check(talk)

    @config.command("explain", help=talk("help-config-explain"))
    @click.argument("key", required=False)
    def explain(key: str | None) -> None:
        _explain(talk, key)

    return config


def _check(talk: Talk) -> None:
    from foodmarket.entrypoints.config import BadSettings, load

    try:
        loaded = load(talk.config[0] if talk.config else None)
    except BadSettings as bad:
        tell_problems(talk, bad.problems)
        raise SystemExit(Ending.NOT_SO) from None
    file = str(loaded.file) if loaded.file is not None else talk("config-no-file")
    talk.out.print(f"[green]{talk('config-good', mode=loaded.settings.mode, file=file)}[/]")


def _show(talk: Talk) -> None:
    from operator import attrgetter

    from rich.markup import escape
    from rich.table import Table

    from foodmarket.entrypoints.config import SETTINGS, BadSettings, Origin, load

    try:
        loaded = load(talk.config[0] if talk.config else None)
    except BadSettings as bad:
        tell_problems(talk, bad.problems)
        raise SystemExit(Ending.CANNOT) from None
    table = Table(talk("config-key"), talk("config-value"), talk("config-origin"))
    for setting in SETTINGS:
        origin = loaded.origins[setting.key]
        value = escape(setting.shown(attrgetter(setting.key)(loaded.settings)))
        style = "" if origin is Origin.DEFAULT else "bold"
        table.add_row(setting.key, value, talk(f"origin-{origin}"), style=style)
    talk.out.print(table)


def _explain(talk: Talk, key: str | None) -> None:
    from textwrap import fill, indent

    from rich.markup import escape

    from foodmarket.entrypoints.config import SETTINGS

    chosen = [s for s in SETTINGS if key is None or s.key == key or s.key.startswith(f"{key}.")]
    if not chosen:
        raise click.BadParameter(talk("config-unknown-key", name=str(key)), param_hint="KEY")
    for setting in chosen:
        talk.out.print(f"[bold cyan]{setting.key}[/] = {escape(setting.shown(setting.default))}")
        purpose = setting.purpose.in_(talk.language)
        talk.out.print(indent(fill(purpose, talk.out.width - 2), "  "), highlight=False)
        names = ", ".join(setting.variables)
        talk.out.print(f"  [dim]{talk('config-variables', names=names)}[/]", highlight=False)
