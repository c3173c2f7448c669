"""Whoever cannot see a planted bug cannot see a real one."""

import pytest

from foodmarket.entrypoints.simulation.hunting import EXPLAINED, RULES, Hunt, ablations, hunt, named
from foodmarket.entrypoints.simulation.mutants import MUTANTS
from foodmarket.entrypoints.simulation.proving import Scope


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("one-sided", 1),
        ("gap-in-chain", 2),
        ("captured-twice", 3),
        ("no-fee", 7),
        ("no-deadline", 8),
        ("sent-too-early", 10),
        ("kept-portions", 6),
        ("other-answer", 12),
        ("anybody", 13),
        ("strangers", 14),
        ("unclaimed-key", 15),
    ],
)
def test_a_planted_bug_is_caught(name: str, rule: int) -> None:
    catch = hunt(Hunt(mutant=name, seeds=12))
    assert catch.seed is not None
    assert rule in catch.rules


@pytest.mark.parametrize("name", ["late-capture", "believed", "release-race"])
def test_a_bug_that_only_a_race_shows_is_met_long_before_the_proof_gives_up(name: str) -> None:
    assert hunt(Hunt(mutant=name, seeds=Scope().bug_seeds // 4)).seed is not None


def test_a_planted_bug_escapes_whoever_does_not_look() -> None:
    assert hunt(Hunt(mutant="no-fee", seeds=2, without=frozenset({7}))).seed is None


def test_a_planted_bug_is_taken_out_again() -> None:
    from foodmarket.domain.orders.effects import Draft

    before = vars(Draft)["book_fee"]
    with named("no-fee").planted():
        assert vars(Draft)["book_fee"] is not before
    assert vars(Draft)["book_fee"] is before


def test_there_are_enough_bugs_each_with_a_name_of_its_own() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 20
    assert set(EXPLAINED) <= set(RULES)
    assert ablations([], 1) == []
