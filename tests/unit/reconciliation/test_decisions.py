"""Every difference that is planted into a provider's report is named for what it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.payments.reports import Movement, MovementKind
from foodmarket.domain.reconciliation.decisions import reconcile, window
from foodmarket.domain.reconciliation.model import (
    ClearedLine,
    DayReport,
    DifferenceKind,
    Remedy,
)

RUB = Currency("RUB")
DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=5)
HOUR = timedelta(hours=1)


def rub(amount: int) -> Money:
    return Money(amount, RUB)


def pay(number: int) -> PaymentId:
    return PaymentId.of(number)


def line(number: int, amount: int, kind: MovementKind = MovementKind.CAPTURE) -> ClearedLine:
    captured = kind is MovementKind.CAPTURE
    return ClearedLine(
        key=f"{kind}:{number}",
        kind=kind,
        subject=pay(number),
        amount=rub(amount),
        fee=rub(amount // 50) if captured else None,
        at=NOON,
    )


def told(booked: ClearedLine, reference: str | None = None) -> Movement:
    return Movement(
        reference=reference or f"ref-{booked.key}",
        kind=booked.kind,
        payment_id=PaymentId(booked.subject),
        amount=booked.amount,
        fee=booked.fee,
        at=booked.at + HOUR,
    )


BOOK = [
    line(1, 10_000),
    line(1, 3_000, MovementKind.REFUND),
    line(1, 3_000, MovementKind.REFUND),
    line(2, 20_000),
]
CLEAN = [told(it, f"ref-{number}") for number, it in enumerate(BOOK)]
KNOWN = {pay(number) for number in range(1, 10)}


def report(booked: list[ClearedLine], reported: list[Movement], now: datetime = LATER) -> DayReport:
    return reconcile("rail", DAY, booked, reported, KNOWN, now)


def only(found: DayReport) -> tuple[DifferenceKind, int | None, int | None]:
    (it,) = found.differences
    return (
        it.kind,
        it.booked.amount if it.booked else None,
        it.reported.amount if it.reported else None,
    )


def test_a_clean_day_has_no_difference() -> None:
    found = report(BOOK, CLEAN[::-1])
    assert (found.differences, found.matched) == ((), 4)


@pytest.mark.parametrize("hours", [-23, 12, 23])
def test_days_that_are_cut_elsewhere_agree(hours: int) -> None:
    moved = [evolve(it, at=it.at - HOUR + timedelta(hours=hours)) for it in CLEAN]
    assert report(BOOK, moved).differences == ()


def test_what_the_provider_does_not_report_is_missing_there() -> None:
    found = report(BOOK, CLEAN[:3])
    assert only(found) == (DifferenceKind.MISSING_AT_PROVIDER, 20_000, None)
    assert found.differences[0].resolution is Remedy.ASK_PROVIDER
    fresh = report(BOOK, CLEAN[:3], NOON + HOUR)
    assert fresh.differences[0].resolution is Remedy.WAIT


def test_what_was_not_booked_is_missing_in_the_book() -> None:
    more = told(line(3, 500))
    assert only(report(BOOK, [*CLEAN, more])) == (DifferenceKind.MISSING_IN_BOOK, None, 500)


def test_what_is_reported_twice_is_a_duplicate() -> None:
    assert only(report(BOOK, [*CLEAN, CLEAN[3]])) == (DifferenceKind.DUPLICATE, None, 20_000)
    again = evolve(CLEAN[1], reference="another")
    assert only(report(BOOK, [*CLEAN, again])) == (DifferenceKind.DUPLICATE, None, 3_000)


def test_another_amount_is_a_wrong_amount() -> None:
    wrong = [*CLEAN[:3], evolve(CLEAN[3], amount=rub(19_999))]
    assert only(report(BOOK, wrong)) == (DifferenceKind.WRONG_AMOUNT, 20_000, 19_999)


def test_more_than_a_day_apart_is_the_wrong_day() -> None:
    late = [*CLEAN[:3], evolve(CLEAN[3], at=NOON + timedelta(hours=49))]
    assert only(report(BOOK, late)) == (DifferenceKind.WRONG_DAY, 20_000, 20_000)


@pytest.mark.parametrize("payment_id", [None, pay(99)])
def test_what_is_about_nothing_of_ours_is_an_unknown_reference(
    payment_id: PaymentId | None,
) -> None:
    strange = evolve(CLEAN[0], payment_id=payment_id, reference="strange")
    found = report(BOOK, [*CLEAN, strange])
    assert only(found) == (DifferenceKind.UNKNOWN_REFERENCE, None, 10_000)


def test_another_fee_is_a_fee_difference() -> None:
    dearer = [*CLEAN[:3], evolve(CLEAN[3], fee=rub(401))]
    assert only(report(BOOK, dearer)) == (DifferenceKind.FEE_DIFFERENCE, 400, 401)
    silent = [*CLEAN[:3], evolve(CLEAN[3], fee=None)]
    assert report(BOOK, silent).differences == ()


def test_payouts_are_known_by_their_reference() -> None:
    paid = evolve(line(1, 700, MovementKind.PAYOUT), subject="po-1")
    movement = evolve(told(paid, "po-1"), payment_id=None)
    found = reconcile("rail", DAY, [*BOOK, paid], [*CLEAN, movement], {*KNOWN, "po-1"}, LATER)
    assert found.differences == ()


def test_a_difference_belongs_to_one_day() -> None:
    for days in (-1, 1):
        other = reconcile("rail", DAY + timedelta(days=days), BOOK, CLEAN[:3], KNOWN, LATER)
        assert (other.differences, other.matched) == ((), 0)
    start, end = window(DAY)
    assert start < NOON - timedelta(days=2)
    assert end > NOON + timedelta(days=2)
