"""A load generator that costs next to nothing: prebuilt bytes over connections that stay open.

Each connection sends its next request as soon as the answer before is complete (a closed loop).
"""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import cast

from attrs import define, field, frozen

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_END = b"\r\n\r\n"
Request = Callable[[], bytes]


@frozen(kw_only=True)
class Run:
    """What a run brought: seconds it took, and of each answer its latency in seconds."""

    seconds: float
    latencies: Sequence[float]

    @property
    def count(self) -> int:
        return len(self.latencies)

    @property
    def per_second(self) -> float:
        return self.count / self.seconds

    def percentile(self, percent: float) -> float:
        """Return a latency in milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


@define
class _Gauge:
    """Notes answers while ``counting``, and the first one that was not as it should be."""

    good: Callable[[bytes], bool]
    latencies: list[float] = field(factory=list)
    bad: bytes | None = None
    counting: bool = False
    stopping: bool = False


class _Caller(asyncio.Protocol):
    def __init__(self, request: Request, gauge: _Gauge, done: "asyncio.Future[None]") -> None:
        self._request = request
        self._gauge = gauge
        self._done = done
        self._received = b""
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one by shape alone
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head = self._received.find(_END)
        if head < 0:
            return
        length = _LENGTH.search(self._received, 0, head + 2)
        if length is None or len(self._received) < head + len(_END) + int(length[1]):
            return
        self._answered(self._received)
        self._received = b""
        if self._gauge.stopping:
            self._transport.close()
        else:
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._gauge.stopping:
            self._gauge.bad = self._gauge.bad or f"connection lost: {exc}".encode()
        if not self._done.done():
            self._done.set_result(None)

    def _send(self) -> None:
        self._sent_at = perf_counter()
        self._transport.write(self._request())

    def _answered(self, answer: bytes) -> None:
        gauge = self._gauge
        if gauge.counting:
            gauge.latencies.append(perf_counter() - self._sent_at)
        if not gauge.good(answer):
            gauge.bad, gauge.stopping = answer, True


async def drive(
    port: int,
    request: Request,
    good: Callable[[bytes], bool],
    *,
    connections: int,
    seconds: float,
    warm_up: float = 1.0,
    measured: Callable[[], object] = lambda: None,
) -> Run:
    """Send requests for that long; ``measured`` is called when the warm-up is over and at the end.

    Fails on the first answer that is not ``good``: a fast wrong answer is worth nothing.
    """
    loop = asyncio.get_running_loop()
    gauge = _Gauge(good)
    ends: list[asyncio.Future[None]] = []
    for _ in range(connections):
        done: asyncio.Future[None] = loop.create_future()
        ends.append(done)
        await loop.create_connection(
            lambda done=done: _Caller(request, gauge, done),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
    await asyncio.wait(ends, timeout=warm_up, return_when=asyncio.FIRST_COMPLETED)
    measured()
    gauge.counting, began = True, perf_counter()
    await asyncio.wait(ends, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    gauge.counting, took = False, perf_counter() - began
    measured()
    gauge.stopping = True
    await asyncio.gather(*ends)
    if gauge.bad is not None:
        raise AssertionError(f"a bad answer: {gauge.bad.decode(errors='replace')[:2000]}")
    return Run(seconds=took, latencies=gauge.latencies)


async def burst(port: int, requests: Sequence[bytes]) -> tuple[Counter[int], float]:
    """Send all requests at once, each over its own connection; count the answers by status.

    Also return the seconds from the first request to the last answer.
    """
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in requests]

    async def call(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
    ) -> int:
        writer.write(request)
        status = int((await reader.readline()).split()[1])
        head = await reader.readuntil(_END)
        length = _LENGTH.search(b"\r\n" + head)
        await reader.readexactly(int(length[1]) if length else 0)
        return status

    began = perf_counter()
    answers = await asyncio.gather(
        *(call(*streams, request) for streams, request in zip(opened, requests, strict=True))
    )
    took = perf_counter() - began
    for _, writer in opened:
        writer.close()
    return Counter(answers), took
