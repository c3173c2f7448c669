"""Whatever happens in whatever order: money is conserved, and everything comes to rest."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foodmarket.domain.accounts.model import Actor, Role
from foodmarket.domain.catalogue.model import Reservation
from foodmarket.domain.disputes.decisions import MOVES, DisputeVerb
from foodmarket.domain.disputes.model import DisputeId
from foodmarket.domain.escrow.model import Liable, RetentionTo, Terms
from foodmarket.domain.kernel.errors import Refusal
from foodmarket.domain.kernel.money import BasisPoints
from foodmarket.domain.ledger.model import EntryKind
from foodmarket.domain.orders.disputing import (
    Side,
    Verdict,
    accept,
    contest,
    decide,
    escalate,
    propose,
)
from foodmarket.domain.orders.model import Change, OrderState
from foodmarket.domain.orders.process import BY_STATE, ENDS, TRANSITIONS, Transition, Trigger
from foodmarket.domain.payments.model import OperationKind, PaymentState
from foodmarket.domain.payments.outcomes import Unknown
from foodmarket.domain.payments.reports import ProviderDisputeState
from foodmarket.domain.refunds.decisions import Choice
from foodmarket.domain.refunds.model import RefundReason
from tests.unit.orders.builders import (
    ACTORS,
    TO_STATE,
    Bank,
    Journey,
    arrived,
    chargeback,
    is_at_rest,
    journey,
    rub,
)
from tests.unit.searching import examples

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
        *["refuse"] * 5,
        "agree",
        "lapse",
    ]
)
QUARRELS = (
    ["complain", "complain", "refund", "refuse", "agree"]
    + [*DisputeVerb, DisputeVerb.OFFER, DisputeVerb.ACCEPT] * 3
    + ["charge back"] * 4
    + ["bank decides"] * 4
)
numbers = st.integers(0, 100_000)
stories = st.lists(st.tuples(st.sampled_from(HAPPENINGS), numbers), min_size=1, max_size=40)
IN_A_QUARREL = QUARRELS * 2 + HAPPENINGS
quarrels_of = st.lists(st.tuples(st.sampled_from(IN_A_QUARREL), numbers), min_size=1, max_size=30)
QUIETLY: Any = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}
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
    "charged back",
    "charged back twice",
    "charged back beyond what was left",
    "chargeback won",
    "refund covered by the bank",
    "charged back in a complaint",
    "charged back after the end",
    "agreed",
}


def test_any_story_conserves_money_and_comes_to_rest() -> None:
    @settings(max_examples=examples(500), **QUIETLY)
    @given(terms, st.integers(0, 70_001), banks, stories)
    def run(terms: Terms, tip: int, bank: Bank, story: list[tuple[str, int]]) -> None:
        lived(journey(terms, tip, bank), story)

    run()


def test_any_dispute_conserves_money_and_comes_to_rest() -> None:
    @settings(max_examples=examples(300), **QUIETLY)
    @given(st.sampled_from(sorted(TO_STATE)), terms, st.integers(0, 70_001), quarrels_of)
    def run(state: str, terms: Terms, tip: int, story: list[tuple[str, int]]) -> None:
        lived(arrived(state, terms, tip), story)

    run()


def test_stories_by_chance_reach_every_situation() -> None:
    reached: Counter[str] = Counter()
    for seed in range(examples(300)):
        chance = Random(seed)  # noqa: S311 - told again the same each time
        tip, rate = chance.choice([0, 5_000, 70_001]), BasisPoints(chance.randint(0, 10_000))
        some = Terms(promotion=rate, refund_when_preparing=rate, refund_when_ready=rate)
        asks, declines = chance.random() < 0.5, chance.random() < 0.1
        bank = Bank(captures_at_once=chance.random() < 0.5, asks=asks, declines=declines)
        reached.update(lived(journey(some, tip, bank), _by_chance(chance, HAPPENINGS, 40)))
        state = chance.choice([*TO_STATE, "delivered", "completed"])
        reached.update(lived(arrived(state, some, tip), _by_chance(chance, IN_A_QUARREL, 30)))
    assert reached.keys() >= REACHED


def _by_chance(chance: Random, happenings: list[str], most: int) -> list[tuple[str, int]]:
    many = chance.randint(1, most)
    return [(chance.choice(happenings), chance.randint(0, 100_000)) for _ in range(many)]


def lived(trip: Journey, story: list[tuple[str, int]]) -> set[str]:
    """Let all of the story happen, look at every step, and name what it went through."""
    for happening, number in story:
        happens(trip, happening, number)
        nothing_moves_on_in_dispute(trip)
    comes_to_rest(trip)
    walked_along_edges(trip)
    gave_portions_back_once(trip)
    return situations(trip)


def situations(trip: Journey) -> set[str]:
    """Name what this story went through."""
    kinds = [entry.kind for entry in trip.entries]
    payment = trip.purchase.payment
    steps = [step.trigger for change in trip.changes for step in change.steps]
    reasons = {change.performed.reason for change in trip.changes if change.performed}
    last = next(n for n, change in reversed(list(enumerate(trip.changes))) if change.steps)
    late = [entry.kind for change in trip.changes[last + 1 :] for entry in change.entries]
    released = kinds.index(EntryKind.RELEASED) if EntryKind.RELEASED in kinds else len(kinds)
    disputes = trip.purchase.disputes
    sides = [it.chargeback for it in disputes if it.chargeback]
    lost = [it.lost.amount for it in sides if it.lost]
    by_bank = [it for it in trip.purchase.refunds if it.reason is RefundReason.CHARGEBACK]
    covered = sum(lost) > sum(it.amount.amount for it in by_bank)
    raised = [n for n, change in enumerate(trip.changes) if "dispute.raised" in _told(change)]
    named = {
        "charged back": bool(lost),
        "charged back twice": len(lost) > 1,
        "charged back beyond what was left": EntryKind.DISPUTE_EXCESS in kinds,
        "chargeback won": EntryKind.DISPUTE_REINSTATED in kinds,
        "refund covered by the bank": covered,
        "charged back in a complaint": any(it.state == "overtaken" for it in disputes),
        "charged back after the end": any(n > last for n in raised),
        "agreed": any(it.state == "agreed" for it in disputes),
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
        case _ if happening in IN_DISPUTE:
            IN_DISPUTE[happening](trip, number)
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


def charges_back(trip: Journey, number: int) -> None:
    """A bank wants back any part of what was captured, whatever went back before."""
    captured = trip.purchase.payment.captured.amount
    if not captured or len([it for it in trip.purchase.disputes if it.chargeback]) > 2:
        return
    amount = captured if number % 3 == 0 else 1 + number % captured
    reason = "product_unacceptable" if number % 3 else "fraudulent"
    withdrawn = 0 if number % 7 == 0 else amount
    found = chargeback(
        amount, withdrawn=withdrawn, fee=number % 4, reference=f"dp_{number}", reason=reason
    )
    trip.hear_of(found)
    assert trip.hear_of(found) is None, "heard twice"


def bank_decides(trip: Journey, number: int) -> None:
    for dispute in trip.purchase.disputes:
        side = dispute.chargeback
        if side is None:
            continue
        won = number % 2 == 0
        state = ProviderDisputeState.WON if won else ProviderDisputeState.LOST
        found = chargeback(
            dispute.amount.amount,
            state,
            withdrawn=0 if won else dispute.amount.amount,
            fee=side.fee.amount * (number % 3 > 0),
            reference=side.reference,
        )
        if won and number % 5 == 0:  # told before the money is back
            trip.hear_of(evolve(found, withdrawn=side.withdrawn))
        trip.hear_of(found)
        assert trip.hear_of(found) is None, "heard twice"


def quarrels(trip: Journey, number: int, *, verb: DisputeVerb) -> None:
    """Whose turn it is does something about the first open dispute; sometimes somebody else."""
    disputes = trip.purchase.disputes
    open_ones = [it for it in disputes if not it.state.final] or list(disputes)
    if not open_ones:
        return
    dispute = open_ones[0]
    rows = [row for row in MOVES if row.verb is verb]
    row = next((it for it in rows if it.before is dispute.state), rows[0])
    role = Role.CUSTOMER if number % 9 == 8 else min(row.roles)
    before = trip.purchase
    try:
        does(trip, verb, dispute.id, ACTORS[role], number)
    except Refusal:
        assert trip.purchase is before


def does(
    trip: Journey, verb: DisputeVerb, dispute_id: DisputeId, actor: Actor, number: int
) -> None:
    purchase, now, new_id = trip.purchase, trip.now, trip.new_id()
    choice = [None, Choice(), Choice(amount=rub(number)), Choice(portions=(1,), tip=True)][
        number % 4
    ]
    match verb:
        case DisputeVerb.OFFER | DisputeVerb.COUNTER:
            change = propose(purchase, dispute_id, verb, choice, "ну", actor, now, new_id)
        case DisputeVerb.ACCEPT:
            change = accept(purchase, dispute_id, actor, now, new_id)
        case DisputeVerb.ESCALATE:
            change = escalate(purchase, dispute_id, actor, now, new_id)
        case DisputeVerb.DECIDE:
            side = Side.COOK if number % 2 else Side.CUSTOMER
            award = choice if side is Side.COOK else None
            verdict = Verdict(in_favour_of=side, award=award)
            change = decide(purchase, dispute_id, verdict, actor, now, new_id)
        case DisputeVerb.EVIDENCE:
            change = contest(purchase, dispute_id, "чек", (), actor, now, new_id)
    trip.apply(change)


def refunds_by_staff(trip: Journey, number: int) -> None:
    liable = list(Liable)[number % len(Liable)]
    before = trip.purchase
    try:
        trip.refund(Choice(amount=rub(1 + number)), liable)
    except Refusal:
        assert trip.purchase is before


def complains(trip: Journey, number: int) -> None:
    tries(trip, Trigger.COMPLAIN, Role.CUSTOMER, number)


IN_DISPUTE: dict[str, Callable[[Journey, int], None]] = {
    "complain": complains,
    "charge back": charges_back,
    "bank decides": bank_decides,
    **{verb: partial(quarrels, verb=verb) for verb in DisputeVerb},
    "refund": refunds_by_staff,
}


def nothing_moves_on_in_dispute(trip: Journey) -> None:
    """While a bank disputes the payment, nothing of the order is released or settled."""
    change = trip.changes[-1]
    still = {it.id for it in change.purchase.disputes if it.chargeback and not it.state.final}
    open_before = {it.id for it in change.before.disputes if not it.state.final} & still
    kinds = {entry.kind for entry in change.entries}
    if open_before:
        assert not kinds & {EntryKind.RELEASED, EntryKind.RETENTION_SETTLED}
        assert change.requested is None or change.requested.kind is not OperationKind.REFUND
    if any(it.kind == "complaint" and not it.state.final for it in change.purchase.disputes):
        assert change.purchase.order.state is OrderState.DISPUTED
    if still:
        assert change.purchase.order.state not in {OrderState.DELIVERED, OrderState.COMPLETED}


def _told(change: Change) -> list[str]:
    return [event.name for event in change.events]


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
    bank_decides(trip, 1)
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
