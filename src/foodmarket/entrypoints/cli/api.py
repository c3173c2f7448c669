"""``foodmarket api``: serve HTTP."""

from __future__ import annotations

import os

import rich_click as click

from foodmarket.entrypoints.cli.endings import carry_out, explained, settings_of
from foodmarket.entrypoints.cli.servers import reach
from foodmarket.entrypoints.cli.talk import Talk


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.command("api", help=talk("help-api"))
    @click.option("--host", help=talk("help-host"))
    @click.option("--port", type=click.IntRange(1, 65_535), help=talk("help-port"))
    @click.option("--processes", type=click.IntRange(1, 64), help=talk("help-processes"))
    @click.option("--until-input-ends", is_flag=True, hidden=True)
    def api(
        host: str | None, port: int | None, processes: int | None, until_input_ends: bool
    ) -> None:
        from foodmarket.entrypoints.serving import reach_postgres, serve, stop_when_input_ends

        # Through the environment, because every API process reads the settings for itself.
        for name, value in (("HOST", host), ("PORT", port), ("PROCESSES", processes)):
            if value is not None:
                os.environ[f"FOODMARKET_SERVER_{name}"] = str(value)
        if talk.config:
            os.environ["FOODMARKET_CONFIG"] = str(talk.config[0])
        if until_input_ends:
            stop_when_input_ends()
        named = settings_of(talk)
        settings = reach(talk, named)
        # Only what was found: an address from a file may hold a password, and stays out of here.
        if not named.database.url:
            os.environ["DATABASE_URL"] = settings.database.url
        if not named.redis.url:
            os.environ["REDIS_URL"] = settings.redis.url
        carry_out(talk, lambda: reach_postgres(settings))
        with explained(talk):
            serve(settings)

    return api
