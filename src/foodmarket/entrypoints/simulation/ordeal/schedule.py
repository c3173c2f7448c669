"""What goes wrong when: a schedule that follows from its seed alone, so that it can be replayed."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import cycle
from random import Random

from attrs import frozen

APIS = ("api-1", "api-2")
WORKERS = ("worker-1", "worker-2")
DATABASE, REDIS, PROVIDER, CUSTOMERS = "database", "redis", "provider", "customers"
LINES = (DATABASE, REDIS, PROVIDER, CUSTOMERS)


class Blow(StrEnum):
    """What is done to a process or to a line."""

    KILL = "kill"  # a process of ours ends at once, as by kill -9
    STOP = "stop"  # a server is shut down
    CRASH = "crash"  # a server ends at once, as by kill -9
    CUT = "cut"  # half of what was sent arrives, then the line is closed
    RESET = "reset"  # nothing of it arrives, and both ends are told that the line is broken
    STALL = "stall"  # nothing arrives for a while, and nobody is told
    SLOW = "slow"  # everything arrives late for a while


class Way(StrEnum):
    """Which way what is hit was going: to the server, or back from it."""

    REQUESTS = "requests"
    ANSWERS = "answers"


ON_LINES = (Blow.CUT, Blow.RESET, Blow.STALL, Blow.SLOW)


@frozen(kw_only=True)
class Incident:
    """Something that goes wrong ``at`` so many seconds after the beginning.

    It lasts ``seconds``: how long a process is away, or how long a line stalls or is slow. A cut
    or a reset hits the next ``hits`` things that are sent the given ``way``.
    """

    at: float
    blow: Blow
    target: str
    seconds: float = 0.0
    way: Way = Way.REQUESTS
    hits: int = 1


@frozen(kw_only=True)
class Rates:
    """How many seconds pass from one blow of a kind to the next."""

    kill: float = 20.0
    database: float = 85.0
    redis: float = 110.0
    line: float = 1.5


def schedule(seed: int, seconds: float, rates: Rates = Rates()) -> tuple[Incident, ...]:
    """Return what goes wrong within that many seconds, in order; of each kind once at least."""
    chance = Random(f"{seed}/ordeal")
    programs = cycle(chance.sample((*APIS, *WORKERS), 4))
    incidents = [
        Incident(at=at, blow=Blow.KILL, target=next(programs), seconds=chance.uniform(0.1, 2.5))
        for at in _instants(chance, seconds, rates.kill, least=2)
    ]
    for server, pause in ((DATABASE, rates.database), (REDIS, rates.redis)):
        for number, at in enumerate(_instants(chance, seconds, pause, least=1)):
            blow = Blow.CRASH if number % 2 else Blow.STOP
            away = chance.uniform(0.3, 4.0)
            incidents.append(Incident(at=at, blow=blow, target=server, seconds=away))
    incidents += [_on_a_line(chance, at) for at in _instants(chance, seconds, rates.line, least=8)]
    return tuple(sorted(incidents, key=lambda incident: incident.at))


def _on_a_line(chance: Random, at: float) -> Incident:
    blow = chance.choice(ON_LINES)
    return Incident(
        at=at,
        blow=blow,
        target=chance.choice(LINES),
        seconds=chance.uniform(0.3, 3.0) if blow in {Blow.STALL, Blow.SLOW} else 0.0,
        way=chance.choice(tuple(Way)),
        hits=chance.randint(1, 4),
    )


def _instants(chance: Random, seconds: float, pause: float, least: int) -> Iterator[float]:
    """Spread instants over the time, each somewhere within its own share of it."""
    number = max(round(seconds / pause), least)
    share = seconds / number
    return (share * (index + chance.uniform(0.1, 0.9)) for index in range(number))
