"""Everything that is kept about a run: log lines, figures, spans, reports of errors."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import httpx
from attrs import define, field

from foodmarket.entrypoints.config import LogFormat, Settings
from foodmarket.entrypoints.config.settings import LogLevel
from foodmarket.entrypoints.simulators import free_port
from tests.integration.observing.collectors import Collector, collecting

# A session token as it is given out; nothing that we write mixes so many kinds of signs.
TOKENS = re.compile(r"(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*\d)[A-Za-z0-9_-]{40,}")


@define
class Kept:
    """Where it is sent to while it runs, and what there is of it at the end."""

    otlp: Collector
    sentry: Collector
    metrics_port: int
    figures: str = ""
    lines: list[str] = field(factory=list)

    async def read_figures(self) -> None:
        """Read them as Prometheus does."""
        async with httpx.AsyncClient() as http:
            read = await http.get(f"http://127.0.0.1:{self.metrics_port}/metrics")
        assert read.status_code == 200
        self.figures = read.text

    @property
    def logs(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]

    @property
    def messages(self) -> set[str]:
        return {line["message"] for line in self.logs}

    @property
    def spans(self) -> set[str]:
        return {span.name for span in self.otlp.spans}

    def found(self, canaries: Iterable[str]) -> set[tuple[str, str]]:
        """Return which of them, or which token, stands where."""
        everything = {
            "log": "\n".join(self.lines),
            "metrics": self.figures,
            "traces": self.otlp.text,
            "reports": self.sentry.text,
        }
        spelled = {canary: (canary, json.dumps(canary)[1:-1]) for canary in canaries}
        return {
            (canary, where)
            for where, text in everything.items()
            for canary, spellings in spelled.items()
            if any(spelling in text for spelling in spellings)
        } | {(token, where) for where, text in everything.items() for token in TOKENS.findall(text)}

    @property
    def environ(self) -> dict[str, str]:
        """Return the settings of a process that keeps all of it here."""
        return {
            "FOODMARKET_LOG_LEVEL": "debug",
            "FOODMARKET_LOG_FORMAT": "json",
            "FOODMARKET_METRICS_PORT": str(self.metrics_port),
            "FOODMARKET_TRACING_ENDPOINT": self.otlp.url,
            "FOODMARKET_ERRORS_DSN": self.sentry.dsn,
        }

    def settings(self) -> Settings:
        """Return the same for this process."""
        plain = Settings()
        return attrs.evolve(
            plain,
            log=attrs.evolve(plain.log, level=LogLevel.DEBUG, format=LogFormat.JSON),
            metrics=attrs.evolve(plain.metrics, port=self.metrics_port),
            tracing=attrs.evolve(plain.tracing, endpoint=self.otlp.url),
            errors=attrs.evolve(plain.errors, dsn=self.sentry.dsn),
        )


@contextmanager
def keeping() -> Iterator[Kept]:
    """Take what is sent for the time of the block, and keep it afterwards."""
    with collecting() as otlp, collecting() as sentry:
        yield Kept(otlp, sentry, free_port())
