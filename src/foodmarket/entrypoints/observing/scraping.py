"""Where Prometheus reads the figures: an address of its own, apart from the API's."""

import asyncio
import errno
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Protocol

import uvicorn

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

log = logging.getLogger("foodmarket.metrics")
PATH = "/metrics"
PORTS = 64  # as many processes of one kind may run on one machine
_LATEST_STOP = 2  # seconds; whoever is reading then reads again later


class Exposed(Protocol):
    """Figures that can be read."""

    content_type: str

    def exposition(self) -> bytes:
        """Return everything as it is read."""
        ...


class Scraped:
    """Answers GET /metrics, and nothing else."""

    def __init__(
        self, figures: Exposed, refresh: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        self._figures = figures
        self._refresh = refresh

    async def __call__(
        self, scope: Message, _receive: Callable[[], Awaitable[Message]], send: Send
    ) -> None:
        if scope["path"] != PATH or scope["method"] not in {"GET", "HEAD"}:
            await _answer(send, 404, "text/plain; charset=utf-8", b"")
            return
        if self._refresh is not None:
            await self._refresh()
        await _answer(send, 200, self._figures.content_type, self._figures.exposition())


async def _answer(send: Send, status: int, kind: str, body: bytes) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def scraped(app: Scraped, host: str, port: int) -> AsyncIterator[int]:
    """Serve for the time of the block; yield the port.

    Several processes of a machine share one setting: each takes the first port from there on that
    is free. Where none is, the marketplace works on without, and says so.
    """
    listening = _listening(host, port)
    if listening is None:
        log.warning("no port is free for metrics", extra={"facts": {"host": host, "from": port}})
        yield 0
        return
    taken = int(listening.getsockname()[1])
    log.info("metrics are served", extra={"facts": {"url": f"http://{host}:{taken}{PATH}"}})
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=_LATEST_STOP,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve([listening]), name="metrics")
    try:
        yield taken
    finally:
        server.should_exit = True
        await serving


class _Server(uvicorn.Server):
    """A server that leaves the signals to the process around it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listening(host: str, port: int) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + PORTS, 65_536)) if port else (0,):
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
            listening.listen()
        except OSError as error:
            listening.close()
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return listening
    return None
