"""Whatever happens in whatever order: money is conserved, and everything comes to rest."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foodmarket.domain.accounts.model import Role
from foodmarket.domain.catalogue.model import Reservation
from foodmarket.domain.escrow.model import RetentionTo, Terms
from foodmarket.domain.kernel.errors import Refusal
from foodmarket.domain.kernel.money import BasisPoints
from foodmarket.domain.ledger.model import EntryKind
from foodmarket.domain.orders.process import BY_STATE, ENDS, TRANSITIONS, Transition, Trigger
from foodmarket.domain.payments.model import OperationKind, PaymentState
from foodmarket.domain.payments.outcomes import Unknown
from tests.unit.orders.builders import Bank, Journey, is_at_rest, journey, rub

rates = st.integers(0, 10_000).map(BasisPoints)
terms = st.builds(
    Terms,
    retention=rates,
    retention_to=st.sampled_from(RetentionTo),
    promotion=st.sampled_from([0, 1, 1_000, 9_999]).map(BasisPoints),
    refund_when_preparing=rates,
    refund_when_ready=rates,
)
banks = st.builds(
    Bank,
    captures_at_once=st.booleans(),
    asks=st.booleans(),
    declines=st.sampled_from([False] * 9 + [True]),
)
# What happens next, by weight: mostly what should, often something else.
HAPPENINGS = (
    ["forward"] * 12
    + ["somebody"] * 3
    + [
        "anybody",
        "lost",
        "late",
        "twice",
        "look",
        "due",
        "confirm",
        "refuse",
        "refuse",
        "agree",
        "lapse",
    ]
)
stories = st.lists(
    st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 100_000)), min_size=1, max_size=40
)
PEOPLE = sorted({(row.trigger, role) for row in TRANSITIONS for role in row.actors})
REACHED = {
    *(f"ended {state}" for state in ENDS),
    "refunded after release",
    "refunded in part",
    "captured after the end",
    "capture failed",
    "promotion returned",
    "parked",
    "second step given up",
}


def test_any_story_conserves_money_and_comes_to_rest() -> None:
    reached: Counter[str] = Counter()

    @settings(
        max_examples=600,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(terms, st.integers(0, 70_001), banks, stories)
    def run(terms: Terms, tip: int, bank: Bank, story: list[tuple[str, int]]) -> None:
        trip = journey(terms, tip, bank)
        for happening, number in story:
            happens(trip, happening, number)
        comes_to_rest(trip)
        walked_along_edges(trip)
        gave_portions_back_once(trip)
        reached.update(situations(trip))

    run()
    assert reached.keys() >= REACHED


def situations(trip: Journey) -> set[str]:
    """Name what this story went through."""
    kinds = [entry.kind for entry in trip.entries]
    payment = trip.purchase.payment
    steps = [step.trigger for change in trip.changes for step in change.steps]
    reasons = {change.performed.reason for change in trip.changes if change.performed}
    last = next(n for n, change in reversed(list(enumerate(trip.changes))) if change.steps)
    late = [entry.kind for change in trip.changes[last + 1 :] for entry in change.entries]
    released = kinds.index(EntryKind.RELEASED) if EntryKind.RELEASED in kinds else len(kinds)
    named = {
        f"ended {trip.state}": True,
        "refunded after release": EntryKind.REFUND_ASKED in kinds[released:],
        "refunded in part": rub(0) < payment.refunded < payment.captured,
        "captured after the end": EntryKind.CAPTURED in late,
        "capture failed": Trigger.CAPTURE_FAILED in steps,
        "promotion returned": EntryKind.PROMOTION_RETURNED in kinds,
        "parked": payment.parked,
        "second step given up": "given_up" in reasons,
    }
    return {name for name, happened in named.items() if happened}


def happens(trip: Journey, happening: str, number: int) -> None:
    bank, rows = trip.bank, sorted(BY_STATE[trip.purchase.order.state].values(), key=_place)
    human = [row for row in rows if Role.SYSTEM not in row.actors]
    match happening:
        case "forward" if trip.purchase.operation is not None:
            bank.customer_confirms(trip.purchase.payment.amount)
            answers(trip, "answer")
        case "forward" if human:
            tries(trip, human[0].trigger, min(human[0].actors), number)
        case "somebody" if human:
            row = human[number % len(human)]
            tries(trip, row.trigger, min(row.actors), number)
        case "anybody":
            tries(trip, *PEOPLE[number % len(PEOPLE)], number)
        case "due" if trip.purchase.order.due_at is not None:
            trip.wait_until_due()
        case "confirm":
            bank.customer_confirms(trip.purchase.payment.amount)
        case "lapse" if bank.state is PaymentState.AUTHORISED:
            bank.state = PaymentState.CANCELLED
        case "refuse":
            bank.refuses = {OperationKind.CAPTURE, OperationKind.REFUND}
        case "agree":
            bank.refuses = set()
        case _:
            answers(trip, happening)


def _place(row: Transition) -> int:
    return TRANSITIONS.index(row)


def tries(trip: Journey, trigger: Trigger, role: Role, number: int) -> None:
    row = BY_STATE[trip.purchase.order.state].get(trigger)
    before = trip.purchase
    try:
        trip.move(
            trigger,
            role,
            reason=row.reasons[0] if row and row.reasons else None,
            award=rub(number) if number % 3 else None,
        )
    except Refusal:
        assert trip.purchase is before


def answers(trip: Journey, how: str) -> None:
    operation = trip.purchase.operation
    if operation is None:
        return
    match how:
        case "answer":
            trip.hear(trip.bank.call(operation))
        case "lost":
            trip.bank.call(operation)
            trip.hear(Unknown("timeout"))
        case "late":
            trip.hear(Unknown("timeout"))
        case "twice":
            outcome = trip.bank.call(operation)
            trip.hear(outcome)
            if trip.purchase.operation and trip.purchase.operation.id == operation.id:
                trip.hear(outcome)
        case "look":
            trip.resume()


def comes_to_rest(trip: Journey) -> None:
    trip.bank.refuses = set()
    for _ in range(40):
        while trip.purchase.operation is not None and trip.purchase.order.state in ENDS:
            trip.resume()
        if trip.purchase.order.state in ENDS:
            break
        if trip.purchase.operation is not None:
            trip.resume()
        if trip.purchase.order.due_at is not None:
            trip.wait_until_due()
    assert trip.purchase.order.state in ENDS
    if not trip.purchase.payment.parked:
        is_at_rest(trip)


def walked_along_edges(trip: Journey) -> None:
    steps = [step for change in trip.changes for step in change.steps]
    assert (steps[0].trigger, steps[0].actor) == ("place", Role.CUSTOMER)
    at = steps[0].after
    for step in steps[1:]:
        row = BY_STATE[at][Trigger(step.trigger)]
        assert (step.before, step.after) == (at, row.after)
        assert step.actor in row.actors
        at = step.after
    assert at is trip.purchase.order.state


def gave_portions_back_once(trip: Journey) -> None:
    freed: list[Reservation] = [c.freed for c in trip.changes if c.freed is not None]
    assert len(freed) <= 1
