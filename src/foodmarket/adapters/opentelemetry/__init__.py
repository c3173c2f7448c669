"""Traces that are recorded, and sent to whoever understands OTLP."""

from foodmarket.adapters.opentelemetry.tracer import OpenTelemetryTracer, sending_to

__all__ = ["OpenTelemetryTracer", "sending_to"]
