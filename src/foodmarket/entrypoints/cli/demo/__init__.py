"""``foodmarket demo``: a made-up city lives through a day, over the real HTTP API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import rich_click as click

from foodmarket.entrypoints.cli.endings import Ending, carry_out, settings_of
from foodmarket.entrypoints.cli.talk import PROVIDERS, Talk

FOLDER = Path(".foodmarket-demo")


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.command("demo", help=talk("help-demo"))
    @_count("--cooks", 50, (5, 50), talk("help-cooks"))
    @_count("--customers", 500, (20, 5_000), talk("help-customers"))
    @_count("--orders", 1_000, (40, 20_000), talk("help-orders"))
    @_count("--seed", 1, (0, 2**31), talk("help-chance"))
    @click.option(
        "--folder",
        type=click.Path(path_type=Path),
        default=FOLDER,
        show_default=True,
        help=talk("help-demo-folder"),
    )
    @click.option("--database-url", help=talk("help-database-url"))
    @click.option("--redis-url", help=talk("help-redis-url"))
    @click.option("--until-settled", is_flag=True, help=talk("help-until-settled"))
    @click.option(
        "--provider", type=click.Choice(PROVIDERS), default="sandbox", help=talk("help-provider")
    )
    @click.option("--keep", is_flag=True, help=talk("help-keep"))
    @click.option("--json", "as_json", is_flag=True, help=talk("help-json"))
    def demo(
        provider: str, folder: Path, database_url: str | None, redis_url: str | None, **wanted: Any
    ) -> None:
        import attrs

        from foodmarket.entrypoints.cli.demo.performance import Performance
        from foodmarket.entrypoints.simulators import with_provider

        settings = settings_of(talk)
        # The servers of the settings are not for a made-up city, unless they are named here.
        settings = attrs.evolve(
            with_provider(settings, provider),
            data=attrs.evolve(settings.data, folder=folder),
            database=attrs.evolve(settings.database, url=database_url or ""),
            redis=attrs.evolve(settings.redis, url=redis_url or ""),
        )
        performance = Performance(talk=talk, settings=settings, **wanted)
        carry_out(talk, performance.run)
        if not performance.good:
            raise SystemExit(Ending.NOT_SO)

    return demo


def _count(
    name: str, default: int, bounds: tuple[int, int], told: str
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    kind = click.IntRange(*bounds)
    return click.option(name, type=kind, default=default, show_default=True, help=told)
