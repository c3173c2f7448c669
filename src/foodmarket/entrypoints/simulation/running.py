"""Many histories, side by side on all cores."""

import gc
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from hashlib import blake2b
from multiprocessing import get_context
from time import perf_counter, process_time

from attrs import define, field, frozen

from foodmarket.entrypoints.simulation.city import History, simulate
from foodmarket.entrypoints.simulation.ends import parts
from foodmarket.entrypoints.simulation.faults import Fault, Profile
from foodmarket.entrypoints.simulation.situations import missing
from foodmarket.entrypoints.simulation.world import Plan

MOST_KEPT = 20  # histories that broke something, whose stories are kept


@define
class Tally:
    """What a run has seen. ``seconds`` are of the wall clock, ``work`` of all processors."""

    profile: str = ""
    rail: str = "sandbox"
    seeds: int = 0
    orders: int = 0
    fewest: int = 0
    days: float = 0.0
    seconds: float = 0.0
    work: float = 0.0
    ends: Counter[str] = field(factory=Counter)
    injected: Counter[Fault] = field(factory=Counter)
    reached: Counter[str] = field(factory=Counter)
    balances: Counter[str] = field(factory=Counter)
    hours: Counter[tuple[int, str]] = field(factory=Counter)
    money: Counter[tuple[int, str]] = field(factory=Counter)
    digests: dict[int, str] = field(factory=dict)
    broken: list[History] = field(factory=list)
    missing: list[str] = field(factory=list)

    def take(self, history: History) -> None:
        """Add a history."""
        self.fewest = history.orders if not self.seeds else min(self.fewest, history.orders)
        self.seeds += 1
        self.orders += history.orders
        self.days += history.days
        self.ends += history.ends
        self.injected += history.injected
        self.reached += history.reached
        self.balances.update(history.balances)
        self.hours.update(history.hours)
        for hour, kind, amount in history.money:
            self.money[hour, kind] += amount
        self.digests[history.seed] = history.digest
        if history.violations and len(self.broken) < MOST_KEPT:
            self.broken.append(history)

    def add(self, other: "Tally") -> None:
        """Add what another part of the run has seen."""
        fewest = [it.fewest for it in (self, other) if it.seeds]
        self.fewest = min(fewest, default=0)
        self.seeds += other.seeds
        self.orders += other.orders
        self.days += other.days
        self.work += other.work
        self.ends += other.ends
        self.injected += other.injected
        self.reached += other.reached
        self.balances.update(other.balances)
        self.hours.update(other.hours)
        self.money.update(other.money)
        self.digests.update(other.digests)
        self.broken.extend(other.broken[: MOST_KEPT - len(self.broken)])

    @property
    def digest(self) -> str:
        """Return what stands for all histories: equal on every machine."""
        text = "".join(self.digests[seed] for seed in sorted(self.digests))
        return blake2b(text.encode(), digest_size=8).hexdigest()

    @property
    def sound(self) -> bool:
        """Tell whether nothing was violated and everything was reached."""
        return not self.broken and not self.missing


@frozen(kw_only=True)
class Chunk:
    """A part of a run that one process does."""

    seeds: tuple[int, ...]
    plan: Plan
    profile: Profile


def run_chunk(chunk: Chunk) -> Tally:
    """Live the histories of a chunk."""
    began, tally = process_time(), Tally(profile=chunk.profile.name, rail=chunk.plan.rail)
    with quiet():
        for seed in chunk.seeds:
            tally.take(simulate(seed, chunk.plan, chunk.profile))
    tally.work = process_time() - began
    return tally


def run_seeds(
    seeds: Sequence[int],
    plan: Plan,
    profile: Profile,
    *,
    processes: int,
    size: int = 20,
    told: Callable[[Tally], None] = lambda _: None,
) -> Tally:
    """Live many histories; ``told`` hears of each part that is done.

    What a run has to reach is asked of runs of `ENOUGH` seeds and more.
    """
    began, tally = perf_counter(), Tally(profile=profile.name, rail=plan.rail)
    chunks = [Chunk(seeds=part, plan=plan, profile=profile) for part in parts(seeds, size)]
    if processes == 1 or len(chunks) == 1:
        for chunk in chunks:
            tally.add(part := run_chunk(chunk))
            told(part)
    else:
        with pool(processes) as workers:
            for done in as_completed([workers.submit(run_chunk, chunk) for chunk in chunks]):
                tally.add(part := done.result())
                told(part)
    tally.broken.sort(key=lambda history: history.seed)
    tally.seconds = perf_counter() - began
    if len(seeds) >= ENOUGH[plan.rail]:
        tally.missing = missing(tally.reached, profile, plan.rail)
    return tally


ENOUGH = {"sandbox": 500, "stripe": 100, "yookassa": 200}


def pool(processes: int) -> ProcessPoolExecutor:
    """Return processes of their own, which share nothing with this one."""
    return ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_keep_what_is_imported
    )


def _keep_what_is_imported() -> None:
    """Let no collection look at the program itself: all garbage is of the cities."""
    gc.collect()
    gc.freeze()


@contextmanager
def quiet() -> Iterator[None]:
    """Let a city keep to itself, for a while, what a worker would log."""
    log = logging.getLogger("foodmarket")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
