"""The schedule of an ordeal: what goes wrong follows from the seed."""

import pytest

from foodmarket.entrypoints.simulation.ordeal.schedule import (
    APIS,
    DATABASE,
    REDIS,
    WORKERS,
    Blow,
    schedule,
)


def test_a_seed_is_one_schedule() -> None:
    assert schedule(5, 60) == schedule(5, 60)
    assert schedule(5, 60) != schedule(6, 60)


@pytest.mark.parametrize("seed", range(1, 6))
def test_ten_minutes_have_what_they_are_to_show(seed: int) -> None:
    incidents = schedule(seed, 600)
    assert [it.at for it in incidents] == sorted(it.at for it in incidents)
    assert all(0 <= it.at <= 600 for it in incidents)
    kills = [it.target for it in incidents if it.blow is Blow.KILL]
    assert len(kills) >= 20
    assert set(kills) == {*APIS, *WORKERS}
    for server in (DATABASE, REDIS):
        blows = [it.blow for it in incidents if it.target == server and it.blow in SERVERS]
        assert len(blows) >= 5
        assert set(blows) == SERVERS


def test_a_short_one_has_something_of_each() -> None:
    blows = {(it.blow, it.target) for it in schedule(1, 5)}
    assert sum(blow is Blow.KILL for blow, _ in blows) == 2
    assert {(Blow.STOP, DATABASE), (Blow.STOP, REDIS)} <= blows


SERVERS = {Blow.STOP, Blow.CRASH}
