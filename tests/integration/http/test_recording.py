"""`make api`: what clients build upon is recorded, and not broken without a word."""

from pathlib import Path

from click.testing import CliRunner

from foodmarket.domain.kernel.language import Language
from foodmarket.entrypoints.cli.openapi import command
from foodmarket.entrypoints.cli.talk import speaking


def test_recording_refuses_what_breaks_clients(tmp_path: Path) -> None:
    file = tmp_path / "surface.txt"
    run = CliRunner()
    talk = speaking(Language.EN)
    assert run.invoke(command(talk), ["--record", str(file)]).exit_code == 0
    kept = file.read_text()
    file.write_text(kept + "oldOperation is GET /v1/old always\n")
    assert run.invoke(command(talk), ["--record", str(file)]).exit_code == 1
    assert "oldOperation" in file.read_text()
