from datetime import UTC, datetime, timedelta, timezone

import pytest

from foodmarket.adapters.system import AdjustableClock, SystemClock

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_the_system_clock_tells_aware_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert before <= now <= datetime.now(UTC)


def test_a_still_clock_shows_exactly_what_it_was_told() -> None:
    clock = AdjustableClock(NOON)
    assert (clock.now(), clock.now()) == (NOON, NOON)
    assert clock.advance(timedelta(minutes=5)) == NOON + timedelta(minutes=5)
    assert clock.travel_to(NOON + timedelta(days=1)) == clock.now() == NOON + timedelta(days=1)


def test_time_flows_on_top_of_the_moves() -> None:
    seconds = [100.0]
    clock = AdjustableClock(NOON, ticking=lambda: seconds[0])
    seconds[0] += 2.5
    assert clock.now() == NOON + timedelta(seconds=2.5)
    clock.advance(timedelta(hours=1))
    assert clock.now() == NOON + timedelta(hours=1, seconds=2.5)
    clock.travel_to(NOON + timedelta(hours=3))
    seconds[0] += 1
    assert clock.now() == NOON + timedelta(hours=3, seconds=1)


def test_a_running_clock_never_stands_before_its_start() -> None:
    clock = AdjustableClock.running(NOON)
    assert NOON <= clock.now() <= clock.now()


def test_a_zone_is_translated_to_utc() -> None:
    moscow = timezone(timedelta(hours=3))
    assert AdjustableClock(NOON.astimezone(moscow)).now().utcoffset() == timedelta(0)


def test_a_clock_does_not_go_back() -> None:
    clock = AdjustableClock(NOON)
    with pytest.raises(ValueError, match="does not go back"):
        clock.advance(timedelta(microseconds=-1))
    with pytest.raises(ValueError, match="does not go back"):
        clock.travel_to(NOON - timedelta(microseconds=1))
    assert clock.now() == NOON


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        AdjustableClock(NOON.replace(tzinfo=None))
