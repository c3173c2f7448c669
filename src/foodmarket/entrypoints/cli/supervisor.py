"""A process of ours that is kept running until we stop, and that can't outlive us."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from asyncio.subprocess import Process
from collections.abc import Coroutine, Mapping
from typing import Any

log = logging.getLogger("foodmarket.run")
PATIENCE = 20.0  # seconds to finish what is in hand
_FIRST_REST, _LONGEST_REST = 0.5, 15.0
_HEALTHY = 30.0  # seconds; one that lived that long starts with the first rest again


class Supervised:
    """``foodmarket <command>`` as a child.

    Its standard input is a pipe from us: when we end, however we end, the pipe does, and so does
    the child. It has a session of its own, so that Ctrl-C reaches us alone and we stop it.
    """

    def __init__(self, command: str, environ: Mapping[str, str]) -> None:
        self._command = command
        self._environ = {**os.environ, **environ}

    async def keep(self, stop: asyncio.Event) -> None:
        """Run the child, anew whenever it ends, until ``stop``; then stop it."""
        rest = _FIRST_REST
        loop = asyncio.get_running_loop()
        while not stop.is_set():
            began = loop.time()
            child = await self._start()
            await _first(child.wait(), stop.wait())
            if child.returncode is None:
                await _end(child)
                return
            rest = _FIRST_REST if loop.time() - began > _HEALTHY else rest
            facts = {"process": self._command, "code": child.returncode, "rest_s": rest}
            log.warning("ended, starts again", extra={"facts": facts})
            await _first(asyncio.sleep(rest), stop.wait())
            rest = min(2 * rest, _LONGEST_REST)

    async def _start(self) -> Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "foodmarket.entrypoints.cli"),
            *(self._command, "--until-input-ends"),
            stdin=asyncio.subprocess.PIPE,
            env=self._environ,
            start_new_session=True,
        )


async def answers(host: str, port: int, path: str) -> bool:
    """Tell whether a GET is answered with 200."""
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        return b" 200 " in await asyncio.wait_for(reader.readline(), 5)
    except (OSError, TimeoutError):
        return False
    finally:
        writer.close()


async def _first(*awaitables: Coroutine[Any, Any, object]) -> None:
    tasks = [asyncio.ensure_future(one) for one in awaitables]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _end(child: Process) -> None:
    child.terminate()
    try:
        await asyncio.wait_for(child.wait(), PATIENCE)
    except TimeoutError:
        child.kill()
        await child.wait()
