"""HTTP on the wire: bounds what arrives before there is a request to look at."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST = 65_536  # bytes of a request line and headers; the edge refuses far less than that by name
SECONDS = 10.0  # for a whole head to arrive
_HEADERS = (
    b"content-type: text/plain; charset=utf-8\r\ncontent-length: 0\r\nconnection: close\r\n"
    b"cache-control: no-store\r\nx-content-type-options: nosniff\r\nx-frame-options: DENY\r\n"
    b"referrer-policy: no-referrer\r\ncross-origin-opener-policy: same-origin\r\n"
    b"content-security-policy: default-src 'none'; object-src 'none'; base-uri 'none'; "
    b"form-action 'none'; frame-ancestors 'none'\r\n\r\n"
)


class BoundedProtocol(HttpToolsProtocol):
    """Hangs up on heads without an end, in size or in time; uvicorn would read on for ever."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head: int | None = 0  # bytes of the head that is arriving; None: none is
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head is None:
            return
        self._head += len(data)
        if self._head > MOST:
            self._hang_up(b"431 Request Header Fields Too Large")
        elif self._waiting is None:
            self._wait()

    def on_message_begin(self) -> None:
        self._head = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head = None
        self._stop_waiting()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        self._hang_up(b"400 Bad Request")

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(SECONDS, self._hang_up, b"408 Request Timeout")

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _hang_up(self, status: bytes) -> None:
        self._stop_waiting()
        if not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 " + status + b"\r\n" + _HEADERS)
            self.transport.close()
