"""Clocks and identifiers of the simulated machines: all of it follows from the seed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from attrs import frozen

from foodmarket.domain.kernel.ids import DIGITS, Id

I = TypeVar("I", bound=Id)  # noqa: E741 - the letter the port uses, too
START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday


@frozen
class SkewedClock:
    """A machine's clock: ``seconds`` of virtual time, ``skew`` seconds off."""

    seconds: Callable[[], float]
    skew: float = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds() + self.skew)


class SeededIds:
    """Identifiers that sort by the time of their machine; machines never make the same one."""

    def __init__(self, seconds: Callable[[], float], machine: int, chance: Random) -> None:
        self._seconds = seconds
        self._machine = machine
        self._chance = chance
        self._made = 0

    def new(self, kind: type[I]) -> I:
        self._made += 1
        microseconds = 10**10 + int(self._seconds() * 1_000)
        number = f"{microseconds:012d}{self._made:09d}{self._machine:05d}"
        return kind(f"{kind.prefix}_{number:>0{DIGITS}}")

    def secret(self) -> str:
        return f"{self._chance.getrandbits(256):064x}"

    def digits(self, count: int) -> str:
        return f"{self._chance.randrange(10**count):0{count}d}"
