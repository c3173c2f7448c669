"""Whole histories: what is true after each of them, and that a seed is all there is to it."""

import pytest

from foodmarket.entrypoints.simulation import PROFILES, History, Plan, simulate


def told(history: History) -> list[str]:
    return [f"{it.rule} {it.subject}: {it.text}" for it in history.violations]


def test_a_day_without_faults_ends_well() -> None:
    history = simulate(2, Plan(), PROFILES["none"])
    assert told(history) == []
    assert not history.injected
    assert history.orders >= 20
    assert history.ends["settled"] > 5


@pytest.mark.parametrize("seed", range(1, 5))
def test_no_fault_breaks_what_must_always_be_true(seed: int) -> None:
    history = simulate(seed, Plan(), PROFILES["storm"])
    assert told(history) == []
    assert sum(history.injected.values()) > 50


def test_another_seed_is_another_history() -> None:
    assert (
        simulate(1, Plan(), PROFILES["none"]).digest != simulate(2, Plan(), PROFILES["none"]).digest
    )
