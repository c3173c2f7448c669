"""The API and the worker as processes that tests start, kill and stop."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

READY_SECONDS = 30


class Program:
    """One long-running command of the marketplace; what it writes goes to a file."""

    def __init__(self, command: str, environ: Mapping[str, str], folder: Path) -> None:
        self.command = command
        self.output = folder / f"{command}.log"
        self._environ = {**os.environ, **environ}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def ended_by_itself(self) -> bool:
        """Whether it has ended, and nobody asked it to."""
        return self._process is not None and self._process.poll() is not None

    @property
    def text(self) -> str:
        return self.output.read_text() if self.output.exists() else ""

    def start(self) -> None:
        assert not self.running
        program = (sys.executable, "-m", "foodmarket.entrypoints.cli", self.command)
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                # Tied to us: a test run that is killed leaves nothing behind.
                (*program, "--until-input-ends"),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=self._environ,
            )

    def kill(self) -> None:
        """End it at once, as ``kill -9`` does."""
        self._living()
        self.clear_away()

    def terminate(self) -> None:
        """Ask it to stop."""
        self._living().terminate()

    async def ended(self, seconds: float) -> int:
        """Return the exit code once it has ended."""
        process = self._process
        assert process is not None
        code = await asyncio.to_thread(process.wait, seconds)
        self.clear_away()
        return code

    def clear_away(self) -> None:
        """Leave nothing of it behind, whether it runs or not."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait(timeout=10)
        assert process.stdin is not None
        process.stdin.close()

    def _living(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, f"{self.command} was not started"
        assert not self.ended_by_itself, f"{self.command} ended by itself:\n{self.text}"
        return self._process


async def until(condition: Callable[[], Awaitable[object]], seconds: float = 25) -> None:
    """Return once the condition holds."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - other processes change it
            await asyncio.sleep(0.02)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
