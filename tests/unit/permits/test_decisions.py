"""Until when a cook may cook, and when the cook is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.permits.decisions import (
    approve,
    check_permit,
    end_of,
    permitted_until,
    reject,
    remind,
)
from foodmarket.domain.permits.errors import BadPermit, PermitReviewed
from foodmarket.domain.permits.model import Permit, PermitKind, PermitState
from foodmarket.ports.contracts.samples import NOW, a_permit, an_id

ZONE = "Europe/Samara"
STAFF = an_id(AccountId)
DAY = timedelta(days=1)


def approved(kind: PermitKind = PermitKind.MEDICAL_BOOK, days: int | None = 100) -> Permit:
    expires_on = None if days is None else NOW.date() + days * DAY
    return approve(a_permit(kind=kind, expires_on=expires_on), STAFF, ZONE, NOW)


def test_a_permit_is_good_to_the_end_of_its_day_where_the_cook_lives() -> None:
    permit = a_permit(expires_on=date(2030, 5, 1))
    assert end_of(permit, ZONE) == datetime(2030, 5, 1, 20, 0, tzinfo=UTC)
    assert end_of(a_permit(expires_on=None), ZONE) is None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"reference": ""}, "reference"),
        ({"reference": "x" * 101}, "reference"),
        ({"expires_on": NOW.date() - DAY}, "expires_on"),
        ({"expires_on": NOW.date() + 31 * 366 * DAY}, "expires_on"),
    ],
)
def test_what_is_out_of_bounds_is_not_taken(facts: dict[str, object], field: str) -> None:
    with pytest.raises(BadPermit) as refused:
        check_permit(a_permit(**facts), NOW.date())
    assert refused.value.field == field
    today = a_permit(expires_on=NOW.date())
    assert check_permit(today, NOW.date()) == today


def test_a_cook_without_permits_cooks_on_unless_some_are_required() -> None:
    assert permitted_until([], (), ZONE, NOW) is None
    assert permitted_until([a_permit()], (), ZONE, NOW) is None  # nobody has looked at it
    required = (PermitKind.MEDICAL_BOOK, PermitKind.REGISTRATION)
    assert permitted_until([approved()], required, ZONE, NOW) == NOW
    both = [approved(), approved(PermitKind.REGISTRATION, None)]
    assert permitted_until(both, required, ZONE, NOW) == end_of(both[0], ZONE)


def test_the_first_kind_that_runs_out_ends_it_and_the_longest_of_a_kind_counts() -> None:
    book, longer = approved(days=10), approved(days=90)
    kitchen = approved(PermitKind.KITCHEN, 50)
    assert permitted_until([book, kitchen], (), ZONE, NOW) == end_of(book, ZONE)
    assert permitted_until([book, longer, kitchen], (), ZONE, NOW) == end_of(kitchen, ZONE)
    forever = approved(days=None)
    assert permitted_until([book, forever], (), ZONE, NOW) is None


def test_a_decision_is_taken_once() -> None:
    turned_down = reject(a_permit(), STAFF, "blurred", NOW)
    assert (turned_down.state, turned_down.reason) == (PermitState.REJECTED, "blurred")
    for decided in (turned_down, approved()):
        with pytest.raises(PermitReviewed):
            approve(decided, STAFF, ZONE, NOW)


def test_the_cook_is_told_fourteen_and_three_days_before_and_at_the_end() -> None:
    permit, told = approved(), []
    while permit.due_at is not None:
        now = permit.due_at
        permit, before = remind(permit, [permit], ZONE, now)
        told.append(before)
    assert told == [14 * DAY, 3 * DAY, 0 * DAY]


def test_who_comes_late_tells_the_last_thing_only() -> None:
    permit = approved()
    end = end_of(permit, ZONE)
    assert end is not None
    reminded, before = remind(permit, [permit], ZONE, end + DAY)
    assert (reminded.due_at, before) == (None, 0 * DAY)
    reminded, before = remind(permit, [permit], ZONE, end - 2 * DAY)
    assert (reminded.due_at, before) == (end, 3 * DAY)


def test_a_short_permit_is_told_of_from_the_next_reminder_on() -> None:
    permit = approved(days=5)
    end = end_of(permit, ZONE)
    assert end is not None
    assert permit.due_at == end - 3 * DAY


def test_nothing_is_told_of_a_permit_that_was_renewed() -> None:
    permit = approved()
    due = permit.due_at
    assert due is not None
    for renewal in (approved(days=101), approved(days=None)):
        assert remind(permit, [permit, renewal], ZONE, due) == (evolve(permit, due_at=None), None)
    for other in (approved(days=99), approved(PermitKind.KITCHEN, 200), a_permit()):
        assert remind(permit, [permit, other], ZONE, due)[1] == 14 * DAY
