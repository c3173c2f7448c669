"""Requirement 29 on the wire: heads that never end, and what is no HTTP at all."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import uvicorn

from foodmarket.entrypoints import wire
from foodmarket.entrypoints.wire import BoundedProtocol

GOOD = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"


async def hello(_scope: object, _receive: object, send: object) -> None:
    assert callable(send)
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]}
    )
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(wire, "SECONDS", 0.2)
    config = uvicorn.Config(hello, http=BoundedProtocol, lifespan="off", log_config=None, port=0)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    yield server.servers[0].sockets[0].getsockname()[1]
    await server.shutdown()


async def answer(port: int, *pieces: bytes) -> bytes:
    """Send, and read until the server hangs up; at the end say that this is the last request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
    async with asyncio.timeout(5):
        heard = await reader.read()
    writer.close()
    return heard


@pytest.mark.parametrize(
    ("pieces", "status"),
    [
        ((b"",), b"408"),
        ((b"GET / HTT",), b"408"),
        ((GOOD, b"GET / HTTP/1.1\r\nHost: "), b"408"),
        ((b"GET / HTTP/1.1\r\nx: " + b"x" * 70_000,), b"431"),
        ((b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 20_000,), b"431"),
        ((b"GET /" + b"y" * 70_000,), b"431"),
        ((b"how do you do\r\n\r\n",), b"400"),
    ],
    ids=[
        "nothing",
        "a piece",
        "the second one",
        "a long value",
        "many",
        "a long address",
        "no HTTP",
    ],
)
async def test_requirement_29_a_head_without_an_end_is_cut_off(
    port: int, pieces: tuple[bytes, ...], status: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    if status != b"408":
        monkeypatch.setattr(wire, "SECONDS", 5)  # it is cut off for what it is, however slow
    heard = await answer(port, *pieces)
    *before, last = heard.split(b"HTTP/1.1 ")
    assert last.startswith(status), heard
    assert b"content-security-policy: default-src 'none'" in last
    assert b"nosniff" in last
    assert len(before) == len(pieces)


async def test_requirement_29_a_slow_but_complete_head_is_served(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(2):
        for piece in (GOOD[:9], GOOD[9:20], GOOD[20:]):
            writer.write(piece)
            await writer.drain()
        async with asyncio.timeout(5):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
    writer.close()
