"""Log lines: for people, or one JSON object each. Facts travel in ``extra={"facts": {…}}``."""

import json
import logging
import sys
from datetime import UTC, datetime

from foodmarket.entrypoints.config.settings import LogFormat, LogSettings

# Libraries that tell more than anybody reads.
_QUIET = ("stripe", "taskiq", "httpx", "httpcore", "alembic", "uvicorn.error", "asyncio")


def configure(settings: LogSettings) -> None:
    """Send every line of this process to the standard error, in the chosen format."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.format is LogFormat.JSON else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class JsonLines(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """A line as people read it: time, level, who, what, facts."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        facts = " ".join(f"{name}={fact}" for name, fact in getattr(record, "facts", {}).items())
        line = super().formatMessage(record)
        return f"{line} {facts}" if facts else line
