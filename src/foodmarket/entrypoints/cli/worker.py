"""``foodmarket worker``: do what happens without anybody asking."""

from __future__ import annotations

import rich_click as click

from foodmarket.entrypoints.cli.endings import carry_out, settings_of
from foodmarket.entrypoints.cli.servers import reach
from foodmarket.entrypoints.cli.talk import Talk


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.command("worker", help=talk("help-worker"))
    @click.option("--until-input-ends", is_flag=True, hidden=True)
    def worker(until_input_ends: bool) -> None:
        from foodmarket.entrypoints.serving import stop_when_input_ends, work

        if until_input_ends:
            stop_when_input_ends()
        settings = reach(talk, settings_of(talk))
        carry_out(talk, lambda: work(settings))

    return worker
