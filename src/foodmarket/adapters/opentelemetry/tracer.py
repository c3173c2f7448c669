"""Spans of OpenTelemetry. Nothing global is set, so that other users of the library stay alone.

Neither the words of an exception nor its trace are recorded: they may quote what people typed.
"""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import ClassVar

from attrs import frozen
from opentelemetry import trace as otel
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import SpanContext, SpanKind, StatusCode, TraceFlags

from foodmarket.ports.tracer import CURRENT, Fact, Kind, Span, Trace

_KINDS = {
    Kind.SERVER: SpanKind.SERVER,
    Kind.CONSUMER: SpanKind.CONSUMER,
    Kind.CLIENT: SpanKind.CLIENT,
    Kind.INTERNAL: SpanKind.INTERNAL,
}
_PATH = "/v1/traces"
_SEND_SECONDS = 5
_NANOSECONDS = 1_000_000_000


def sending_to(endpoint: str) -> SpanProcessor:
    """Return what sends spans to an OTLP collector, from a thread of its own and in batches."""
    exporter = OTLPSpanExporter(endpoint=endpoint.rstrip("/") + _PATH, timeout=_SEND_SECONDS)
    return BatchSpanProcessor(exporter)


class OpenTelemetryTracer:
    """Records the given part of all traces, chosen by their ids.

    A caller's wish to be recorded counts for nothing: anybody may call us.
    """

    records: ClassVar[bool] = True

    def __init__(
        self, processor: SpanProcessor, *, service: str, version: str, ratio: float = 1.0
    ) -> None:
        chosen = TraceIdRatioBased(ratio)
        self._provider = TracerProvider(
            sampler=ParentBased(
                chosen, remote_parent_sampled=chosen, remote_parent_not_sampled=chosen
            ),
            resource=Resource({"service.name": service, "service.version": version}),
            shutdown_on_exit=False,
        )
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("foodmarket", version)

    def span(
        self, name: str, kind: Kind = Kind.INTERNAL, *, parent: Trace | None = None
    ) -> AbstractContextManager[Span]:
        return self._span(name, kind, None if parent is None else _context(parent))

    def over(self, name: str, seconds: float, *, error: str | None = None, **facts: Fact) -> None:
        # The work around may be over as well, so it is asked whether it was recorded, not is.
        if not otel.get_current_span().get_span_context().trace_flags.sampled:
            return
        end = time.time_ns()
        span = self._tracer.start_span(
            name,
            kind=SpanKind.CLIENT,
            attributes=facts,
            start_time=end - int(seconds * _NANOSECONDS),
        )
        if error is not None:
            span.set_status(StatusCode.ERROR, error)
        span.end(end)

    def close(self) -> None:
        """Send what is left; waits for as long as one sending takes at most."""
        self._provider.shutdown()

    @contextmanager
    def _span(self, name: str, kind: Kind, context: Context | None) -> Iterator[Span]:
        with self._tracer.start_as_current_span(
            name,
            context=context,
            kind=_KINDS[kind],
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            recorded = _Recorded(span, _trace(span.get_span_context()))
            token = CURRENT.set(recorded.trace)
            try:
                yield recorded
            except BaseException as error:
                recorded.fail(type(error).__name__)
                raise
            finally:
                CURRENT.reset(token)


@frozen
class _Recorded:
    _span: otel.Span
    trace: Trace

    def note(self, **facts: Fact) -> None:
        self._span.set_attributes(facts)

    def rename(self, name: str) -> None:
        self._span.update_name(name)

    def fail(self, kind: str) -> None:
        self._span.set_status(StatusCode.ERROR, kind)


def _trace(context: SpanContext) -> Trace:
    return Trace(
        otel.format_trace_id(context.trace_id),
        otel.format_span_id(context.span_id),
        context.trace_flags.sampled,
    )


def _context(parent: Trace) -> Context:
    flags = TraceFlags(TraceFlags.SAMPLED if parent.sampled else TraceFlags.DEFAULT)
    remote = SpanContext(
        int(parent.id, 16), int(parent.span, 16), is_remote=True, trace_flags=flags
    )
    return otel.set_span_in_context(otel.NonRecordingSpan(remote), Context())
