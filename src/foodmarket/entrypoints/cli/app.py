"""The command ``foodmarket`` and its commands, each imported only when it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import rich_click as click

from foodmarket import __version__
from foodmarket.domain.kernel.language import Language
from foodmarket.entrypoints.cli import usage
from foodmarket.entrypoints.cli.talk import Talk, speaking_to

# Each is made by the function ``command`` of the module of its name (with _ for -).
COMMANDS = (
    "run",
    "api",
    "worker",
    "migrate",
    "seed",
    "demo",
    "ledger",
    "audit-log",
    "privacy",
    "reconcile",
    "statements",
    "outbox",
    "webhooks",
    "staff",
    "partner",
    "simulate",
    "simulator",
    "openapi",
    "config",
)


class InOrder(click.RichGroup):
    """Lists its commands in the order in which they were added: the first things first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)


class Later(click.RichCommand):
    """A command that is imported when it is run; until then only its help is known."""

    def __init__(self, talk: Talk, name: str) -> None:
        super().__init__(name=name, help=talk(f"help-{name}"))
        self._talk = talk

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        return self.command().make_context(info_name, args, parent, **extra)

    def command(self) -> click.Command:
        """Import the command itself."""
        home = str(self.name).replace("-", "_")
        module = import_module(f"foodmarket.entrypoints.cli.{home}")
        command: click.Command = module.command(self._talk)
        return command


def program(talk: Talk) -> click.Command:
    """Return the whole command line, speaking that language."""
    usage.speak(talk.language)

    @click.group(
        cls=InOrder,
        help=talk("help"),
        epilog=talk("epilog"),
        context_settings={
            "help_option_names": ["-h", "--help"],
            "max_content_width": 100,
            "rich_help_config": {
                "options_panel_title": talk("panel-options"),
                "commands_panel_title": talk("panel-commands"),
                "errors_panel_title": talk("panel-errors"),
                "errors_suggestion": talk("errors-suggestion"),
                "aborted_text": talk("aborted"),
                "default_string": talk("default"),
                "required_long_string": talk("required"),
            },
        },
    )
    @click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        help=talk("help-config-file"),
    )
    @click.option(
        "--language",
        type=click.Choice([language.value for language in Language]),
        help=talk("help-language"),
    )
    @click.version_option(__version__, prog_name="foodmarket", help=talk("help-version"))
    def foodmarket(config: Path | None, language: str | None) -> None:
        # The language was taken from the arguments before any text was needed.
        del language
        talk.config[:] = [config] if config is not None else []

    for name in COMMANDS:
        foodmarket.add_command(Later(talk, name))
    return foodmarket


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    program(speaking_to(arguments)).main(arguments, prog_name="foodmarket")
