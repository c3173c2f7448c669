"""Faults that the simulator commits when told to, a given number of times."""

from collections import deque
from enum import StrEnum

from attrs import define, field


class Fault(StrEnum):
    """What goes wrong: with the line, with a notification, or at the banks behind YooKassa."""

    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    ERROR_500 = "error_500"
    ERROR_500_AFTER = "error_500_after"  # it happens all the same
    GARBAGE = "garbage"  # it happens, and a page of HTML is answered
    ACCEPTED_202 = "accepted_202"
    RATE_LIMITED_429 = "rate_limited_429"
    LOST_WEBHOOK = "lost_webhook"
    DUPLICATE_WEBHOOK = "duplicate_webhook"
    REORDERED_WEBHOOKS = "reordered_webhooks"
    DECLINE = "decline"
    SECOND_STEP = "second_step"
    REFUND_PENDING = "refund_pending"
    REFUND_FAILS = "refund_fails"
    PAYOUT_PENDING = "payout_pending"
    PAYOUT_FAILS = "payout_fails"

    @property
    def of_webhook(self) -> bool:
        """Tell whether the notification is hit rather than the request."""
        return self in {Fault.LOST_WEBHOOK, Fault.DUPLICATE_WEBHOOK, Fault.REORDERED_WEBHOOKS}

    @property
    def of_money(self) -> bool:
        """Tell whether the banks behind YooKassa do something else than usual."""
        return self in {
            Fault.DECLINE,
            Fault.SECOND_STEP,
            Fault.REFUND_PENDING,
            Fault.REFUND_FAILS,
            Fault.PAYOUT_PENDING,
            Fault.PAYOUT_FAILS,
        }


@define
class Faults:
    """Faults that wait for their operation; each is committed as often as it was planned."""

    _planned: dict[str, deque[Fault]] = field(factory=dict, init=False)

    def plan(self, operation: str, fault: Fault, times: int = 1) -> None:
        """Commit the fault at the operation's next ``times`` requests."""
        self._planned.setdefault(operation, deque()).extend([fault] * times)

    def next(self, operation: str) -> Fault | None:
        """Return the fault for a request of that operation, and forget it."""
        waiting = self._planned.get(operation)
        return waiting.popleft() if waiting else None


def operation_of(method: str, path: str) -> str:
    """Name the operation behind a request: ``hold``, ``capture``, ``look_up``, …"""
    if method == "GET":
        return "look_up"
    parts = path.strip("/").split("/")
    names = {"payments": "hold", "refunds": "refund", "payouts": "payout", "deals": "deal"}
    if parts[-1] in {"capture", "cancel"}:
        return parts[-1]
    return names.get(parts[0], "other")
