"""Our own processes, as somebody runs them who starts again whatever has ended."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from attrs import define, field

COMMAND = ("-m", "foodmarket.entrypoints.cli")
PATIENCE = 20.0  # seconds to finish what is in hand
FIRST_REST, LONGEST_REST = 0.3, 5.0  # seconds until what has ended by itself is started again
LOOK = 0.05


@define
class Program:
    """One long-running command of the marketplace. It can't outlive us: its input is our pipe.

    ``python`` is what comes after the interpreter's name, before ``command``. What it writes goes
    to ``output``. ``alone`` counts how often it has ended although nobody ended it.
    """

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    output: Path
    python: Sequence[str] = COMMAND
    alone: int = 0
    kills: int = 0
    _process: Process | None = field(default=None, init=False)
    _keeping: asyncio.Task[None] | None = field(default=None, init=False)
    _counted: Process | None = field(default=None, init=False)

    @property
    def text(self) -> str:
        """Return what it has written."""
        return self.output.read_text() if self.output.exists() else ""

    async def start(self) -> None:
        """Start it, and start it again whenever it ends by itself."""
        if self._process is not None:
            raise RuntimeError(f"{self.name} was started already")
        await self._spawn()
        self._keeping = asyncio.create_task(self._keep())

    async def kill(self) -> None:
        """End it at once, as ``kill -9`` does; it stays ended."""
        self.kills += 1
        await self._end(signal.SIGKILL)

    async def stop(self) -> int | None:
        """Ask it to stop, see that it does, and return its exit code; None where it did not run."""
        return await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int | None:
        process, keeping = self._process, self._keeping
        if process is None:
            return None
        if keeping is not None:
            keeping.cancel()
        running = process.returncode is None
        if running:
            process.send_signal(number)
        if keeping is not None:
            await asyncio.gather(keeping, return_exceptions=True)
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except TimeoutError:
            process.kill()
            await process.wait()
        if not running or (number is signal.SIGKILL and process.returncode != -number):
            self._has_ended_alone(process)
        _close_input(process)
        self._process = self._keeping = None
        return process.returncode if running else None

    def _has_ended_alone(self, process: Process) -> None:
        if self._counted is not process:
            self._counted = process
            self.alone += 1

    async def _spawn(self) -> None:
        with self.output.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, *self.python, *self.command, "--until-input-ends"),
                stdin=asyncio.subprocess.PIPE,
                stdout=output,
                stderr=output,
                env={**os.environ, **self.environ},
                start_new_session=True,
            )

    async def _keep(self) -> None:
        rest = FIRST_REST
        while (process := self._process) is not None:
            await process.wait()
            _close_input(process)
            self._has_ended_alone(process)
            await asyncio.sleep(rest)
            rest = min(2 * rest, LONGEST_REST)
            await self._spawn()


def _close_input(process: Process) -> None:
    if process.stdin is not None:
        process.stdin.close()


class NotReady(Exception):
    """Something did not come about in time; the text says what."""


async def until(
    condition: Callable[[], Awaitable[object]], seconds: float, what: str, look: float = LOOK
) -> None:
    """Return once the condition holds. Raises `NotReady`."""
    try:
        async with asyncio.timeout(seconds) as patience:
            while not await condition():  # noqa: ASYNC110 - other processes change it
                await asyncio.sleep(look)
    except TimeoutError:
        if not patience.expired():
            raise
        raise NotReady(f"{what}, not within {seconds:.0f} s") from None
