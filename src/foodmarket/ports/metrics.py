"""Figures about how the marketplace runs, for whoever operates it."""

from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from typing import Protocol

from attrs import frozen


class Gauge(StrEnum):
    """What stands at an instant, for the whole marketplace, and by what it is told apart."""

    ORDERS = "orders"  # that have not ended, by state
    MONEY = "money"  # minor units, by kind of account and currency
    UNEXPLAINED = "unexplained"  # minor units that book and provider disagree on, by both
    OUTBOX = "outbox"  # events that are not sent
    OUTBOX_SINCE = "outbox_since"  # seconds of the epoch in which the oldest of them happened
    OPERATIONS = "operations"  # unfinished requests to providers, by kind and state
    WEBHOOKS = "webhooks"  # notifications that wait or are parked, by state
    QUEUE = "queue"  # messages that no worker has read
    PARKED_EVENTS = "parked_events"  # events that were given up on


@frozen
class Reading:
    """One figure at an instant; ``labels`` are the words it is told apart by, in their order."""

    gauge: Gauge
    labels: tuple[str, ...]
    value: float


Read = Callable[[], Awaitable[Sequence[Reading]]]


class Metrics(Protocol):
    """Counts and times. Names of operations, providers and states are few and known beforehand.

    No id, name or address ever is among them. Durations are in seconds.
    """

    def served(self, operation: str, status: int, seconds: float) -> None:
        """Note an answer of the HTTP API."""
        ...

    def called(self, provider: str, operation: str, outcome: str, seconds: float) -> None:
        """Note a call to a payment provider, with the name of what became of it."""
        ...

    def watch_circuit(self, provider: str, available: Callable[[], bool]) -> None:
        """Be told whom to ask whether a provider is called at present, or its circuit is open."""
        ...

    def watch_gauges(self, read: Read) -> None:
        """Be told whom to ask how the whole marketplace stands; it is asked seldom."""
        ...

    def delivered(self, event: str, outcome: str, seconds: float) -> None:
        """Note that the worker handled an event."""
        ...

    def stepped(self, loop: str, done: int, seconds: float) -> None:
        """Note a turn of one of the worker's loops, and how many things it did."""
        ...

    def stumbled(self, loop: str) -> None:
        """Note a turn of a loop that failed as a whole."""
        ...
