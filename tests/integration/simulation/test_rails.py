"""Cities whose money goes through the real adapters, down to each HTTP request."""

import pytest

from foodmarket.entrypoints.simulation import PROFILES, History, Plan, simulate
from foodmarket.entrypoints.simulation.faults import Fault
from foodmarket.entrypoints.simulation.hunting import Hunt, hunt
from foodmarket.entrypoints.simulation.mutants import MUTANTS

RAILS = ("stripe", "yookassa")
ON_THE_WIRE = {
    Fault.TIMEOUT_BEFORE,
    Fault.TIMEOUT_AFTER,
    Fault.ERROR_500,
    Fault.LOOK_UP_FAILS,
    Fault.WEBHOOK_LATE,
}


def lived(rail: str, seed: int, profile: str) -> History:
    return simulate(seed, Plan(rail=rail), PROFILES[profile])


@pytest.mark.parametrize("rail", RAILS)
def test_a_day_without_faults_ends_well(rail: str) -> None:
    history = lived(rail, 1, "none")
    assert history.violations == ()
    assert history.ends["settled"] > 5
    assert {"entry: captured", "entry: refund_succeeded", "entry: payout_paid"} <= set(
        history.reached
    )


@pytest.mark.parametrize("rail", RAILS)
def test_no_fault_of_the_wire_breaks_what_must_always_be_true(rail: str) -> None:
    histories = [lived(rail, seed, "storm") for seed in (1, 2)]
    assert [history.violations for history in histories] == [(), ()]
    assert set.union(*(set(history.injected) for history in histories)) >= ON_THE_WIRE


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("stripe-guess", 7),
        ("stripe-units", 16),
        ("stripe-unsigned", 14),
        ("yookassa-guess", 7),
        ("yookassa-roubles", 16),
        ("yookassa-anybody", 14),
    ],
)
def test_a_bug_in_an_adapter_is_caught(name: str, rule: int) -> None:
    catch = hunt(Hunt(mutant=name, seeds=12))
    assert catch.seed is not None
    assert rule in catch.rules


def test_there_are_bugs_for_each_rail() -> None:
    assert {mutant.rail for mutant in MUTANTS} == {"sandbox", *RAILS}
