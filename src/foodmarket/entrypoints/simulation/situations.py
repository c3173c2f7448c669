"""The situations that a run has to get into, or it has shown nothing.

A green run on a city where nobody pays late says nothing about paying late. So every row of the
order process has to be taken, every kind of entry booked, every fault has to strike, and each of
the situations below has to be met, over all the seeds of a run.
"""

from collections.abc import Mapping
from enum import StrEnum

from foodmarket.domain.ledger.model import EntryKind
from foodmarket.domain.orders.model import OrderState
from foodmarket.domain.orders.process import TRANSITIONS, Trigger
from foodmarket.entrypoints.simulation.faults import Profile


class Situation(StrEnum):
    """Something hard that has to be met at least once in a run."""

    LATE_AUTHORISATION = "a hold came for an order that had ended"
    LATE_CAPTURE = "money was taken for an order that had ended"
    PAID_AFTER_EXPIRY = "a customer paid after the order had expired"
    OVERTAKEN = "an answer came after others had learned and recorded it"
    CONFLICT = "two machines changed the same facts, and one had to decide again"
    REPLAYED = "a repeated request got its first answer"
    IN_PROGRESS = "a request was repeated while the first was at work"
    DOUBLE_CLICK = "a customer sent one order twice at once"
    OFFLINE = "a cook worked offline and sent everything later, twice"
    REPLAYED_500 = "a provider repeated an answer of 500 to a key"
    CAPTURE_AWAITED = "a cook wanted to start before the money was there"
    SIDE_BY_SIDE = "two workers were at the same kind of step at once"
    CONSUMED_TWICE = "an event was consumed twice"
    QUEUE_LOST = "the queue lost everything"
    PARKED_EVENT = "a poisoned event was parked, and replayed later"
    PARKED_REFUND = "a refund was refused too often, and staff saw to it"
    STAFF_REFUND = "staff gave money back"
    APPROVED = "a large refund was approved by a second person"
    OWN_APPROVAL_REFUSED = "whoever asked for a refund could not approve it"
    VERDICT_WAITED = "a large award waited for a second person"
    FORGED_REFUSED = "a forged notification was refused"
    STRANGER_REFUSED = "a stranger could not see or move an order"
    WRONG_ROLE_REFUSED = "somebody could not do what is another's to do"
    WRONG_CODE_REFUSED = "a meal was not handed over against a wrong code"
    OUT_OF_PORTIONS = "the last portions went to somebody else"
    TOO_LARGE_REFUSED = "more than was left could not be given back"


SANDBOX = "sandbox"
CHARGED_BACK = frozenset({"stripe"})  # rails by which customers' banks take money back
# What only their cities can get into.
CHARGEBACK_ROWS = frozenset(
    {Trigger.PAYMENT_DISPUTED, Trigger.CHARGEBACK_CLOSED, Trigger.ALL_CHARGED_BACK}
)
CHARGEBACK_ENTRIES = frozenset(
    {
        EntryKind.DISPUTE_WITHDRAWN,
        EntryKind.DISPUTE_REINSTATED,
        EntryKind.DISPUTE_LOST,
        EntryKind.DISPUTE_EXCESS,
        EntryKind.DISPUTE_FEE,
    }
)
# What no city tries, and each page of evidence says so: finance corrects nothing here.
UNTRIED_ENTRIES = frozenset({EntryKind.CORRECTED})


def transition(before: str, trigger: str) -> str:
    """Name the taking of a row of the order process."""
    return f"step: {before} by {trigger}"


def booking(kind: str) -> str:
    """Name the booking of a kind of entry."""
    return f"entry: {kind}"


# What the doubles of the real rails do not do, or hardly ever: the sandbox's cities show it.
BEYOND_REAL_RAILS = {
    Situation.LATE_CAPTURE,
    Situation.OVERTAKEN,
    Situation.REPLAYED_500,
    Situation.CAPTURE_AWAITED,
    transition(OrderState.ACCEPTED, Trigger.CAPTURE_FAILED),
    booking(EntryKind.DEBT_NETTED),
}


def wanted(profile: Profile, rail: str) -> list[str]:
    """Return everything that a run has to reach; what faults alone bring about only with them."""
    beyond = set() if rail == SANDBOX else BEYOND_REAL_RAILS
    disputed = rail in CHARGED_BACK
    rows = [
        transition(row.before, row.trigger)
        for row in TRANSITIONS
        if disputed or row.trigger not in CHARGEBACK_ROWS
    ]
    others = UNTRIED_ENTRIES if disputed else UNTRIED_ENTRIES | CHARGEBACK_ENTRIES
    entries = [booking(kind) for kind in EntryKind if kind not in others]
    faults = [f"fault: {fault}" for fault, rate in profile.rates.items() if rate]
    return [it for it in (*Situation, *rows, *entries, *faults) if it not in beyond]


def untried() -> list[str]:
    """Return what no run of the city can reach: the gap in what is shown."""
    return [booking(kind) for kind in sorted(UNTRIED_ENTRIES)]


def missing(reached: Mapping[str, int], profile: Profile, rail: str) -> list[str]:
    """Return what was not reached."""
    return [name for name in wanted(profile, rail) if not reached.get(name)]
