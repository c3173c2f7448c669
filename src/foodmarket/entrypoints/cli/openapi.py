"""``foodmarket openapi``: write the API's document, and watch over what clients build upon."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import rich_click as click

from foodmarket.entrypoints.cli.endings import Ending
from foodmarket.entrypoints.cli.talk import Talk

NEWER, OLDER = "3.1", "3.0"


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.command("openapi", help=talk("help-openapi"))
    @click.option(
        "--version",
        "version",
        type=click.Choice([NEWER, OLDER]),
        default=NEWER,
        show_default=True,
        help=talk("help-openapi-version"),
    )
    @click.option(
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        help=talk("help-openapi-output"),
    )
    @click.option(
        "--record",
        type=click.Path(path_type=Path, dir_okay=False),
        help=talk("help-openapi-record"),
    )
    def openapi(version: str, output: Path | None, record: Path | None) -> None:
        document = present()
        if record is not None:
            _record(talk, document, record)
        else:
            _write(talk, document, version, output)

    return openapi


def present() -> dict[str, Any]:
    """Return the document of this version; no server is needed for it."""
    from foodmarket.entrypoints.bootstrap import in_memory
    from foodmarket.entrypoints.http import HttpSettings, create_app
    from foodmarket.entrypoints.http.openapi import published

    async def ready() -> dict[str, bool]:
        return {}

    return published(create_app(in_memory(), settings=HttpSettings(), ready=ready))


def _write(talk: Talk, document: dict[str, Any], version: str, output: Path | None) -> None:
    import json

    from foodmarket.entrypoints.http.openapi import downgraded

    wanted = document if version == NEWER else downgraded(document)
    text = json.dumps(wanted, indent=2, ensure_ascii=False)
    if output is None:
        click.echo(text)
        return
    output.write_text(text + "\n", encoding="utf-8")
    talk.aside.print(talk("openapi-written", file=str(output), count=len(wanted["paths"])))


def _record(talk: Talk, document: dict[str, Any], file: Path) -> None:
    from foodmarket.entrypoints.http.surface import breaking, may_break, read_surface, surface_of

    now = surface_of(document)
    before = read_surface(file.read_text(encoding="utf-8")) if file.exists() else now
    broken = breaking(before, now)
    if broken and not may_break(before.version, now.version):
        facts = {"before": before.version, "after": now.version, "count": len(broken)}
        talk.aside.print(f"[bold red]{talk('openapi-breaks', **facts)}[/]")
        for line in broken:
            talk.aside.print(f"  {line}", markup=False, soft_wrap=True)
        raise SystemExit(Ending.NOT_SO)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(str(now), encoding="utf-8")
    talk.aside.print(talk("openapi-recorded", file=str(file), count=len(now.promises)))
