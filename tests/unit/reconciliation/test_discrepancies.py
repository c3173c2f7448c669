"""A difference that is kept lasts, resolves itself, or is resolved by staff: never by an edit."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from attrs import evolve

from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import AccountId, Actor, Duty, Role
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.ledger.decisions import balances
from foodmarket.domain.payments.reports import MovementKind
from foodmarket.domain.reconciliation.discrepancies import (
    approve_proposal,
    decline_proposal,
    follow_up,
    propose_correction,
    propose_explanation,
)
from foodmarket.domain.reconciliation.errors import (
    BadExplanation,
    DiscrepancyNotReady,
    NothingToCorrect,
)
from foodmarket.domain.reconciliation.model import (
    Against,
    DayReport,
    Difference,
    DifferenceKind,
    Discrepancy,
    DiscrepancyChange,
    DiscrepancyId,
    DiscrepancyState,
    Explanation,
    Pair,
    Remedy,
    ResolvedBy,
)
from foodmarket.domain.refunds.errors import SecondPersonNeeded

RUB = Currency("RUB")
DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 3, 1, tzinfo=UTC)
NEXT = NOW + timedelta(days=1)
LIMIT = 1_000
_numbers = count(1)


def rub(amount: int) -> Money:
    return Money(amount, RUB)


def staff(number: int, *duties: Duty) -> Actor:
    return Actor(Role.STAFF, AccountId.of(number), duties=frozenset(duties or {Duty.FINANCE}))


FIRST, SECOND, SUPPORT = staff(1), staff(2), staff(3, Duty.SUPPORT)


def a_difference(
    kind: DifferenceKind = DifferenceKind.MISSING_AT_PROVIDER,
    gap: int = -700,
    entry: str | None = "captured:1",
    reference: str | None = None,
) -> Difference:
    return Difference(
        kind=kind,
        movement=MovementKind.CAPTURE,
        subject="pay_1",
        entry=entry,
        reference=reference,
        booked=rub(700),
        reported=None,
        gap=rub(gap),
        at=NOW - timedelta(hours=20),
        resolution=Remedy.ASK_PROVIDER,
    )


def a_report(*differences: Difference, pairs: tuple[Pair, ...] = ()) -> DayReport:
    return DayReport(provider="rail", day=DAY, matched=3, differences=differences, pairs=pairs)


def follow(
    report: DayReport, kept: tuple[Discrepancy, ...] = (), now: datetime = NOW
) -> tuple[Discrepancy, ...]:
    return follow_up(report, kept, now, lambda: DiscrepancyId.of(next(_numbers))).discrepancies


def kept(difference: Difference | None = None) -> Discrepancy:
    (found,) = follow(a_report(difference or a_difference()))
    return found


def correct(it: Discrepancy, against: Against | None = None, limit: int = LIMIT) -> Discrepancy:
    (done,) = propose_correction(it, against, "", FIRST, limit, NOW).discrepancies
    return done


def explain(it: Discrepancy) -> Discrepancy:
    explanation = Explanation.OTHER_CUT_OFF
    (done,) = propose_explanation(it, explanation, "", FIRST, LIMIT, NOW).discrepancies
    return done


def booked(change: DiscrepancyChange) -> dict[str, int]:
    return {account: amount for (account, _), amount in balances(change.entries).items()}


class TestFollowing:
    def test_a_new_difference_is_kept_open_with_the_day(self) -> None:
        change = follow_up(a_report(a_difference()), (), NOW, lambda: DiscrepancyId.of(1))
        (it,) = change.discrepancies
        assert (it.state, it.unexplained, it.first_seen) == ("open", rub(-700), NOW)
        assert (it.provider, it.day, it.version) == ("rail", DAY, 1)
        assert change.day is not None
        assert (change.day.matched, change.day.differences, change.day.at) == (3, 1, NOW)

    def test_a_second_run_changes_nothing(self) -> None:
        it = kept()
        assert follow(a_report(it.difference), (it,), NEXT) == ()

    def test_lines_with_the_same_reference_are_kept_apart(self) -> None:
        twice = a_difference(DifferenceKind.DUPLICATE, 700, None, "ref")
        found = follow(a_report(twice, twice))
        assert [it.identity for it in found] == ["capture:ref", "capture:ref#1"]
        assert follow(a_report(twice, twice), found) == ()
        (gone,) = follow(a_report(twice), found)
        assert (gone.id, gone.state) == (found[1].id, "resolved")

    def test_what_waited_and_did_not_come_stays_the_same_discrepancy(self) -> None:
        waiting = kept(a_difference(DifferenceKind.TIMING))
        (missing,) = follow(a_report(a_difference()), (waiting,), NEXT)
        assert (missing.id, missing.first_seen) == (waiting.id, NOW)
        assert missing.difference.kind is DifferenceKind.MISSING_AT_PROVIDER
        assert (missing.version, missing.moved_at) == (2, NEXT)

    @pytest.mark.parametrize("booked_first", [True, False])
    def test_what_vanished_resolves_itself_and_tells_by_what(self, *, booked_first: bool) -> None:
        it = kept() if booked_first else kept(a_difference(entry=None, reference="ref"))
        pairs = (Pair("captured:1", "ref"),)
        (gone,) = follow(a_report(pairs=pairs), (it,), NEXT)
        counterpart = "ref" if booked_first else "captured:1"
        assert (gone.state, gone.resolved_by) == ("resolved", ResolvedBy.MATCH)
        assert gone.resolved_with == counterpart
        assert follow(a_report(pairs=pairs), (gone,), NEXT) == ()

    def test_what_comes_back_is_open_again(self) -> None:
        it = kept()
        (gone,) = follow(a_report(), (it,))
        (back,) = follow(a_report(it.difference), (gone,), NEXT)
        assert (back.id, back.state, back.resolved_by) == (it.id, "open", None)

    @pytest.mark.parametrize("resolve", [correct, explain])
    def test_what_staff_resolved_stays_so_while_it_is_reported_alike(self, resolve: object) -> None:
        assert callable(resolve)
        it = kept()
        done = resolve(it)
        assert follow(a_report(it.difference), (done,), NEXT) == ()
        (changed,) = follow(a_report(evolve(it.difference, gap=rub(-800))), (done,), NEXT)
        assert changed.state is DiscrepancyState.OPEN
        assert changed.unexplained == rub(-100 if resolve is correct else -800)

    def test_another_word_for_what_was_corrected_needs_nobody(self) -> None:
        it = kept(a_difference(DifferenceKind.UNKNOWN_REFERENCE, 700, None, "ref"))
        known = evolve(it.difference, kind=DifferenceKind.MISSING_IN_BOOK)
        (still,) = follow(a_report(known), (correct(it),), NEXT)
        assert (still.state, still.difference) == ("resolved", known)

    def test_a_proposal_for_another_amount_is_dropped(self) -> None:
        it = correct(kept(), limit=0)
        (changed,) = follow(a_report(evolve(it.difference, gap=rub(-1))), (it,), NEXT)
        assert (changed.state, changed.proposal) == ("open", None)

    def test_a_correction_of_what_then_resolved_itself_is_booked_back(self) -> None:
        done = correct(kept())
        (over,) = follow(a_report(), (done,), NEXT)
        assert (over.state, over.difference.kind) == ("open", DifferenceKind.OVERCORRECTED)
        assert over.unexplained == rub(700)
        assert follow(a_report(), (over,), NEXT) == ()
        change = propose_correction(over, None, "", FIRST, LIMIT, NEXT)
        assert booked(change) == {"clearing:rail": 700, "unexplained:rail": 700}
        (back,) = change.discrepancies
        assert (back.state, back.corrected, back.unexplained) == ("resolved", rub(0), rub(0))
        assert follow(a_report(), (back,), NEXT) == ()


class TestResolving:
    @pytest.mark.parametrize(
        ("kind", "gap", "against", "entry"),
        [
            ("missing_at_provider", -700, None, {"clearing": -700, "unexplained": -700}),
            ("unknown_reference", 700, None, {"clearing": 700, "unexplained": 700}),
            ("fee_difference", -700, None, {"clearing": -700, "expense": 700}),
            ("fee_difference", 700, None, {"clearing": 700, "expense": -700}),
            ("wrong_amount", -700, "written_off", {"clearing": -700, "expense": 700}),
        ],
    )
    def test_a_correction_is_a_new_entry(
        self, kind: str, gap: int, against: str | None, entry: dict[str, int]
    ) -> None:
        it = kept(a_difference(DifferenceKind(kind), gap))
        chosen = Against(against) if against else None
        change = propose_correction(it, chosen, " seen ", FIRST, LIMIT, NEXT)
        (done,) = change.discrepancies
        assert {name.partition(":")[0]: amount for name, amount in booked(change).items()} == entry
        assert (done.state, done.resolved_by) == ("resolved", ResolvedBy.CORRECTION)
        assert (done.unexplained, done.resolved_with) == (rub(0), change.entries[0].key)
        assert done.proposal is not None
        assert (done.proposal.note, done.proposal.asked_by) == ("seen", FIRST.account_id)
        assert change.entries[0].order_id == it.id

    def test_above_the_limit_a_second_person_approves(self) -> None:
        it = kept(a_difference(gap=-LIMIT - 1))
        change = propose_correction(it, None, "", FIRST, LIMIT, NOW)
        (waiting,) = change.discrepancies
        assert (waiting.state, change.entries) == ("proposed", ())
        with pytest.raises(SecondPersonNeeded):
            approve_proposal(waiting, FIRST, NEXT)
        with pytest.raises(NotAllowed):
            approve_proposal(waiting, SUPPORT, NEXT)
        approved = approve_proposal(waiting, SECOND, NEXT)
        (done,) = approved.discrepancies
        assert (done.state, done.approved_by) == ("resolved", SECOND.account_id)
        assert booked(approved)["clearing:rail"] == -LIMIT - 1

    def test_to_the_limit_one_is_enough(self) -> None:
        assert correct(kept(a_difference(gap=-LIMIT))).state is DiscrepancyState.RESOLVED

    def test_explaining_books_nothing_and_keeps_the_reason(self) -> None:
        small, large = kept(), kept(a_difference(gap=LIMIT + 1))
        change = propose_explanation(small, Explanation.NOT_OUR_MONEY, "", FIRST, LIMIT, NOW)
        (done,) = change.discrepancies
        assert (done.state, done.resolved_by) == ("explained", ResolvedBy.EXPLANATION)
        assert (done.resolved_with, change.entries) == (Explanation.NOT_OUR_MONEY, ())
        waiting = explain(large)
        assert waiting.state is DiscrepancyState.PROPOSED
        (agreed,) = approve_proposal(waiting, SECOND, NEXT).discrepancies
        assert (agreed.state, agreed.corrected) == ("explained", rub(0))

    def test_a_declined_proposal_leaves_it_open(self) -> None:
        (declined,) = decline_proposal(correct(kept(), limit=0), FIRST, NEXT).discrepancies
        assert (declined.state, declined.proposal) == ("open", None)

    def test_only_finance_and_only_what_is_open(self) -> None:
        it, done = kept(), correct(kept())
        with pytest.raises(NotAllowed):
            propose_correction(it, None, "", SUPPORT, LIMIT, NOW)
        with pytest.raises(NotAllowed):
            decline_proposal(it, SUPPORT, NOW)
        for again in (done, explain(it), correct(it, limit=0)):
            with pytest.raises(DiscrepancyNotReady):
                propose_explanation(again, Explanation.NOT_OUR_MONEY, "", FIRST, LIMIT, NOW)
        for decide in (approve_proposal, decline_proposal):
            with pytest.raises(DiscrepancyNotReady) as refused:
                decide(it, SECOND, NOW)
            assert (refused.value.state, refused.value.needed) == ("open", "proposed")

    def test_what_was_done_is_neither_approved_nor_declined_afterwards(self) -> None:
        for done in (correct(kept()), explain(kept())):
            assert done.proposal is not None
            for decide in (approve_proposal, decline_proposal):
                with pytest.raises(DiscrepancyNotReady):
                    decide(done, SECOND, NEXT)

    def test_nothing_is_booked_where_amounts_agree(self) -> None:
        with pytest.raises(NothingToCorrect):
            correct(kept(a_difference(DifferenceKind.WRONG_DAY, 0)))

    def test_a_note_has_an_end(self) -> None:
        with pytest.raises(BadExplanation):
            propose_correction(kept(), None, "x" * 501, FIRST, LIMIT, NOW)
