"""Our own commands with a bug planted in them, to see that an ordeal catches it.

``python -m foodmarket.entrypoints.simulation.ordeal.planted BUG COMMAND …`` runs a command so.
"""

import asyncio
import runpy
import sys
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from attrs import evolve

from foodmarket.adapters.postgres.answers import PostgresAnswers
from foodmarket.adapters.postgres.unit_of_work import PostgresUnitOfWork
from foodmarket.adapters.stripe.client import StripeTransport
from foodmarket.domain.orders.usecases import perform
from foodmarket.domain.payments.decisions import NOT_KNOWN
from foodmarket.domain.payments.outcomes import Unknown
from foodmarket.entrypoints.simulation.mutants import MUTANTS
from foodmarket.entrypoints.simulation.mutants.planting import Bed, Mutant
from foodmarket.entrypoints.simulation.ordeal.living import Ordeal, endure
from foodmarket.entrypoints.simulation.ordeal.schedule import Rates
from foodmarket.entrypoints.worker.deliver import Deliver
from foodmarket.entrypoints.worker.timers import Timers

IMPATIENCE = 0.02  # seconds
MOST_TOLD = 120  # characters
# Short and dense: whatever is hit, a bug does not have long to show.
SHORT = Ordeal(
    seconds=15,
    rate=4,
    rates=Rates(kill=4, line=0.3),
    paid_every=timedelta(hours=1),
    patience=45,
)
EFFECT_TAKES = 0.4  # seconds; within a few milliseconds hardly anything is ever killed
OF_CITIES = ("no-resumer",)  # planted in simulated cities, too


def _sent_too_early(bed: Bed) -> None:
    async def delivered(self: Any, envelope: Any) -> Any:
        async with self.begin() as uow:
            await uow.outbox.sent([envelope.id])
        await asyncio.sleep(EFFECT_TAKES)
        return await before(self, envelope)

    before = bed.put(Deliver, "_delivered", delivered)


def _answers_unsaved(bed: Bed) -> None:
    async def commit(self: Any) -> None:
        saving = asyncio.ensure_future(before(self))
        done, _ = await asyncio.wait({saving}, timeout=IMPATIENCE)
        if done:
            saving.result()

    before: Callable[[Any], Coroutine[Any, Any, None]] = bed.put(
        PostgresUnitOfWork, "commit", commit
    )


def _keys_forgotten(bed: Bed) -> None:
    bed.put(PostgresAnswers, "claim", lambda *_: None)


def _asks_anew(bed: Bed) -> None:
    async def request(
        self: Any, method: str, url: str, headers: Mapping[str, str] | None, *rest: Any
    ) -> Any:
        fresh = {**(headers or {}), "Idempotency-Key": str(uuid4())}
        return await before(self, method, url, fresh, *rest)

    async def look(*_: Any) -> Unknown:
        return Unknown(NOT_KNOWN)

    before = bed.put(StripeTransport, "request_async", request)
    bed.put(perform, "look", look)


def _no_timers(bed: Bed) -> None:
    async def idle(self: Any) -> int:
        del self
        return 0

    bed.put(Timers, "__call__", idle)


BUGS: Mapping[str, Mutant] = {
    bug.name: bug
    for bug in (
        *(mutant for mutant in MUTANTS if mutant.name in OF_CITIES),
        Mutant("sent-too-early", "an event is sent before its effect is done", _sent_too_early),
        Mutant("no-timers", "the worker never looks at deadlines", _no_timers),
        Mutant("answers-unsaved", "nobody waits longer for a commit than 20 ms", _answers_unsaved),
        Mutant("keys-forgotten", "a repeated request is a new one", _keys_forgotten),
        Mutant("asks-anew", "a provider is asked again under a new key", _asks_anew),
    )
}


def python(bug: str) -> Sequence[str]:
    """Return how our processes are started with the bug in them."""
    return ("-m", "foodmarket.entrypoints.simulation.ordeal.planted", bug)


async def caught(bug: Mutant, seeds: Iterable[int]) -> tuple[int, str] | None:
    """Return the first seed whose ordeal catches the bug, and what it found first."""
    for seed in seeds:
        with TemporaryDirectory() as folder:
            outcome = await endure(evolve(SHORT, seed=seed), Path(folder), python=python(bug.name))
        if outcome.broken:
            return seed, outcome.broken[0][:MOST_TOLD]
    return None


def main(name: str, *command: str) -> None:
    """Plant the bug for good and become the command."""
    BUGS[name].plant(Bed())
    sys.argv = ["foodmarket", *command]
    runpy.run_module("foodmarket.entrypoints.cli", run_name="__main__")


if __name__ == "__main__":
    main(*sys.argv[1:])
