"""Every figure: its name, what it tells, and by what. ``docs/observability.md`` lists them."""

from collections.abc import Callable

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)

from foodmarket.adapters.prometheus.standing import StandingGauges
from foodmarket.ports.metrics import Read

_NAMESPACE = "foodmarket"
_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_FAR = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40)  # a provider has 30 s at most


class PrometheusMetrics:
    """The figures of one process, in a registry of its own.

    ``process`` says which one it is, such as ``api`` or ``worker``.
    """

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, process: str, version: str) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        about = Info(
            "build",
            "Version and kind of this process.",
            namespace=_NAMESPACE,
            registry=self.registry,
        )
        about.info({"version": version, "process": process})
        self._requests = self._histogram(
            "http_request_duration_seconds",
            "Time from a request to its complete answer, by operation and status.",
            _QUICK,
            *("operation", "status"),
        )
        self._calls = self._histogram(
            "provider_call_duration_seconds",
            "Time that a payment provider took, by operation and what became of it.",
            _FAR,
            *("provider", "operation", "outcome"),
        )
        self._available = Gauge(
            "provider_available",
            "Whether a payment provider is called; 0 while its circuit is open.",
            ("provider",),
            namespace=_NAMESPACE,
            registry=self.registry,
        )
        self._gauges = StandingGauges(self.registry, _NAMESPACE)
        self._events = self._histogram(
            "worker_event_duration_seconds",
            "Time that the effect of an event took, by event and outcome.",
            _QUICK,
            *("event", "outcome"),
        )
        self._steps = self._histogram(
            "worker_step_duration_seconds",
            "Time of a turn of a worker's loop in which there was something to do.",
            _QUICK,
            "loop",
        )
        self._done = self._counter("worker_done", "Things that a worker's loop did.", "loop")
        self._failures = self._counter(
            "worker_failures", "Turns of a worker's loop that failed as a whole.", "loop"
        )

    def served(self, operation: str, status: int, seconds: float) -> None:
        self._requests.labels(operation, status).observe(seconds)

    def called(self, provider: str, operation: str, outcome: str, seconds: float) -> None:
        self._calls.labels(provider, operation, outcome).observe(seconds)

    def watch_circuit(self, provider: str, available: Callable[[], bool]) -> None:
        self._available.labels(provider).set_function(available)

    def watch_gauges(self, read: Read) -> None:
        self._gauges.watch(read)

    async def refresh(self) -> None:
        """Ask anew how the marketplace stands, unless that was a short while ago."""
        await self._gauges.refresh()

    def delivered(self, event: str, outcome: str, seconds: float) -> None:
        self._events.labels(event, outcome).observe(seconds)

    def stepped(self, loop: str, done: int, seconds: float) -> None:
        if done:
            self._steps.labels(loop).observe(seconds)
        self._done.labels(loop).inc(done)

    def stumbled(self, loop: str) -> None:
        self._failures.labels(loop).inc()

    def exposition(self) -> bytes:
        """Return everything as Prometheus reads it, of the type `content_type`."""
        return generate_latest(self.registry)

    def _histogram(
        self, name: str, tells: str, buckets: tuple[float, ...], *labels: str
    ) -> Histogram:
        return Histogram(
            name, tells, labels, namespace=_NAMESPACE, registry=self.registry, buckets=buckets
        )

    def _counter(self, name: str, tells: str, *labels: str) -> Counter:
        return Counter(name, tells, labels, namespace=_NAMESPACE, registry=self.registry)
