"""``make prove``: everything that shows that no money and no meal is lost, on one page.

Each proof returns its evidence: figures, seeds, and whether it holds. The page ends with 0 only if
all of it holds. A further proof is a further line of `PROOFS`.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter

from attrs import field, frozen

from foodmarket import __version__
from foodmarket.entrypoints.auditing import verify_chain
from foodmarket.entrypoints.simulation.faults import PROFILES, without_store_faults
from foodmarket.entrypoints.simulation.hunting import (
    EXPLAINED,
    RULES,
    Catch,
    Hunt,
    ablations,
    hunt_all,
    needless,
)
from foodmarket.entrypoints.simulation.mutants import MUTANTS
from foodmarket.entrypoints.simulation.running import Tally, run_seeds
from foodmarket.entrypoints.simulation.situations import untried, wanted
from foodmarket.entrypoints.simulation.town import WALLETS
from foodmarket.entrypoints.simulation.world import Plan

FEWEST = 20  # orders in each history


@frozen(kw_only=True)
class Scope:
    """How much is tried; the defaults are those of ``make prove``."""

    seeds: int = 2_000
    rail_seeds: int = 200
    bug_seeds: int = 500
    rule_seeds: int = 100
    days: int = 5
    daily: int = 1_150
    ordeal_seconds: float = 600.0
    ordeal_bug_seeds: int = 3
    processes: int = field(factory=lambda: os.cpu_count() or 1)


@frozen
class Evidence:
    """What a proof has shown, in lines for people."""

    holds: bool
    lines: tuple[str, ...]


def simulated(scope: Scope) -> Evidence:
    """Live many cities, usual ones and stormy ones, and some by each of the real rails."""
    lines, holds = [], True
    runs = [("usual", "sandbox", scope.seeds), ("storm", "sandbox", max(scope.seeds // 4, 1))]
    runs += [("storm", rail, scope.rail_seeds) for rail in WALLETS if rail != "sandbox"]
    for profile, rail, many in runs:
        seeds, plan = range(1, many + 1), Plan(rail=rail)
        tally = run_seeds(seeds, plan, PROFILES[profile], processes=scope.processes)
        lines += _told(tally)
        holds = holds and tally.sound and tally.fewest >= FEWEST
    lines.append(f"not tried by any city: {', '.join(untried())}")
    return Evidence(holds, tuple(lines))


def _told(tally: Tally) -> list[str]:
    asked = wanted(PROFILES[tally.profile], tally.rail)
    lines = [
        (
            f"{tally.profile}, {tally.rail}: {tally.seeds} seeds from 1, {tally.orders} orders "
            f"({tally.fewest} at least in each), {tally.days:.0f} virtual days"
        ),
        (
            f"  {sum(tally.injected.values())} faults; {tally.seconds:.1f} s on the clock, "
            f"{1000 * tally.work / max(tally.orders, 1):.2f} ms of a processor per order; "
            f"digest {tally.digest}"
        ),
        f"  {sum(map(bool, map(tally.reached.get, asked)))} of {len(asked)} situations reached",
        *(f"  NEVER REACHED: {name}" for name in tally.missing),
    ]
    for history in tally.broken:
        first = history.violations[0]
        lines.append(f"  VIOLATED, seed {history.seed}, rule {first.rule}: {first.text}")
        lines += [f"    {line}" for line in history.story[-40:]]
    return lines


def hunted(scope: Scope) -> Evidence:
    """Catch every planted bug; take each rule away and see one escape."""
    hunts = [Hunt(mutant=mutant.name, seeds=scope.bug_seeds) for mutant in MUTANTS]
    catches = hunt_all(hunts, processes=scope.processes)
    lines = [f"{'planted bug':<18}{'seed':>6}  {'rule':<5} what it is"]
    for mutant, catch in zip(MUTANTS, catches, strict=True):
        lines.append(f"{mutant.name:<18}{_seed(catch):>6}  {catch.rule or '':<5} {mutant.what}")
    escaped = [catch.hunt.mutant for catch in catches if catch.seed is None]
    trials = hunt_all(ablations(catches, scope.rule_seeds), processes=scope.processes)
    lines.append(f"without a rule, this bug escapes for {scope.rule_seeds} seeds:")
    for rule, name in RULES.items():
        free = [t.hunt.mutant for t in trials if t.seed is None and rule in t.hunt.without]
        why = ", ".join(free) or EXPLAINED.get(rule, "NONE")
        lines.append(f"  {rule:>2} {name:<52} {why}")
    return Evidence(not escaped and not needless(trials), tuple(lines))


def _seed(catch: Catch) -> str:
    return "ESCAPED" if catch.seed is None else str(catch.seed)


def compared(scope: Scope) -> Evidence:
    """Replay one large run on memory and on PostgreSQL and Redis."""
    return asyncio.run(_compared(scope))


async def _compared(scope: Scope) -> Evidence:
    from foodmarket.adapters.embedded import EmbeddedServices
    from foodmarket.adapters.postgres import PostgresStore, migrate
    from foodmarket.entrypoints.simulation.anchors import on_memory, on_servers
    from foodmarket.entrypoints.simulation.differential import replay
    from foodmarket.entrypoints.simulation.recording import record

    plan = Plan(days=scope.days, orders=scope.daily, customers=300, cooks=max(scope.daily // 12, 4))
    seed, began = 1, perf_counter()
    commands = record(seed, plan, without_store_faults(PROFILES["usual"]))
    ours = await replay(on_memory, seed, plan, commands)
    with tempfile.TemporaryDirectory() as folder:
        async with EmbeddedServices(Path(folder)) as servers:
            url = await servers.create_database("proof")
            await migrate(url)
            async with on_servers(url, servers.redis_url) as make:
                theirs = await replay(make, seed, plan, commands)
            async with PostgresStore.open(url) as store:
                chain = await verify_chain(store.begin)
                audited = [finding async for finding in store.audit.findings()]
    different = ours.differences(theirs)
    broken = [*different, *chain.violations]
    checked = sum(finding.checked for finding in audited)
    lines = [
        (
            f"seed {seed}: {len(commands)} commands, {len(ours.orders)} orders, "
            f"{sum(it.startswith('refused') for it in ours.answers)} refused alike; "
            f"{perf_counter() - began:.0f} s"
        ),
        f"  differences between memory and PostgreSQL: {len(different)}",
        (
            f"  audit of the book in PostgreSQL: {len(audited)} rules over {checked} rows, "
            f"chain of {chain.checked} entries: {len(chain.violations)} broken"
        ),
        *(f"  {text}" for text in broken[:20]),
    ]
    return Evidence(not broken, tuple(lines))


def endured(scope: Scope) -> Evidence:
    """Kill, stop and cut real processes while people order, and compare all books afterwards."""
    from foodmarket.entrypoints.simulation.ordeal.figures import figures
    from foodmarket.entrypoints.simulation.ordeal.living import Ordeal, endure

    def tell(text: str) -> None:
        print(f"    {text}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(endure(Ordeal(seconds=scope.ordeal_seconds), Path(folder), tell))
    return Evidence(not outcome.broken, tuple(figures(outcome)))


def endured_with_bugs(scope: Scope) -> Evidence:
    """Plant bugs in the real processes; a short ordeal has to catch each of them."""
    from foodmarket.entrypoints.simulation.ordeal.planted import BUGS, caught

    lines, escaped = (
        [f"{'planted bug':<18}{'seed':>6}  what it is, and what was found first"],
        False,
    )
    for bug in BUGS.values():
        catch = asyncio.run(caught(bug, range(1, scope.ordeal_bug_seeds + 1)))
        escaped = escaped or catch is None
        seed, found = catch or ("ESCAPED", "")
        lines += [f"{bug.name:<18}{seed:>6}  {bug.what}", f"{'':<26}{found}"]
    return Evidence(not escaped, tuple(lines))


PROOFS: Mapping[str, Callable[[Scope], Evidence]] = {
    "simulated cities": simulated,
    "planted bugs": hunted,
    "the same on memory and on PostgreSQL and Redis": compared,
    "real processes, killed and cut off": endured,
    "bugs planted in real processes": endured_with_bugs,
}


def main(
    scope: Scope | None = None, proofs: Mapping[str, Callable[[Scope], Evidence]] = PROOFS
) -> int:
    """Print the page and return the exit code."""
    scope = scope or Scope()
    print(f"foodmarket {__version__}: what was shown, and how", flush=True)
    holds = True
    for name, proof in proofs.items():
        began = perf_counter()
        evidence = proof(scope)
        holds = holds and evidence.holds
        verdict = "holds" if evidence.holds else "DOES NOT HOLD"
        print(f"\n{name}: {verdict} ({perf_counter() - began:.0f} s)")
        print("\n".join(f"  {line}" for line in evidence.lines), flush=True)
    print(f"\n{'All of it holds.' if holds else 'NOT ALL OF IT HOLDS.'}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
