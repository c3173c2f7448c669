"""How the simulator can misbehave, and when."""

from collections import defaultdict
from enum import StrEnum

from attrs import define, field


class Fault(StrEnum):
    """What goes wrong with one request."""

    TIMEOUT_BEFORE = "timeout_before"  # nothing happens, and no answer comes
    TIMEOUT_AFTER = "timeout_after"  # it happens, and no answer comes
    ERROR_500 = "error_500"  # it happens, and 500 is answered, also to a repeated key
    RATE_LIMITED = "rate_limited_429"
    GARBAGE = "garbage"  # it happens, and a page of HTML is answered
    LOST_WEBHOOK = "lost_webhook"
    DUPLICATE_WEBHOOK = "duplicate_webhook"
    REORDERED_WEBHOOKS = "reordered_webhooks"  # what it causes is told after what comes later
    DECLINE = "decline"
    SECOND_STEP = "second_step"
    PENDING = "pending"  # a refund that is on its way until it is settled
    PAYOUT_FAILS = "payout_fails"
    DISPUTE = "dispute"  # the customer's bank takes a captured payment back


@define
class Faults:
    """Faults that wait for their operation (``hold``, ``capture``, ``refund``, …), in order."""

    _waiting: defaultdict[str, list[Fault]] = field(factory=lambda: defaultdict(list))

    def add(self, operation: str, fault: Fault, times: int = 1) -> None:
        """Let the next ``times`` requests of an operation go wrong."""
        self._waiting[operation].extend([fault] * times)

    def take(self, operation: str | None) -> Fault | None:
        """Return what goes wrong with a request that arrives now."""
        waiting = self._waiting.get(operation or "")
        return waiting.pop(0) if waiting else None

    def clear(self) -> None:
        """Forget what has not gone wrong yet."""
        self._waiting.clear()
