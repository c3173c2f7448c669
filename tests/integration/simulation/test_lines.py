"""The lines of an ordeal do what they are told to, and its programs live as long as they are to."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from foodmarket.entrypoints.simulation.ordeal.programs import Program, until
from foodmarket.entrypoints.simulation.ordeal.proxy import Ends, Proxy, to_port
from foodmarket.entrypoints.simulation.ordeal.schedule import Blow, Incident, Way

WORDS = b"twelve bytes"


def hit(blow: Blow, way: Way = Way.ANSWERS, seconds: float = 0.0) -> Incident:
    return Incident(at=0.0, blow=blow, target="echo", seconds=seconds, way=way)


@asynccontextmanager
async def line_to_an_echo() -> AsyncIterator[Proxy]:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(100):
            writer.write(data)
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        proxy = Proxy([to_port(server.sockets[0].getsockname()[1])])
        async with proxy.listening():
            yield proxy


@asynccontextmanager
async def call(proxy: Proxy) -> AsyncIterator[Ends]:
    reader, writer = await to_port(proxy.port)()
    try:
        yield reader, writer
    finally:
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()


async def say(ends: Ends) -> bytes:
    ends[1].write(WORDS)
    return await ends[0].read(100)


async def test_a_line_passes_on_what_is_said_until_the_end() -> None:
    async with line_to_an_echo() as proxy, call(proxy) as ends:
        assert await say(ends) == WORDS
        ends[1].write_eof()
        assert await ends[0].read() == b""


async def test_of_a_cut_line_half_arrives_and_then_nothing() -> None:
    async with line_to_an_echo() as proxy:
        async with call(proxy) as ends:
            proxy.suffer(hit(Blow.CUT))
            assert await say(ends) == WORDS[: len(WORDS) // 2]
            assert await ends[0].read() == b""
        assert proxy.met[Blow.CUT] == 1
        async with call(proxy) as ends:
            assert await say(ends) == WORDS, "the next connection is whole"


@pytest.mark.parametrize("way", Way)
async def test_a_reset_line_is_told_to_be_broken(way: Way) -> None:
    async with line_to_an_echo() as proxy, call(proxy) as ends:
        proxy.suffer(hit(Blow.RESET, way))
        with pytest.raises(ConnectionResetError):
            await say(ends)


@pytest.mark.parametrize("blow", [Blow.STALL, Blow.SLOW])
async def test_a_stalled_and_a_slow_line_are_late(blow: Blow) -> None:
    loop = asyncio.get_running_loop()
    async with line_to_an_echo() as proxy, call(proxy) as ends:
        proxy.suffer(hit(blow, seconds=0.05))
        began = loop.time()
        assert await say(ends) == WORDS
        assert loop.time() - began >= 0.05
        proxy.calm()
        assert await say(ends) == WORDS


async def test_a_line_to_nobody_is_refused_and_one_of_two_servers_is_enough() -> None:
    async with line_to_an_echo() as living:
        nobody = Proxy([to_port(1)])
        either = Proxy([to_port(1), to_port(living.port)])
        async with nobody.listening(), either.listening():
            async with call(nobody) as ends:
                with pytest.raises(ConnectionResetError):
                    await say(ends)
            for _ in range(2):
                async with call(either) as ends:
                    assert await say(ends) == WORDS


def sleeper(folder: Path) -> Program:
    code = "import os, sys; print(os.getpid(), flush=True); sys.stdin.read()"
    return Program("sleeper", (), {}, folder / "sleeper.log", ("-S", "-c", code))


async def test_what_ends_by_itself_is_started_again_and_what_was_killed_is_not(
    tmp_path: Path,
) -> None:
    program = sleeper(tmp_path)

    def pids() -> list[int]:
        return [int(line) for line in program.output.read_text().split()]

    async def started(times: int) -> None:
        async def often_enough() -> bool:
            return len(pids()) == times

        await until(often_enough, 10, "not started")

    await program.start()
    await started(1)
    os.kill(pids()[0], signal.SIGKILL)
    await started(2)
    assert (program.alone, program.kills) == (1, 0)
    await program.kill()
    assert (program.alone, program.kills) == (1, 1)
    for pid in pids():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
