"""What an ordeal has shown, in lines for people."""

from collections.abc import Mapping

from foodmarket.entrypoints.simulation.ordeal.living import Outcome
from foodmarket.entrypoints.simulation.ordeal.schedule import DATABASE, REDIS, Blow

MOST_BROKEN = 20


def figures(outcome: Outcome) -> list[str]:
    """Return what happened, in lines for people."""
    crowd, truth, ordeal = outcome.crowd, outcome.truth, outcome.ordeal
    lines_hit = {f"{blow} {name}": count for (blow, name), count in outcome.lines.items()}
    killed = {name: n for (blow, name), n in sorted(outcome.blows.items()) if blow is Blow.KILL}
    lines = [
        (
            f"seed {ordeal.seed}: {ordeal.seconds:.0f} s of trouble, "
            f"{outcome.lasted:.0f} s in all; {len(crowd.placed)} orders acknowledged, "
            f"{crowd.requests} requests to two APIs"
        ),
        (
            f"  killed {outcome.kills} times: {_listed(killed)}; "
            f"started again by themselves: {outcome.alone}"
        ),
        (
            f"  PostgreSQL stopped {outcome.stops(DATABASE)} times "
            f"({outcome.blows[Blow.CRASH, DATABASE]} by kill -9), "
            f"Redis {outcome.stops(REDIS)} ({outcome.blows[Blow.CRASH, REDIS]})"
        ),
        f"  on lines: {_listed(lines_hit)}",
        (
            f"  unclear answers: {_listed(crowd.unclear)}; "
            f"{crowd.repeated} requests repeated and answered alike, "
            f"{len(crowd.left)} people left without knowing"
        ),
    ]
    if crowd.refused:
        lines.append(f"  refused: {_listed(crowd.refused)}")
    if truth is not None:
        lines += [
            f"  orders: {_listed(truth.states)}",
            (
                f"  {truth.payouts} payouts; clearing {truth.clearing}, the provider holds "
                f"{truth.held}; {truth.differences} unexplained differences"
            ),
            f"  audit: {truth.rules} rules over {truth.rows} rows",
        ]
    lines += [f"  BROKEN {text}" for text in outcome.broken[:MOST_BROKEN]]
    return lines


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "nothing"
