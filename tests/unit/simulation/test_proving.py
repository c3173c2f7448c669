"""The page of evidence: it holds only if everything on it holds."""

import pytest

from foodmarket.domain.ledger.model import EntryKind
from foodmarket.entrypoints.simulation import PROFILES, Plan
from foodmarket.entrypoints.simulation.faults import STORE_FAULTS, without_store_faults
from foodmarket.entrypoints.simulation.hunting import Catch, Hunt, needless
from foodmarket.entrypoints.simulation.proving import Evidence, Scope, main
from foodmarket.entrypoints.simulation.running import run_seeds
from foodmarket.entrypoints.simulation.situations import (
    Situation,
    booking,
    missing,
    untried,
    wanted,
)
from foodmarket.entrypoints.simulation.town import WALLETS


@pytest.mark.parametrize(("holds", "code"), [((True, True), 0), ((True, False), 1)])
def test_one_proof_that_does_not_hold_is_enough(
    holds: tuple[bool, bool], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def proof(index: int) -> Evidence:
        return Evidence(holds[index], (f"figure {index}",))

    scope = Scope(processes=1)
    assert main(scope, {"one": lambda _: proof(0), "two": lambda _: proof(1)}) == code
    page = capsys.readouterr().out
    assert "figure 0" in page
    assert "figure 1" in page


@pytest.mark.parametrize("rail", WALLETS)
def test_what_was_not_reached_is_missing(rail: str) -> None:
    profile = PROFILES["usual"]
    everything = dict.fromkeys(wanted(profile, rail), 1)
    assert missing(everything, profile, rail) == []
    assert missing({**everything, "entry: captured": 0}, profile, rail) == ["entry: captured"]


def test_what_one_rail_cannot_bring_about_is_asked_of_another() -> None:
    asked = {rail: set(wanted(PROFILES["usual"], rail)) for rail in WALLETS}
    everything = {booking(kind) for kind in EntryKind} | set(Situation)
    assert everything - set(untried()) <= set().union(*asked.values())
    assert "entry: dispute_lost" in asked["stripe"] - asked["sandbox"] - asked["yookassa"]


def test_a_rule_without_which_nothing_escapes_is_needless() -> None:
    hunts = [Hunt(mutant="no-fee", seeds=1, without=frozenset({rule})) for rule in range(1, 17)]
    assert needless([Catch(hunt=hunt) for hunt in hunts]) == []
    caught = [Catch(hunt=hunts[0], seed=1), *(Catch(hunt=hunt) for hunt in hunts[1:])]
    assert needless(caught) == [1]


def test_a_run_adds_up_and_its_digest_does_not_depend_on_how_it_is_shared_out() -> None:
    plan, profile = Plan(orders=4), PROFILES["none"]
    whole = run_seeds(range(1, 5), plan, profile, processes=1, size=4)
    parts = run_seeds(range(1, 5), plan, profile, processes=1, size=1)
    assert whole.digest == parts.digest
    assert whole.orders == parts.orders == sum(whole.ends.values())
    assert whole.sound


def test_a_replay_is_recorded_with_a_store_that_never_fails() -> None:
    sound = without_store_faults(PROFILES["usual"])
    assert not STORE_FAULTS & set(sound.rates)
    assert sound.rates
