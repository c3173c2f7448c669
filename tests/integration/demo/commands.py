"""Commands of the marketplace, run to their end."""

import asyncio
import os
import sys

from attrs import frozen


@frozen
class Done:
    code: int
    out: str
    said: str


async def foodmarket(*arguments: str, **environ: str) -> Done:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "foodmarket.entrypoints.cli", "--language", "en", *arguments),
        env=os.environ | environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, said = await process.communicate()
    return Done(process.returncode or 0, out.decode(), said.decode())
