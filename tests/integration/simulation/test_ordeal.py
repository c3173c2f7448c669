"""The ordeal of `make prove`, for a few seconds."""

from datetime import timedelta
from pathlib import Path

import pytest

from foodmarket.entrypoints.simulation.ordeal.figures import figures
from foodmarket.entrypoints.simulation.ordeal.living import Ordeal, endure
from foodmarket.entrypoints.simulation.ordeal.schedule import APIS, DATABASE, REDIS, WORKERS, Blow

SHORT = Ordeal(seconds=6, rate=5, seed=4, paid_every=timedelta(hours=1), patience=60)


@pytest.mark.kill
@pytest.mark.slow
@pytest.mark.timeout(150)
async def test_processes_are_killed_and_cut_off_and_nothing_is_lost(tmp_path: Path) -> None:
    outcome = await endure(SHORT, tmp_path)
    told = "\n".join(figures(outcome))
    assert outcome.broken == (), told
    assert outcome.kills == 2, told
    assert {name for blow, name in outcome.blows if blow is Blow.KILL} <= {*APIS, *WORKERS}
    assert (outcome.stops(DATABASE), outcome.stops(REDIS)) == (1, 1)
    assert sum(outcome.lines.values()) > 0, told
    assert len(outcome.crowd.placed) >= 20, told
    assert sum(outcome.crowd.unclear.values()) > 0, told
