"""Reports made by what they may hold: kinds and places of errors, and where we run.

Not to send personal data by default is not enough: local variables, source lines, the words of
errors and the machine's name would still go. Here nothing is collected by itself, and the last
step before sending copies what is known to be harmless and drops everything else.
"""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen
from sentry_sdk import Client
from sentry_sdk.types import Event, Hint
from sentry_sdk.utils import event_from_exception

from foodmarket.ports.tracer import CURRENT

_KEPT = ("event_id", "timestamp", "level", "platform", "release", "environment", "sdk")
_KEPT_OF_FRAME = ("filename", "function", "module", "lineno", "in_app")
_CLOSE_SECONDS = 2.0


@frozen(kw_only=True)
class SentryConfig:
    """``dsn`` is the project's address; ``describe`` says of an error what may be said."""

    dsn: str
    release: str
    environment: str
    describe: Callable[[BaseException], str]


class SentryErrorReports:
    """Sends from a thread of its own; a Sentry that is away is not waited for."""

    def __init__(self, config: SentryConfig) -> None:
        self._describe = config.describe
        self._client = Client(
            dsn=config.dsn,
            release=config.release,
            environment=config.environment,
            server_name="",
            default_integrations=False,
            auto_enabling_integrations=False,
            include_local_variables=False,
            include_source_context=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            send_client_reports=False,
            auto_session_tracking=False,
            before_send=_harmless,
        )

    def tell(self, error: BaseException, *, during: str) -> None:
        event, hint = event_from_exception(error, client_options=self._client.options)
        event["tags"] = {"during": during, "error": self._describe(error)}
        trace = CURRENT.get()
        if trace is not None:
            event["contexts"] = {"trace": {"trace_id": trace.id, "span_id": trace.span}}
        self._client.capture_event(event, hint)

    def close(self) -> None:
        """Send what is left, for a moment at most."""
        self._client.close(timeout=_CLOSE_SECONDS)


def _harmless(event: Event, _hint: Hint) -> Event:
    found: Mapping[str, Any] = event
    kept: dict[str, Any] = {name: found[name] for name in _KEPT if name in found}
    tags = found.get("tags", {})
    kept["tags"] = {name: tags[name] for name in ("during", "error") if name in tags}
    trace = found.get("contexts", {}).get("trace", {})
    kept["contexts"] = {
        "trace": {name: trace[name] for name in ("trace_id", "span_id") if name in trace}
    }
    errors = found.get("exception", {}).get("values", ())
    kept["exception"] = {"values": [_kind_and_places(error) for error in errors]}
    made: Event = kept  # type: ignore[assignment]  # a dictionary of its keys
    return made


def _kind_and_places(error: Mapping[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames", ())
    return {
        "type": error.get("type"),
        "module": error.get("module"),
        "stacktrace": {
            "frames": [
                {name: frame[name] for name in _KEPT_OF_FRAME if name in frame} for frame in frames
            ]
        },
    }
