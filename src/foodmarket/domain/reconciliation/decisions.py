"""Matching the book with a provider's report and with our payouts, line by line. Pure.

All sides cut their days differently, so lines are read some days around the day in question, and
what differs by a day at most is the same. A difference belongs to the day on which it was booked,
or else reported.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from attrs import define, field

from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.payments.reports import BRING_IN, Movement, MovementKind
from foodmarket.domain.payouts.model import Payout, PayoutState
from foodmarket.domain.reconciliation.model import (
    BY_REFERENCE,
    ClearedLine,
    DayReport,
    Difference,
    DifferenceKind,
    Pair,
    Remedy,
)

TOLERANCE = timedelta(days=1)
AROUND = timedelta(days=3)
MOST_BEHIND = 7  # days that are caught up with, after nobody reconciled for long
RESOLUTIONS = {
    DifferenceKind.TIMING: Remedy.WAIT,
    DifferenceKind.MISSING_AT_PROVIDER: Remedy.ASK_PROVIDER,
    DifferenceKind.MISSING_IN_BOOK: Remedy.LOOK_UP,
    DifferenceKind.DUPLICATE: Remedy.ASK_PROVIDER,
    DifferenceKind.WRONG_AMOUNT: Remedy.LOOK_UP,
    DifferenceKind.WRONG_DAY: Remedy.ASK_PROVIDER,
    DifferenceKind.UNKNOWN_REFERENCE: Remedy.ASK_PROVIDER,
    DifferenceKind.FEE_DIFFERENCE: Remedy.BOOK_CORRECTION,
    DifferenceKind.PAYOUT_MISMATCH: Remedy.RUN_AUDIT,
    DifferenceKind.OVERCORRECTED: Remedy.UNDO_CORRECTION,
}
Group = tuple[MovementKind, str]


def window(day: date) -> tuple[datetime, datetime]:
    """Return from when until when (UTC) lines have to be read to judge a day."""
    start = datetime.combine(day, time(), UTC)
    return start - AROUND, start + TOLERANCE + AROUND


def days_due(now: datetime, last: date | None) -> list[date]:
    """Return the days (UTC) that have ended since the ``last`` one that was reconciled.

    Where none ever was, it begins with yesterday.
    """
    yesterday = now.astimezone(UTC).date() - timedelta(days=1)
    behind = MOST_BEHIND if last is not None else 1
    days = [yesterday - timedelta(days=number) for number in reversed(range(behind))]
    return [day for day in days if last is None or day > last]


def subject_of(movement: Movement) -> str | None:
    """Return what a movement is about: our payment, or a payout's or dispute's reference."""
    if movement.kind in BY_REFERENCE:
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
    booked: Sequence[ClearedLine],
    reported: Iterable[Movement],
    known: Container[str],
    now: datetime,
    payouts: Sequence[Payout] = (),
) -> DayReport:
    """Match the lines around a day; ``known`` are the subjects that are ours.

    ``payouts`` are ours of these days. What a bank took and gave back before we heard of it is in
    no book, and leaves nothing to explain. What has no counterpart and is less than a day old at
    ``now`` may still get it: it is to be waited for.
    """
    known_payouts = {it.reference: it for it in payouts if it.reference is not None}
    sides: dict[Group, _Side] = defaultdict(_Side)
    found = _undocumented(booked, payouts)
    for line in booked:
        sides[line.kind, line.subject].booked.append(line)
    for movement in _lasting(booked, reported):
        subject = subject_of(movement)
        ours = subject is not None and (subject in known or subject in known_payouts)
        if movement.kind is MovementKind.OTHER or subject is None or not ours:
            found.append(_unbooked(DifferenceKind.UNKNOWN_REFERENCE, movement, None))
        else:
            sides[movement.kind, subject].reported.append(movement)
    matched, agreed = 0, []
    for (_, subject), side in sides.items():
        pairs, differences = _matched(side, now, known_payouts.get(subject))
        matched += sum(line.at.date() == day for line, _ in pairs)
        agreed += [Pair(line.key, movement.reference) for line, movement in pairs]
        found += differences
    of_the_day = (it for it in found if it.at.date() == day)
    return DayReport(
        provider=provider,
        day=day,
        matched=matched,
        differences=tuple(sorted(of_the_day, key=lambda it: (it.at, it.kind, it.identity))),
        pairs=tuple(agreed),
    )


def _lasting(booked: Iterable[ClearedLine], reported: Iterable[Movement]) -> Iterator[Movement]:
    """Leave out disputes that the book has nothing of, where one line is undone by another."""
    heard, moved = {line.subject for line in booked}, list(reported)
    taken, given = (
        Counter((it.reference, it.amount) for it in moved if it.kind is kind)
        for kind in (MovementKind.DISPUTE, MovementKind.DISPUTE_REVERSAL)
    )
    undone = {MovementKind.DISPUTE: taken & given, MovementKind.DISPUTE_REVERSAL: taken & given}
    for movement in moved:
        lines, line = undone.get(movement.kind), (movement.reference, movement.amount)
        if lines is not None and lines[line] and movement.reference not in heard:
            lines[line] -= 1
        else:
            yield movement


def _matched(
    side: _Side, now: datetime, payout: Payout | None
) -> tuple[list[tuple[ClearedLine, Movement]], list[Difference]]:
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
        pairs.append((line, nearest))
        differences += _compared(line, nearest)
    seen.update(_repeated(side.reported))
    for line in side.booked:
        others = [it for it in side.reported if it.reference not in seen]
        other = others[0] if others else None
        if other is None:
            differences.append(_unreported(line, now))
        else:
            side.reported.remove(other)
            differences.append(_other_amount(line, other))
    for movement in side.reported:
        same_amount = any(movement.amount == line.amount for line, _ in pairs)
        if movement.reference in seen or same_amount:
            kind = DifferenceKind.DUPLICATE
        else:
            kind = _timed(DifferenceKind.MISSING_IN_BOOK, movement.at, now)
        differences.append(_unbooked(kind, movement, payout))
    return pairs, differences


def _repeated(movements: list[Movement]) -> set[str]:
    references = [movement.reference for movement in movements]
    return {it for it in references if references.count(it) > 1}


def _compared(line: ClearedLine, movement: Movement) -> list[Difference]:
    differences = []
    if abs(movement.at - line.at) > TOLERANCE:
        nothing = Money.zero(line.amount.currency)
        differences.append(_differ(DifferenceKind.WRONG_DAY, line, movement, nothing))
    told = line.kind is MovementKind.CAPTURE and movement.fee is not None
    if told and (movement.fee or None) != line.fee and (movement.fee or line.fee):
        differences.append(_other_fee(line, movement))
    return differences


def _other_fee(line: ClearedLine, movement: Movement) -> Difference:
    nothing = Money.zero(line.amount.currency)
    booked, reported = line.fee or nothing, movement.fee or nothing
    return Difference(
        kind=DifferenceKind.FEE_DIFFERENCE,
        movement=line.kind,
        subject=line.subject,
        entry=line.key,
        reference=movement.reference,
        booked=line.fee,
        reported=movement.fee,
        gap=booked - reported,
        at=line.at,
        resolution=RESOLUTIONS[DifferenceKind.FEE_DIFFERENCE],
    )


def _other_amount(line: ClearedLine, movement: Movement) -> Difference:
    return _differ(DifferenceKind.WRONG_AMOUNT, line, movement, movement.effect - _effect(line))


def _differ(kind: DifferenceKind, line: ClearedLine, movement: Movement, gap: Money) -> Difference:
    return Difference(
        kind=kind,
        movement=line.kind,
        subject=line.subject,
        entry=line.key,
        reference=movement.reference,
        booked=line.amount,
        reported=movement.amount,
        gap=gap,
        at=line.at,
        resolution=RESOLUTIONS[kind],
    )


def _unreported(line: ClearedLine, now: datetime) -> Difference:
    kind = _timed(DifferenceKind.MISSING_AT_PROVIDER, line.at, now)
    return Difference(
        kind=kind,
        movement=line.kind,
        subject=line.subject,
        entry=line.key,
        reference=None,
        booked=line.amount,
        reported=None,
        gap=-_effect(line),
        at=line.at,
        resolution=RESOLUTIONS[kind],
    )


def _unbooked(kind: DifferenceKind, movement: Movement, payout: Payout | None) -> Difference:
    return Difference(
        kind=kind,
        movement=movement.kind,
        subject=subject_of(movement),
        entry=None,
        reference=movement.reference,
        booked=None,
        reported=movement.amount,
        documented=payout.amount if payout else None,
        gap=movement.effect,
        at=movement.at,
        resolution=RESOLUTIONS[kind],
    )


def _undocumented(booked: Iterable[ClearedLine], payouts: Iterable[Payout]) -> list[Difference]:
    """Compare what the book says of payouts with what the payouts themselves say."""
    lines: dict[Id, ClearedLine] = {
        line.about: line for line in booked if line.kind is MovementKind.PAYOUT
    }
    paid: dict[Id, Payout] = {it.id: it for it in payouts if it.state is PayoutState.PAID}
    found = []
    for about, line in lines.items():
        payout = paid.get(about)
        if payout is None or payout.amount != line.amount:
            found.append(_mismatch(about, line.at, Money.zero(line.amount.currency), line, payout))
    for about, payout in paid.items():
        if about not in lines and payout.ended_at is not None:
            nothing = Money.zero(payout.amount.currency)
            found.append(_mismatch(about, payout.ended_at, nothing, None, payout))
    return found


def _mismatch(
    about: Id, at: datetime, gap: Money, line: ClearedLine | None, payout: Payout | None
) -> Difference:
    """Name what book and document disagree on; what the provider moved is not in question here."""
    return Difference(
        kind=DifferenceKind.PAYOUT_MISMATCH,
        movement=MovementKind.PAYOUT,
        subject=about,
        entry=line.key if line else None,
        reference=payout.reference if payout else None,
        booked=line.amount if line else None,
        reported=None,
        documented=payout.amount if payout else None,
        gap=gap,
        at=at,
        resolution=RESOLUTIONS[DifferenceKind.PAYOUT_MISMATCH],
    )


def _timed(kind: DifferenceKind, at: datetime, now: datetime) -> DifferenceKind:
    return DifferenceKind.TIMING if now - at < TOLERANCE else kind


def _effect(line: ClearedLine) -> Money:
    return line.amount if line.kind in BRING_IN else -line.amount
