"""What goes wrong in the simulated city, and how often."""

from collections.abc import Mapping
from enum import StrEnum

from attrs import frozen


class Fault(StrEnum):
    """One way in which the world lets us down."""

    TIMEOUT_BEFORE = "provider_timeout_before"  # the request never reached the provider
    TIMEOUT_AFTER = "provider_timeout_after"  # the provider acted, its answer never came
    ERROR_500 = "provider_500_replayed"  # it acted, answers 500, and so to each repetition
    REFUND_REFUSED = "provider_refuses_refunds"  # of one payment, until things are mended
    LOOK_UP_FAILS = "provider_look_up_fails"
    WEBHOOK_LOST = "webhook_lost"
    WEBHOOK_TWICE = "webhook_twice"
    WEBHOOK_LATE = "webhook_late"
    WEBHOOK_FORGED = "webhook_forged"
    CRASH_BEFORE_COMMIT = "crash_before_commit"
    CRASH_AFTER_COMMIT = "crash_after_commit"
    CRASH_BEFORE_CALL = "crash_before_call"
    CRASH_AFTER_CALL = "crash_after_call"
    CRASH_BEFORE_PUBLISH = "crash_before_publish"
    CRASH_AFTER_PUBLISH = "crash_after_publish"
    CRASH_BEFORE_ACKNOWLEDGE = "crash_before_acknowledge"
    STALE = "store_serialization_failure"
    STORE_AWAY = "store_away"
    OUTCOME_UNKNOWN = "store_commit_outcome_unknown"
    ANSWER_LOST = "api_answer_lost"
    QUEUE_LOST = "queue_lost"
    QUEUE_TWICE = "queue_twice"
    POISON = "event_poisoned"


OFTEN: Mapping[Fault, float] = {
    Fault.TIMEOUT_BEFORE: 0.03,
    Fault.TIMEOUT_AFTER: 0.04,
    Fault.ERROR_500: 0.03,
    Fault.REFUND_REFUSED: 0.02,
    Fault.LOOK_UP_FAILS: 0.05,
    Fault.WEBHOOK_LOST: 0.15,
    Fault.WEBHOOK_TWICE: 0.15,
    Fault.WEBHOOK_LATE: 0.15,
    Fault.WEBHOOK_FORGED: 0.02,
    Fault.CRASH_BEFORE_COMMIT: 0.004,
    Fault.CRASH_AFTER_COMMIT: 0.006,
    Fault.CRASH_BEFORE_CALL: 0.01,
    Fault.CRASH_AFTER_CALL: 0.02,
    Fault.CRASH_BEFORE_PUBLISH: 0.005,
    Fault.CRASH_AFTER_PUBLISH: 0.005,
    Fault.CRASH_BEFORE_ACKNOWLEDGE: 0.01,
    Fault.STALE: 0.02,
    Fault.STORE_AWAY: 0.006,
    Fault.OUTCOME_UNKNOWN: 0.008,
    Fault.ANSWER_LOST: 0.05,
    Fault.QUEUE_LOST: 0.01,
    Fault.QUEUE_TWICE: 0.02,
    Fault.POISON: 0.004,
}


@frozen(kw_only=True)
class Profile:
    """How often each fault strikes when it could; ``skew`` is how far clocks may be off (s)."""

    name: str
    rates: Mapping[Fault, float]
    skew: float = 30.0


def _scaled(by: float) -> dict[Fault, float]:
    return {fault: rate * by for fault, rate in OFTEN.items()}


PROFILES = {
    profile.name: profile
    for profile in (
        Profile(name="none", rates={}, skew=0.0),
        Profile(name="light", rates=_scaled(0.2)),
        Profile(name="usual", rates=OFTEN),
        Profile(name="storm", rates=_scaled(3.0)),
    )
}
STORE_FAULTS = frozenset({Fault.STALE, Fault.STORE_AWAY, Fault.OUTCOME_UNKNOWN})


def without_store_faults(profile: Profile) -> Profile:
    """Return the profile with a store that never fails, as a replay needs it."""
    kept = {fault: rate for fault, rate in profile.rates.items() if fault not in STORE_FAULTS}
    return Profile(name=f"{profile.name}-sound-store", rates=kept, skew=profile.skew)
