"""A line between two processes that can be cut, reset, stalled and slowed down."""

import asyncio
import socket
import struct
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from attrs import define, field

from foodmarket.entrypoints.simulation.ordeal.schedule import Blow, Incident, Way

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Dial = Callable[[], Awaitable[Ends]]
CHUNK = 65_536
SLOW_SECONDS = 0.08  # that everything takes longer on a slow line
_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: a close resets the connection


class _Broken(Exception):
    """The connection is over, because we broke it."""


@define
class Proxy:
    """Passes bytes on from a port of this machine to a server, unless told otherwise.

    Of several servers the next one that takes the connection gets it. ``met`` counts the blows
    that hit something, which is what is sent next on any connection.
    """

    dials: Sequence[Dial]
    port: int = 0
    met: Counter[Blow] = field(factory=Counter)
    _armed: dict[Way, deque[Incident]] = field(factory=lambda: {way: deque() for way in Way})
    _slow_until: float = 0.0
    _turn: int = 0
    _open: set[asyncio.Task[None]] = field(factory=set)

    def suffer(self, incident: Incident) -> None:
        """Let the line go wrong from now on, as the incident says."""
        if incident.blow is Blow.SLOW:
            self._slow_until = asyncio.get_running_loop().time() + incident.seconds
            self.met[Blow.SLOW] += 1
        else:
            self._armed[incident.way].extend([incident] * incident.hits)

    def calm(self) -> None:
        """Let nothing go wrong any more."""
        self._slow_until = 0.0
        for waiting in self._armed.values():
            waiting.clear()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Pass on for the time of the block; at its end every connection is dropped."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()
            for task in tuple(self._open):
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a server's callback is one
        self._open.add(task)
        try:
            await self._connect(reader, writer)
        except asyncio.CancelledError:
            return  # the block is over; asyncio's servers complain of cancelled callbacks
        finally:
            self._open.discard(task)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far = await self._dialled()
            if far is None:
                _reset(writer)
            else:
                await self._join((reader, writer), far)
        finally:
            await _dropped(writer)

    async def _dialled(self) -> Ends | None:
        for _ in self.dials:
            self._turn += 1
            with suppress(OSError):
                return await self.dials[self._turn % len(self.dials)]()
        return None

    async def _join(self, near: Ends, far: Ends) -> None:
        ways = (
            asyncio.ensure_future(self._pump(near[0], far[1], Way.REQUESTS)),
            asyncio.ensure_future(self._pump(far[0], near[1], Way.ANSWERS)),
        )
        try:
            await asyncio.gather(*ways)
        except _Broken:
            for _reader, writer in (near, far):
                _reset(writer)
        except OSError:
            pass  # one of the two is gone, and so is the other then
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            await _dropped(far[1])

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way
    ) -> None:
        while data := await reader.read(CHUNK):
            await self._pass_on(data, writer, way)
        if writer.can_write_eof():
            writer.write_eof()

    async def _pass_on(self, data: bytes, writer: asyncio.StreamWriter, way: Way) -> None:
        if asyncio.get_running_loop().time() < self._slow_until:
            await asyncio.sleep(SLOW_SECONDS)
        incident = self._armed[way].popleft() if self._armed[way] else None
        if incident is not None:
            self.met[incident.blow] += 1
            match incident.blow:
                case Blow.RESET:
                    raise _Broken
                case Blow.CUT:
                    writer.write(data[: len(data) // 2])
                    await writer.drain()
                    raise ConnectionAbortedError
                case _:
                    await asyncio.sleep(incident.seconds)
        writer.write(data)
        await writer.drain()


async def _dropped(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    with suppress(OSError):
        await writer.wait_closed()


def _reset(writer: asyncio.StreamWriter) -> None:
    connection: socket.socket = writer.get_extra_info("socket")
    if connection.family == socket.AF_INET:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    writer.transport.abort()


def to_port(port: int) -> Dial:
    """Return what connects to a port of this machine."""
    return lambda: asyncio.open_connection("127.0.0.1", port)


def to_socket(path: object) -> Dial:
    """Return what connects to a Unix socket."""
    return lambda: asyncio.open_unix_connection(str(path))
