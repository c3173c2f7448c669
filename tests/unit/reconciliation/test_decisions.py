"""Every difference that is planted into a provider's report is named for what it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.payments.reports import Movement, MovementKind
from foodmarket.domain.payouts.model import Payout, PayoutId, PayoutState
from foodmarket.domain.reconciliation.decisions import days_due, reconcile, window
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
        about=OrderId.of(number),
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
    (it,) = found.differences
    assert (it.resolution, it.gap, it.entry) == (Remedy.ASK_PROVIDER, rub(-20_000), BOOK[3].key)


def test_what_is_less_than_a_day_old_may_still_come() -> None:
    soon = NOON + timedelta(hours=23, minutes=59)
    assert only(report(BOOK, CLEAN[:3], soon))[0] is DifferenceKind.TIMING
    assert only(report(BOOK[:3], CLEAN, soon))[0] is DifferenceKind.TIMING
    assert report(BOOK, CLEAN[:3], soon).differences[0].resolution is Remedy.WAIT
    late = soon + timedelta(minutes=1)
    assert only(report(BOOK, CLEAN[:3], late))[0] is DifferenceKind.MISSING_AT_PROVIDER


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


PAYOUT = Payout(
    id=PayoutId.of(7),
    cook_id=CookId.of(1),
    provider="rail",
    destination="account",
    label="",
    amount=rub(700),
    reserved_at=NOON - HOUR,
    due_at=NOON,
    state=PayoutState.PAID,
    reference="po-1",
    ended_at=NOON,
)
PAID = evolve(line(7, 700, MovementKind.PAYOUT), subject="po-1", about=PAYOUT.id)
PAID_OUT = evolve(told(PAID, "po-1"), payment_id=None)


def three(booked: list[ClearedLine], reported: list[Movement], payouts: list[Payout]) -> DayReport:
    return reconcile("rail", DAY, [*BOOK, *booked], [*CLEAN, *reported], KNOWN, LATER, payouts)


def test_a_payout_agrees_where_book_provider_and_document_do() -> None:
    found = three([PAID], [PAID_OUT], [PAYOUT])
    assert (found.differences, found.matched) == ((), 5)


@pytest.mark.parametrize(
    ("booked", "payouts", "amounts"),
    [
        ([], [PAYOUT], (None, 700)),
        ([PAID], [], (700, None)),
        ([PAID], [evolve(PAYOUT, amount=rub(699))], (700, 699)),
        ([PAID], [evolve(PAYOUT, state=PayoutState.FAILED)], (700, None)),
    ],
    ids=["not booked", "without document", "another amount", "failed"],
)
def test_what_the_book_and_the_payout_disagree_on_is_a_mismatch(
    booked: list[ClearedLine], payouts: list[Payout], amounts: tuple[int | None, int | None]
) -> None:
    reported = [PAID_OUT] if booked else []
    found = three(booked, reported, payouts).differences
    (it,) = (it for it in found if it.kind is DifferenceKind.PAYOUT_MISMATCH)
    told_amounts = (it.booked and it.booked.amount, it.documented and it.documented.amount)
    assert told_amounts == amounts
    assert (it.gap, it.resolution) == (rub(0), Remedy.RUN_AUDIT)


def test_a_payout_that_failed_for_us_and_was_paid_is_missing_in_the_book() -> None:
    failed = evolve(PAYOUT, state=PayoutState.FAILED)
    (it,) = three([], [PAID_OUT], [failed]).differences
    assert (it.kind, it.documented) == (DifferenceKind.MISSING_IN_BOOK, rub(700))
    assert it.gap == rub(-700)


def test_a_payout_of_nobody_s_is_an_unknown_reference() -> None:
    (it,) = three([], [PAID_OUT], []).differences
    assert it.kind is DifferenceKind.UNKNOWN_REFERENCE


@pytest.mark.parametrize(("incoming", "gap"), [(True, 10_000), (False, -10_000)])
def test_other_movements_say_which_way_they_went(incoming: bool, gap: int) -> None:
    other = evolve(CLEAN[0], kind=MovementKind.OTHER, payment_id=None, incoming=incoming)
    (it,) = report(BOOK, [*CLEAN, other]).differences
    assert (it.kind, it.gap) == (DifferenceKind.UNKNOWN_REFERENCE, rub(gap))


def test_a_chargeback_is_known_by_its_reference() -> None:
    withdrawn = evolve(line(1, 10_000, MovementKind.DISPUTE), subject="dp_1")
    back = evolve(line(1, 10_000, MovementKind.DISPUTE_REVERSAL), subject="dp_1")
    taken, given = (evolve(told(it, "dp_1"), payment_id=None) for it in (withdrawn, back))
    booked, known = [*BOOK, withdrawn, back], {*KNOWN, "dp_1"}
    whole = reconcile("rail", DAY, booked, [*CLEAN, taken, given], known, LATER)
    assert whole.differences == ()
    (it,) = reconcile("rail", DAY, booked, [*CLEAN, taken], known, LATER).differences
    assert (it.kind, it.gap) == (DifferenceKind.MISSING_AT_PROVIDER, rub(-10_000))


def test_a_chargeback_that_was_over_before_we_heard_of_it_leaves_nothing_to_explain() -> None:
    withdrawn, back = (
        evolve(line(1, 10_000, kind), subject="dp_1")
        for kind in (MovementKind.DISPUTE, MovementKind.DISPUTE_REVERSAL)
    )
    taken, given = (evolve(told(it, "dp_1"), payment_id=None) for it in (withdrawn, back))
    assert report(BOOK, [*CLEAN, taken, given]).differences == ()
    assert [it.gap for it in report(BOOK, [*CLEAN, taken]).differences] == [rub(-10_000)]
    assert [it.gap for it in report(BOOK, [*CLEAN, taken, given, taken]).differences] == [
        rub(-10_000)
    ]
    less = evolve(given, amount=rub(9_000))
    assert sum(it.gap.amount for it in report(BOOK, [*CLEAN, taken, less]).differences) == -1_000
    heard = reconcile(
        "rail", DAY, [*BOOK, withdrawn], [*CLEAN, taken, given], {*KNOWN, "dp_1"}, LATER
    )
    assert [it.kind for it in heard.differences] == [DifferenceKind.MISSING_IN_BOOK]


def test_the_gap_is_what_clearing_lacks() -> None:
    def gaps(*reported: Movement) -> list[int]:
        return [it.gap.amount for it in report(BOOK, list(reported)).differences]

    refund = evolve(CLEAN[1], amount=rub(2_900))
    assert gaps(CLEAN[0], CLEAN[2], CLEAN[3], refund) == [100]
    assert gaps(*CLEAN, CLEAN[3]) == [20_000]
    assert gaps(*CLEAN[:3], evolve(CLEAN[3], amount=rub(19_999))) == [-1]
    assert gaps(*CLEAN[:3], evolve(CLEAN[3], fee=rub(401))) == [-1]
    assert gaps(*CLEAN[:3], evolve(CLEAN[3], at=NOON + timedelta(hours=49))) == [0]


def test_days_that_have_ended_are_due() -> None:
    morning = datetime(2026, 3, 2, 0, 0, 1, tzinfo=UTC)
    assert days_due(morning, None) == [date(2026, 3, 1)]
    assert days_due(morning, date(2026, 3, 1)) == []
    assert days_due(morning, date(2026, 2, 26)) == [
        *(date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1))
    ]
    assert len(days_due(morning, date(2025, 1, 1))) == 7


def test_a_difference_belongs_to_one_day() -> None:
    for days in (-1, 1):
        other = reconcile("rail", DAY + timedelta(days=days), BOOK, CLEAN[:3], KNOWN, LATER)
        assert (other.differences, other.matched) == ((), 0)
    start, end = window(DAY)
    assert start < NOON - timedelta(days=2)
    assert end > NOON + timedelta(days=2)
