"""The tours of the README, word for word: what it tells people to type works as it shows."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

from foodmarket.entrypoints.simulators import free_port

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
PORT_IN_README = "127.0.0.1:8000"
READY_SECONDS = 90


@pytest.fixture(scope="module")
def marketplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a marketplace that was started as ``make run`` starts it."""
    folder = tmp_path_factory.mktemp("readme")
    port = free_port()
    run = ["-m", "foodmarket.entrypoints.cli", "run", f"--port={port}", f"--folder={folder}"]
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen([sys.executable, *run], stdout=output, stderr=output)
    try:
        _wait_until_ready(f"127.0.0.1:{port}", process, folder / "output")
        yield f"127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


@pytest.mark.timeout(180)
def test_the_tour_over_http_prints_what_the_readme_shows(marketplace: str) -> None:
    commands, shown = _tour("bash")
    assert PORT_IN_README in commands
    script = "set -euo pipefail\n" + commands.replace(PORT_IN_README, marketplace)
    done = subprocess.run(
        ["bash", "-c", script], check=False, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    # A no-break space in an amount looks like a space in the README, too.
    printed = done.stdout.replace("\N{NO-BREAK SPACE}", " ")
    assert re.fullmatch(_pattern(shown), printed), printed


def test_the_tour_of_the_library_prints_what_the_readme_shows(tmp_path: Path) -> None:
    program, shown = _tour("python")
    (tmp_path / "tour.py").write_text(program)
    done = subprocess.run(
        [sys.executable, "tour.py"],
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(_pattern(shown), done.stdout), done.stdout


def test_the_tour_of_the_library_fits_in_fifteen_lines() -> None:
    program, _ = _tour("python")
    statements = [line for line in program.splitlines() if line and not line.startswith("#")]
    assert len(statements) <= 15


def test_the_readme_names_every_make_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)) - {"help"}
    assert {target for target in targets if f"make {target} " not in README} == set()


def _tour(language: str) -> tuple[str, str]:
    """The one block in that language, and the output that the block after it shows."""
    fence = "`" * 3
    found = re.findall(
        f"{fence}{language}\n(.*?){fence}\n+{fence}text\n(.*?){fence}", README, re.DOTALL
    )
    assert len(found) == 1
    return found[0][0], found[0][1]


def _pattern(shown: str) -> str:
    """What the README shows, where an ellipsis stands for what differs from run to run."""
    return "[^\n]*".join(re.escape(part) for part in shown.split("…"))


def _wait_until_ready(address: str, process: subprocess.Popen[bytes], output: Path) -> None:
    deadline = monotonic() + READY_SECONDS
    while not _is_ready(address):
        if monotonic() > deadline or process.poll() is not None:
            pytest.fail(f"the marketplace did not get ready:\n{output.read_text()}")
        sleep(0.1)


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"http://{address}/health/ready", timeout=5).status_code == 200
    except httpx.TransportError:
        return False
