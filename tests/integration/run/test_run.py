"""``foodmarket run`` as a stranger uses it, and the commands beside it."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import psutil
import pytest

from foodmarket.entrypoints.simulators import free_port
from tests.integration.processes import lives, runs

pytestmark = [pytest.mark.slow, pytest.mark.kill, pytest.mark.timeout(180)]

ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "foodmarket.entrypoints.cli"]


def smoke() -> ModuleType:
    """The story that the gate drives, too."""
    loader = SourceFileLoader("smoke", str(ROOT / ".ci" / "smoke"))
    spec = spec_from_loader("smoke", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


class Running:
    """A marketplace in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        with (folder.parent / "run.log").open("ab") as log:
            self.process = psutil.Popen(
                [*COMMAND, "run", "--port", str(self.port), "--folder", str(folder)],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.family: list[psutil.Process] = []
        try:
            smoke().wait(self.ready, 60, "it is not ready")
            self.family = self.process.children(recursive=True)
        except BaseException:
            self.process.kill()  # whatever it has started ends with it
            raise

    def ready(self) -> bool:
        assert self.process.poll() is None, "it has ended"
        return bool(smoke().is_ready(self.url, self.process))

    def environ(self) -> dict[str, str]:
        """The folder is enough: a command finds the servers that run there."""
        return os.environ | {"FOODMARKET_DATA_FOLDER": str(self.folder)}

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments],
            env=self.environ(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short, because sockets are in it."""
    with tempfile.TemporaryDirectory(prefix="fm-") as path:
        yield Path(path) / "data"


def gone(family: list[psutil.Process]) -> bool:
    return not any(lives(one) for one in family)


def test_one_command_runs_everything_and_ctrl_c_stops_it(folder: Path) -> None:
    running = Running(folder)
    try:
        smoke().drive_one_order(running.url)
        audit = running.call("ledger", "audit", "--json")
        assert audit.returncode == 0, audit.stdout + audit.stderr
        assert all(finding["violations"] == [] for finding in json.loads(audit.stdout))
        balance = running.call("ledger", "trial-balance", "--json")
        assert balance.returncode == 0
        assert set(json.loads(balance.stdout)["difference"].values()) == {0}
        assert running.call("outbox", "status").returncode == 0
        again = running.call("run", "--port", str(running.port), "--folder", str(running.folder))
        assert again.returncode == 3
        assert f"{running.process.pid}" in again.stderr, "one sentence tells who is here already"
        family = [*running.family, *running.process.children(recursive=True)]
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(30) == 0
        smoke().wait(lambda: gone(family), 5, "something is left behind")
    finally:
        end(running)


def test_nothing_outlives_a_killed_run(folder: Path) -> None:
    running = Running(folder)
    try:
        smoke().wait(lambda: has_worker(running), 30, "there is no worker")
        family = running.process.children(recursive=True)
        running.process.kill()
        smoke().wait(lambda: gone(family), 30, "something outlived it")
    finally:
        end(running)


def test_an_api_that_dies_is_started_again(folder: Path) -> None:
    running = Running(folder)
    try:
        api = next(one for one in running.family if runs(one, "api"))
        api.kill()
        smoke().wait(lambda: not smoke().is_ready(running.url, running.process), 10, "it answers")
        smoke().wait(running.ready, 30, "it is not started again")
    finally:
        running.process.send_signal(signal.SIGINT)
        end(running)


def test_a_taken_port_is_a_sentence(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = subprocess.run(
            [*COMMAND, "--language", "en", "run", "--port", port, "--folder", str(folder)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert refused.returncode == 3
    assert f"Port {port} is taken" in refused.stderr
    assert "Traceback" not in refused.stderr


def has_worker(running: Running) -> bool:
    return any(runs(one, "worker") for one in running.process.children(recursive=True))


def end(running: Running) -> None:
    family = running.process.children(recursive=True) if running.process.is_running() else []
    if running.process.is_running():
        try:
            running.process.wait(20)
        except psutil.TimeoutExpired:
            running.process.kill()
    for one in (*running.family, *family):
        with suppress(psutil.NoSuchProcess):
            one.kill()
    running.process.wait(10)
