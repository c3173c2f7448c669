"""Servers on loopback that take what a marketplace sends about itself, and keep it."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from attrs import field, frozen
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

KEY = "canarykey"


@frozen
class Collector:
    """What came in: path and body, unpacked."""

    port: int
    received: list[tuple[str, bytes]] = field(factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def dsn(self) -> str:
        """The address as Sentry's clients know it."""
        return f"http://{KEY}@127.0.0.1:{self.port}/1"

    @property
    def spans(self) -> list[Span]:
        """Everything that was told over OTLP."""
        found = []
        for path, body in self.received:
            assert path == "/v1/traces"
            request = ExportTraceServiceRequest.FromString(body)
            for resource in request.resource_spans:
                for scope in resource.scope_spans:
                    found += scope.spans
        return found

    @property
    def events(self) -> list[dict[str, Any]]:
        """Everything that was told in Sentry's envelopes."""
        found = []
        for path, body in self.received:
            assert path == "/api/1/envelope/"
            _head, *items = body.split(b"\n")
            for kind, payload in zip(items[::2], items[1::2], strict=False):
                assert json.loads(kind)["type"] == "event"
                found.append(json.loads(payload))
        return found

    @property
    def text(self) -> str:
        """All bytes, for whoever looks for something that must not be there."""
        return b"\n".join(body for _path, body in self.received).decode("utf-8", "replace")


@contextmanager
def collecting() -> Iterator[Collector]:
    """Listen on a free port for the time of the block."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            collector.received.append((self.path, body))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Nothing; the test tells."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    collector = Collector(int(server.server_address[1]))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
