"""Server processes: started tied to us, stopped for certain, found again after an accident."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from math import inf
from pathlib import Path
from signal import Signals
from time import monotonic
from typing import Literal

import psutil
from attrs import frozen

from foodmarket.adapters.embedded.errors import CannotStart

Identity = Literal["same", "mapped", "nobody"]

_LAUNCHER = Path(__file__).with_name("launcher.py")
_POLL_SECONDS = 0.02


@frozen
class Program:
    """What to start and how it likes to be stopped."""

    name: str
    command: Sequence[str]
    home: Path  # its working directory, by which it is recognised later
    log: Path
    stop_signals: Sequence[Signals]  # tried in order, the last one cannot be refused
    identity: Identity = "same"
    patience_seconds: float = 15.0  # for each of the signals


class Child:
    """A running program. Start it on a thread that lives on: its end counts as the parent's."""

    def __init__(self, program: Program) -> None:
        self._program = program
        with program.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own launcher and program
                [
                    *(sys.executable, "-I", "-S", str(_LAUNCHER)),
                    *(str(os.getpid()), program.stop_signals[0].name, program.identity),
                    *program.command,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A session of its own: Ctrl-C reaches us, and we stop the servers last.
                start_new_session=True,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
                cwd=program.home,
            )

    @property
    def pid(self) -> int:
        """The process number."""
        return self._process.pid

    async def finish(self) -> None:
        """Wait for a program that ends by itself. Refuses with `CannotStart` when it failed."""
        await self._ended(inf)
        if self._process.returncode != 0:
            raise self._failure()

    async def until(self, answers: Callable[[], Awaitable[bool]], seconds: float) -> None:
        """Wait until ``answers``. Refuses with `CannotStart` on the program's end or a time-out."""
        deadline = monotonic() + seconds
        while not await answers():
            if self._process.poll() is not None or monotonic() > deadline:
                raise self._failure()
            await asyncio.sleep(_POLL_SECONDS)

    async def stop(self) -> None:
        """Stop the program, politely first, and reap it."""
        for number in self._program.stop_signals:
            if self._process.poll() is not None:
                return
            self._process.send_signal(number)
            await self._ended(self._program.patience_seconds)

    async def _ended(self, seconds: float) -> None:
        deadline = monotonic() + seconds
        while self._process.poll() is None and monotonic() < deadline:  # noqa: ASYNC110 - a process
            await asyncio.sleep(_POLL_SECONDS)

    def _failure(self) -> CannotStart:
        lines = self._program.log.read_text(errors="replace").splitlines()
        return CannotStart(self._program.name, "\n".join(lines[-5:]) or "no message")


async def stop_leftovers(program: Program) -> None:
    """Stop what an owner that was killed has left running in the program's home folder."""
    names = Path(program.command[0]).name
    for number in program.stop_signals:
        left = _at_home(names, program.home)
        if not left:
            return
        numbers = {process.pid for process in left}
        for process in left:
            try:
                # Workers of a living server are its own business.
                if number is Signals.SIGKILL or process.ppid() not in numbers:
                    process.send_signal(number)
            except psutil.NoSuchProcess:
                continue
        await asyncio.to_thread(psutil.wait_procs, left, timeout=program.patience_seconds)


def _at_home(name: str, home: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.name().startswith(name) and Path(process.cwd()) == home:
                found.append(process)
        except psutil.Error:
            continue
    return found


def identity_for_servers(folder: Path) -> Identity:
    """How to run a program that refuses superusers. Prepares ``folder`` for it."""
    if os.geteuid() != 0:
        return "same"
    probe = subprocess.run(  # noqa: S603 - our own launcher
        [
            *(sys.executable, "-I", "-S", str(_LAUNCHER), str(os.getpid())),
            *("SIGKILL", "mapped", shutil.which("true") or "/bin/true"),
        ],
        check=False,
        capture_output=True,
    )
    if probe.returncode == 0:
        return "mapped"
    folder.chmod(0o711)
    return "nobody"
