"""How the whole marketplace stands: asked when Prometheus asks, and not more often than needed."""

import asyncio
import logging
import time
from collections.abc import Sequence

from prometheus_client import CollectorRegistry
from prometheus_client import Gauge as Figure

from foodmarket.ports.metrics import Gauge, Read, Reading

log = logging.getLogger("foodmarket.metrics")
FRESH = 10.0  # seconds; whoever asks within them is told the same
_PATIENCE = 5.0  # seconds for an answer
# By gauge: name, help, labels.
_FIGURES: dict[Gauge, tuple[str, str, tuple[str, ...]]] = {
    Gauge.ORDERS: ("orders", "Orders that have not ended, by state.", ("state",)),
    Gauge.MONEY: (
        "money_minor_units",
        "What stands on all accounts of a kind together, positive on the accounts' own side.",
        ("account", "currency"),
    ),
    Gauge.UNEXPLAINED: (
        "money_unexplained_minor_units",
        "What book and provider disagree on, until it is resolved.",
        ("provider", "currency"),
    ),
    Gauge.OUTBOX: ("outbox_events", "Events that are not sent yet.", ()),
    Gauge.OUTBOX_SINCE: (
        "outbox_oldest_timestamp_seconds",
        "When the oldest event that is not sent happened; absent where there is none.",
        (),
    ),
    Gauge.OPERATIONS: (
        "operations_unfinished",
        "Requests to payment providers without a final outcome, by kind and state.",
        ("kind", "state"),
    ),
    Gauge.WEBHOOKS: (
        "webhooks",
        "Notifications of payment providers that wait, or are parked for people.",
        ("state",),
    ),
    Gauge.QUEUE: ("queue_messages", "Messages that no worker has read yet.", ()),
    Gauge.PARKED_EVENTS: ("parked_events", "Events that were given up on, left for people.", ()),
}


class StandingGauges:
    """Keeps no old figure where a new one can't be had: it would be taken for the truth."""

    def __init__(self, registry: CollectorRegistry, namespace: str) -> None:
        self._registry = registry
        self._namespace = namespace
        self._reads: list[Read] = []
        self._made: list[Figure] = []
        self._asked_at = -FRESH
        self._asking = asyncio.Lock()
        self._readable = Figure(
            "gauges_readable",
            "Whether the figures about the whole marketplace could be read the last time.",
            namespace=namespace,
            registry=registry,
        )

    def watch(self, read: Read) -> None:
        self._reads.append(read)

    async def refresh(self) -> None:
        async with self._asking:
            if time.monotonic() - self._asked_at < FRESH:
                return
            self._asked_at = time.monotonic()
            found: list[Reading] = []
            try:
                async with asyncio.timeout(_PATIENCE):
                    for read in self._reads:
                        found += await read()
            except Exception as error:
                log.warning("gauges can't be read: %s", type(error).__name__)
                found, readable = [], 0
            else:
                readable = 1
            self._readable.set(readable)
            self._show(found)

    def _show(self, found: Sequence[Reading]) -> None:
        for figure in self._made:
            self._registry.unregister(figure)
        self._made = []
        for gauge, (name, tells, labels) in _FIGURES.items():
            readings = [reading for reading in found if reading.gauge is gauge]
            if not readings:
                continue
            figure = Figure(name, tells, labels, namespace=self._namespace, registry=self._registry)
            self._made.append(figure)
            for reading in readings:
                one = figure.labels(*reading.labels) if labels else figure
                one.set(reading.value)
