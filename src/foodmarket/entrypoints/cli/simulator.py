"""``foodmarket simulator``: a double of a payment provider."""

from __future__ import annotations

import rich_click as click

from foodmarket.entrypoints.cli.endings import Ending, carry_out, settings_of
from foodmarket.entrypoints.cli.talk import Talk


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.command("simulator", help=talk("help-simulator"))
    @click.option("--port", type=click.IntRange(1, 65_535), help=talk("help-port"))
    @click.option("--until-input-ends", is_flag=True, hidden=True)
    @click.argument("provider", required=False)
    def simulator(port: int | None, until_input_ends: bool, provider: str | None) -> None:
        from foodmarket.adapters.system import SystemClock
        from foodmarket.entrypoints.doubles import serve_simulator
        from foodmarket.entrypoints.serving import stop_when_input_ends
        from foodmarket.entrypoints.simulators import SIMULATORS, address, simulated

        if until_input_ends:
            stop_when_input_ends()
        settings = settings_of(talk)
        known = tuple(SIMULATORS.values())
        offered = [name for name in settings.payments.providers if name in known]
        chosen = SIMULATORS.get(provider or "", provider) or (offered[0] if offered else known[0])
        if chosen not in known:
            raise click.BadParameter(", ".join(known), param_hint="PROVIDER")
        if port is not None:
            settings = simulated(settings, chosen, port)
        if address(settings, chosen) is None:
            talk.aside.print(f"[bold red]{talk('simulator-nowhere', name=chosen)}[/]")
            raise SystemExit(Ending.CANNOT)
        carry_out(talk, lambda: serve_simulator(settings, chosen, SystemClock()))

    return simulator
