"""An ordeal from the first server to the last comparison."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from time import perf_counter

from attrs import field, frozen

from foodmarket.entrypoints.simulation.ordeal.people import Crowd, Life
from foodmarket.entrypoints.simulation.ordeal.programs import COMMAND, NotReady
from foodmarket.entrypoints.simulation.ordeal.rest import come_to_rest, unfinished
from foodmarket.entrypoints.simulation.ordeal.schedule import Blow, Rates, schedule
from foodmarket.entrypoints.simulation.ordeal.stage import Stage, staged
from foodmarket.entrypoints.simulation.ordeal.trouble import Trouble
from foodmarket.entrypoints.simulation.ordeal.truth import Truth, find_out

MOST_AT_ONCE = 40  # orders that are lived at a time: where all is slow, fewer are placed
ASKED_AGAIN = 100  # orders whose key is used once more when all is over
TELL_EVERY = 15.0  # seconds
Tell = Callable[[str], None]


@frozen(kw_only=True)
class Ordeal:
    """How long things go wrong (``seconds``), and how many orders are placed each second.

    Cooks are paid out ``paid_every`` so often. All has to be at rest within ``patience`` seconds
    after the last blow.
    """

    seconds: float = 600.0
    rate: float = 3.0
    seed: int = 1
    rates: Rates = field(factory=Rates)
    paid_every: timedelta = timedelta(seconds=10)
    patience: float = 150.0  # the longest deadline and a few leases, on a machine with other work


@frozen(kw_only=True)
class Outcome:
    """What an ordeal has shown: what happened, and everything that is not as it has to be."""

    ordeal: Ordeal
    lasted: float
    crowd: Crowd
    blows: Counter[tuple[Blow, str]]
    lines: Counter[tuple[Blow, str]]
    alone: int
    truth: Truth | None
    broken: tuple[str, ...]

    @property
    def kills(self) -> int:
        """Return how many of our processes were killed."""
        return sum(count for (blow, _), count in self.blows.items() if blow is Blow.KILL)

    def stops(self, server: str) -> int:
        """Return how often a server was stopped or has crashed."""
        return self.blows[Blow.STOP, server] + self.blows[Blow.CRASH, server]


async def endure(
    ordeal: Ordeal,
    folder: Path,
    tell: Tell = lambda _: None,
    python: Sequence[str] = COMMAND,
) -> Outcome:
    """Live through an ordeal in an empty folder; ``tell`` hears how it goes on.

    ``python`` is how our API and worker are started, for those who plant bugs in them.
    """
    began = perf_counter()
    async with staged(folder, ordeal.seed, ordeal.paid_every, python) as stage:
        crowd = Crowd(http=stage.http, bank=stage.bank, residents=stage.residents, seed=ordeal.seed)
        trouble = Trouble(stage, schedule(ordeal.seed, ordeal.seconds, ordeal.rates))
        tell(f"running; {len(trouble.incidents)} incidents are to come")
        broken: list[str] = []
        truth = None
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(trouble.happen())
                group.create_task(_ordering(ordeal, crowd))
                telling = group.create_task(_telling(stage, crowd, trouble, tell))
                group.create_task(_after(ordeal.seconds, telling))
            await come_to_rest(stage, ordeal.patience, tell)
            await _ask_again(stage, crowd)
            truth = await find_out(stage, crowd)
            broken += truth.broken
        except NotReady as error:
            broken.append(f"{error}: {await unfinished(stage)}")
        lines = Counter(
            {
                (blow, name): count
                for name, line in stage.lines.items()
                for blow, count in line.met.items()
            }
        )
        return Outcome(
            ordeal=ordeal,
            lasted=perf_counter() - began,
            crowd=crowd,
            blows=trouble.done,
            lines=lines,
            alone=sum(program.alone for program in stage.programs.values()),
            truth=truth,
            broken=(*broken, *crowd.problems, *_unforeseen(stage)),
        )


async def _ordering(ordeal: Ordeal, crowd: Crowd) -> None:
    """Let people order at the rate, each at an instant of its own, while there is room."""
    loop, chance = asyncio.get_running_loop(), Random(f"{ordeal.seed}/arrivals")
    began, room = loop.time(), asyncio.Semaphore(MOST_AT_ONCE)

    async def live(number: int) -> None:
        try:
            await Life(number, crowd).live()
        finally:
            room.release()

    async with asyncio.TaskGroup() as group:
        for number in range(round(ordeal.seconds * ordeal.rate)):
            instant = began + (number + chance.random()) / ordeal.rate
            await asyncio.sleep(max(instant - loop.time(), 0))
            await room.acquire()
            if loop.time() > began + ordeal.seconds:
                return  # the others find that nothing goes wrong any more, and stay away
            group.create_task(live(number))


async def _telling(stage: Stage, crowd: Crowd, trouble: Trouble, tell: Tell) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    while True:
        await asyncio.sleep(TELL_EVERY)
        tell(
            f"{loop.time() - began:4.0f} s: {len(crowd.placed)} orders, "
            f"{sum(trouble.done.values())} processes ended, "
            f"{sum(sum(line.met.values()) for line in stage.lines.values())} blows on lines, "
            f"{sum(crowd.unclear.values())} unclear answers, {len(crowd.problems)} problems"
        )


async def _after(seconds: float, task: asyncio.Task[None]) -> None:
    await asyncio.sleep(seconds)
    task.cancel()


async def _ask_again(stage: Stage, crowd: Crowd) -> None:
    """Use keys once more: the answer is that of the first time, however long ago that was."""
    lives = list(crowd.placed.values())
    for life in Random(crowd.seed).sample(lives, min(ASKED_AGAIN, len(lives))):
        again = await crowd.ask(life.buyer, "/v1/orders", life.body, life.key)
        if again is None:
            crowd.problems.append(f"{life.key}: no answer although nothing goes wrong")
        elif life.answer is not None:
            crowd.same("/v1/orders", life.answer, again)


def _unforeseen(stage: Stage) -> Iterator[str]:
    """What is logged as an error by us, and not by a library: nobody has foreseen it."""
    for name, program in stage.programs.items():
        for text in program.output.read_text(errors="replace").splitlines():
            line = _read(text)
            if line is None or not str(line.get("logger")).startswith("foodmarket"):
                continue
            if line.get("level") in {"error", "critical"}:
                yield f"{name}: {text[:1_000]}"


def _read(text: str) -> dict[str, object] | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None
