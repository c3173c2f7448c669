"""Matching the book with a provider's report, line by line. Pure.

Both sides cut their days differently, so lines are read some days around the day in question, and
what differs by a day at most is the same. A difference belongs to the day on which it was booked,
or else reported.
"""

from collections import defaultdict
from collections.abc import Container, Iterable
from datetime import UTC, date, datetime, time, timedelta

from attrs import define, field

from foodmarket.domain.payments.reports import Movement, MovementKind
from foodmarket.domain.reconciliation.model import (
    ClearedLine,
    DayReport,
    Difference,
    DifferenceKind,
    Remedy,
)

TOLERANCE = timedelta(days=1)
AROUND = timedelta(days=3)
RESOLUTIONS = {
    DifferenceKind.MISSING_AT_PROVIDER: Remedy.ASK_PROVIDER,
    DifferenceKind.MISSING_IN_BOOK: Remedy.LOOK_UP,
    DifferenceKind.DUPLICATE: Remedy.ASK_PROVIDER,
    DifferenceKind.WRONG_AMOUNT: Remedy.LOOK_UP,
    DifferenceKind.WRONG_DAY: Remedy.ASK_PROVIDER,
    DifferenceKind.UNKNOWN_REFERENCE: Remedy.ASK_PROVIDER,
    DifferenceKind.FEE_DIFFERENCE: Remedy.BOOK_CORRECTION,
}
Group = tuple[MovementKind, str]


def window(day: date) -> tuple[datetime, datetime]:
    """Return from when until when (UTC) lines have to be read to judge a day."""
    start = datetime.combine(day, time(), UTC)
    return start - AROUND, start + TOLERANCE + AROUND


def subject_of(movement: Movement) -> str | None:
    """Return what a movement is about: a payment of ours, or the reference of a payout."""
    if movement.kind in {MovementKind.PAYOUT, MovementKind.PAYOUT_REVERSAL}:
        return movement.reference
    return movement.payment_id


@define
class _Side:
    """The lines of one subject, not matched yet."""

    booked: list[ClearedLine] = field(factory=list)
    reported: list[Movement] = field(factory=list)


def reconcile(
    provider: str,
    day: date,
    booked: Iterable[ClearedLine],
    reported: Iterable[Movement],
    known: Container[str],
    now: datetime,
) -> DayReport:
    """Match the lines around a day; ``known`` are the subjects that are ours.

    What was booked less than a day before ``now`` may still be reported: it is to be waited for.
    """
    sides: dict[Group, _Side] = defaultdict(_Side)
    found: list[Difference] = []
    for line in booked:
        sides[line.kind, line.subject].booked.append(line)
    for movement in reported:
        subject = subject_of(movement)
        if movement.kind is MovementKind.OTHER or subject is None or subject not in known:
            found.append(_differ(DifferenceKind.UNKNOWN_REFERENCE, None, movement))
        else:
            sides[movement.kind, subject].reported.append(movement)
    matched = 0
    for side in sides.values():
        pairs, differences = _matched(side, now)
        matched += sum(line.at.date() == day for line in pairs)
        found += differences
    return DayReport(
        provider=provider,
        day=day,
        matched=matched,
        differences=tuple(
            sorted(
                (it for it in found if it.at.date() == day),
                key=lambda it: (it.at, it.kind, it.subject or ""),
            )
        ),
    )


def _matched(side: _Side, now: datetime) -> tuple[list[ClearedLine], list[Difference]]:
    pairs, differences = [], []
    seen: set[str] = set()
    for line in sorted(side.booked, key=lambda it: it.at):
        same = [it for it in side.reported if it.amount == line.amount]
        if not same:
            continue
        nearest = min(same, key=lambda it: abs(it.at - line.at))
        side.reported.remove(nearest)
        side.booked.remove(line)
        seen.add(nearest.reference)
        pairs.append(line)
        differences += _compared(line, nearest)
    seen.update(_repeated(side.reported))
    for line in side.booked:
        others = [it for it in side.reported if it.reference not in seen]
        other = others[0] if others else None
        if other is None:
            differences.append(_missing(line, now))
        else:
            side.reported.remove(other)
            differences.append(_differ(DifferenceKind.WRONG_AMOUNT, line, other))
    for movement in side.reported:
        again = movement.reference in seen or any(it.amount == movement.amount for it in pairs)
        kind = DifferenceKind.DUPLICATE if again else DifferenceKind.MISSING_IN_BOOK
        differences.append(_differ(kind, None, movement))
    return pairs, differences


def _repeated(movements: list[Movement]) -> set[str]:
    references = [movement.reference for movement in movements]
    return {it for it in references if references.count(it) > 1}


def _compared(line: ClearedLine, movement: Movement) -> list[Difference]:
    differences = []
    if abs(movement.at - line.at) > TOLERANCE:
        differences.append(_differ(DifferenceKind.WRONG_DAY, line, movement))
    told = line.kind is MovementKind.CAPTURE and movement.fee is not None
    if told and (movement.fee or None) != line.fee and (movement.fee or line.fee):
        differences.append(
            Difference(
                kind=DifferenceKind.FEE_DIFFERENCE,
                movement=line.kind,
                subject=line.subject,
                reference=movement.reference,
                booked=line.fee,
                reported=movement.fee,
                at=line.at,
                resolution=RESOLUTIONS[DifferenceKind.FEE_DIFFERENCE],
            )
        )
    return differences


def _missing(line: ClearedLine, now: datetime) -> Difference:
    kind = DifferenceKind.MISSING_AT_PROVIDER
    return Difference(
        kind=kind,
        movement=line.kind,
        subject=line.subject,
        reference=None,
        booked=line.amount,
        reported=None,
        at=line.at,
        resolution=Remedy.WAIT if now - line.at < TOLERANCE else RESOLUTIONS[kind],
    )


def _differ(kind: DifferenceKind, line: ClearedLine | None, movement: Movement) -> Difference:
    return Difference(
        kind=kind,
        movement=movement.kind,
        subject=line.subject if line else subject_of(movement),
        reference=movement.reference,
        booked=line.amount if line else None,
        reported=movement.amount,
        at=line.at if line else movement.at,
        resolution=RESOLUTIONS[kind],
    )
