"""Events as JSON on their way through the stream."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cattrs import Converter

from foodmarket.domain.kernel.events import EventId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Currency
from foodmarket.ports.outbox import KINDS, Envelope
from foodmarket.ports.tracer import Trace

Message = list[dict[str, Any]]

_converter = Converter()
_converter.register_unstructure_hook(datetime, datetime.isoformat)
_converter.register_structure_hook(datetime, lambda text, _kind: datetime.fromisoformat(text))
_converter.register_structure_hook_func(
    lambda kind: isinstance(kind, type) and issubclass(kind, (Id, Currency)),
    lambda text, kind: kind(text),
)


def written(envelopes: Sequence[Envelope]) -> Message:
    """Return the events, in order, as plain JSON values."""
    return [
        {
            "id": str(envelope.id),
            "kind": type(envelope.event).__name__,
            "event": _converter.unstructure(envelope.event),
            "trace": None if envelope.trace is None else str(envelope.trace),
        }
        for envelope in envelopes
    ]


def read(message: Message) -> list[Envelope]:
    """Return the events that `written` wrote. An unknown kind is a KeyError."""
    return [
        Envelope(
            EventId(part["id"]),
            _converter.structure(part["event"], KINDS[part["kind"]]),
            Trace.read(part.get("trace")),  # a message of an earlier version has none
        )
        for part in message
    ]
