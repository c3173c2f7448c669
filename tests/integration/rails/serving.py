"""Serving an ASGI application on loopback, for as long as a test needs it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn

PATIENCE = 1.0  # seconds for answers that are under way when the server is stopped


class _Server(uvicorn.Server):
    """A server that stops when it is told to; uvicorn's own looks about ten times a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.over = asyncio.Event()

    async def main_loop(self) -> None:
        await self.on_tick(0)  # the date on answers
        await self.over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in tuple(self.server_state.connections):
            connection.shutdown()
        if asked := tuple(self.server_state.tasks):
            _, late = await asyncio.wait(asked, timeout=PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self.lifespan.shutdown()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    """Yield the address; connections that are still open at the end are dropped."""
    # Named explicitly: asyncio sends small answers at once (TCP_NODELAY) only where it sees TCP.
    listening = socket.socket(proto=socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    settings = uvicorn.Config(app, log_level="critical", lifespan="on", ws="none")
    server = _Server(settings)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0)
        assert not running.done(), "the server did not start"
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.over.set()
        await running
        listening.close()


def dead_address() -> str:
    """Return an address where nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{closed.getsockname()[1]}"
