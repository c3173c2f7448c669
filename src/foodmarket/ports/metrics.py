"""Figures about how the marketplace runs, for whoever operates it."""

from collections.abc import Callable
from typing import Protocol


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

    def delivered(self, event: str, outcome: str, seconds: float) -> None:
        """Note that the worker handled an event."""
        ...

    def stepped(self, loop: str, done: int, seconds: float) -> None:
        """Note a turn of one of the worker's loops, and how many things it did."""
        ...

    def stumbled(self, loop: str) -> None:
        """Note a turn of a loop that failed as a whole."""
        ...
