"""Log lines: for people, or one JSON object each. Facts travel in ``extra={"facts": {…}}``.

A line for people shows errors as Python does, for whoever mends them on his own machine. A JSON
line is kept and searched by others: of an error it tells kind, codes and places, never its words.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from foodmarket.entrypoints.config.settings import LogFormat, LogSettings
from foodmarket.entrypoints.observing.telling import places, scrubbed, told
from foodmarket.ports.tracer import CURRENT

# Libraries that tell more than anybody reads.
_QUIET = (
    *("stripe", "taskiq", "httpx", "httpcore", "alembic", "uvicorn.error", "asyncio"),
    *("opentelemetry", "urllib3", "sentry_sdk"),
)
_OURS = "foodmarket"


def configure(settings: LogSettings, form: LogFormat) -> None:
    """Send every line of this process to the standard error, in that form."""
    send_to(logging.StreamHandler(sys.stderr), settings, form)


def send_to(handler: logging.Handler, settings: LogSettings, form: LogFormat) -> None:
    """Send every line of this process to the handler alone."""
    handler.setFormatter(JsonLines() if form is LogFormat.JSON else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class JsonLines(logging.Formatter):
    """One JSON object per line, with the id of the trace that the line belongs to."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        trace = CURRENT.get()
        if trace is not None:
            line["trace_id"] = trace.id
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = told(record.exc_info[1])
            line["places"] = places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """A line as people read it: time, level, who, what, facts."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        facts = " ".join(f"{name}={fact}" for name, fact in getattr(record, "facts", {}).items())
        line = super().formatMessage(record)
        return f"{line} {facts}" if facts else line


def _message(record: logging.LogRecord) -> str:
    """Return what a line says: our own words as they are, others' without what they may quote."""
    if record.name.partition(".")[0] == _OURS:
        return record.getMessage()
    return scrubbed(str(record.msg).partition("\n")[0] if record.exc_info else record.getMessage())
