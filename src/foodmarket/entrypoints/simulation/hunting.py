"""Hunting planted bugs: how soon each is caught, and what each rule is for.

A rule that can be taken away without a bug escaping does not earn its place; if there were one,
its reason would have to be written in `EXPLAINED`.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import as_completed

from attrs import frozen

from foodmarket.entrypoints.simulation.city import History, simulate
from foodmarket.entrypoints.simulation.faults import PROFILES
from foodmarket.entrypoints.simulation.mutants import MUTANTS, Mutant
from foodmarket.entrypoints.simulation.running import pool, quiet
from foodmarket.entrypoints.simulation.world import Plan

RULES = {
    1: "entries balance",
    2: "history only grows",
    3: "captured once, within the amount",
    4: "refunds within what was captured",
    5: "kept balances are what was booked, and not negative",
    6: "no more is taken than a slot has",
    7: "clearing is what the provider holds",
    8: "everything comes to an end in time",
    9: "nothing is held for an order that has ended",
    10: "each event is told, in order, and takes effect once",
    11: "payouts in transit are those that are under way",
    12: "the same key, the same answer",
    13: "states move along declared edges",
    14: "nobody acts on what is another's",
    15: "a repeated command applies once",
    16: "every movement of money is on record",
}
EXPLAINED: dict[int, str] = {}


@frozen(kw_only=True)
class Hunt:
    """A bug to be caught within so many seeds, without looking at some rules."""

    mutant: str
    seeds: int
    without: frozenset[int] = frozenset()


@frozen(kw_only=True)
class Catch:
    """How a hunt ended: ``seed`` is None where the bug escaped. ``rules`` are those it broke."""

    hunt: Hunt
    seed: int | None = None
    rule: int | None = None
    text: str = ""
    rules: frozenset[int] = frozenset()


def hunt(asked: Hunt) -> Catch:
    """Try seed after seed until the bug is caught."""
    mutant = named(asked.mutant)
    with quiet(), mutant.planted():
        for seed in range(1, asked.seeds + 1):
            found = _lived(seed, mutant, asked.without, hasty=True)
            if found.violations:
                first = found.violations[0]
                whole = _lived(seed, mutant, asked.without, hasty=False)
                return Catch(
                    hunt=asked,
                    seed=seed,
                    rule=first.rule,
                    text=first.text,
                    rules=frozenset(it.rule for it in whole.violations) | {first.rule},
                )
    return Catch(hunt=asked)


def named(name: str) -> Mutant:
    """Return the planted bug of that name."""
    return next(mutant for mutant in MUTANTS if mutant.name == name)


def _lived(seed: int, mutant: Mutant, without: frozenset[int], *, hasty: bool) -> History:
    plan = Plan(rail=mutant.rail)
    return simulate(seed, plan, PROFILES["usual"], without, hasty=hasty)


def hunt_all(
    hunts: Sequence[Hunt], *, processes: int, told: Callable[[Catch], None] = lambda _: None
) -> list[Catch]:
    """Hunt side by side; ``told`` hears of each that is over. In the order of the hunts."""
    caught: dict[Hunt, Catch] = {}
    with pool(processes) as workers:
        for done in as_completed([workers.submit(hunt, one) for one in hunts]):
            catch = done.result()
            caught[catch.hunt] = catch
            told(catch)
    return [caught[one] for one in hunts]


def ablations(catches: Sequence[Catch], seeds: int) -> list[Hunt]:
    """Return, for each rule, the hunts that show what it is for: a bug that only it has caught."""
    sole: dict[int, list[str]] = {}
    for catch in catches:
        if len(catch.rules) == 1:
            sole.setdefault(next(iter(catch.rules)), []).append(catch.hunt.mutant)
    return [
        Hunt(mutant=mutant, seeds=seeds, without=frozenset({rule}))
        for rule in RULES
        for mutant in sole.get(rule, [])[:3]
    ]


def needless(catches: Sequence[Catch]) -> list[int]:
    """Return the rules without which no bug escaped, and that nobody has explained."""
    escaped = Counter(
        rule for catch in catches if catch.seed is None for rule in catch.hunt.without
    )
    return [rule for rule in RULES if not escaped[rule] and rule not in EXPLAINED]
