"""``foodmarket run``: the whole marketplace with one command."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from foodmarket.entrypoints.cli.endings import carry_out, settings_of
from foodmarket.entrypoints.cli.talk import PROVIDERS, Talk


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.command("run", help=talk("help-run"))
    @click.option("--port", type=click.IntRange(1, 65_535), help=talk("help-port"))
    @click.option("--folder", type=click.Path(path_type=Path), help=talk("help-folder"))
    @click.option("--no-seed", is_flag=True, help=talk("help-no-seed"))
    @click.option("--provider", type=click.Choice(PROVIDERS), help=talk("help-provider"))
    def run(port: int | None, folder: Path | None, no_seed: bool, provider: str | None) -> None:
        import attrs

        from foodmarket.entrypoints.cli.household import Household
        from foodmarket.entrypoints.config import Mode
        from foodmarket.entrypoints.simulators import with_provider

        settings = settings_of(talk)
        if port is not None:
            settings = attrs.evolve(settings, server=attrs.evolve(settings.server, port=port))
        if folder is not None:
            settings = attrs.evolve(settings, data=attrs.evolve(settings.data, folder=folder))
        # Everybody knows the password of the made-up people, and one of them is staff.
        seeds = not no_seed and settings.mode is not Mode.PRODUCTION
        settings = with_provider(settings, provider)
        household = Household(talk=talk, settings=settings, seeds=seeds)
        carry_out(talk, household.keep)

    return run
