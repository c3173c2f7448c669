"""The machines of the marketplace: processes that serve, die at any await, and start again."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from random import Random
from typing import Any, TypeVar

from attrs import frozen

from foodmarket import ports
from foodmarket.adapters.memory import (
    MemoryGate,
    MemoryLimiter,
    MemoryNotifier,
    MemoryPresence,
    MemorySessions,
    MemoryStore,
    MemoryTombstones,
    MemoryVault,
)
from foodmarket.adapters.memory.store import Observe
from foodmarket.adapters.webauthn import WebauthnAuthenticators
from foodmarket.domain.escrow import Terms
from foodmarket.entrypoints.marketplace import Adapters, Marketplace, wire
from foodmarket.entrypoints.simulation.ids import SeededIds, SkewedClock
from foodmarket.entrypoints.simulation.store import FarStore, Machine
from foodmarket.entrypoints.simulation.world import World

T = TypeVar("T")
PATIENCE = 30.0  # seconds that a caller waits for an answer
RESTART = (1.0, 90.0)  # seconds until a dead machine is back


class LineDown(Exception):
    """No answer came: the machine is down, or died meanwhile, or is too slow."""


class PlainPasswords:
    """Passwords of made-up people, who never sign in."""

    async def hash(self, password: str) -> str:
        return password

    async def matches(self, password: str, password_hash: str | None) -> bool:
        return password == password_hash


@frozen(kw_only=True)
class Site:
    """What the machines share: the store, who watches it, the providers, and the terms."""

    store: MemoryStore
    observe: Observe | None
    providers: Callable[[Machine, ports.Clock], Mapping[str, ports.PaymentProvider]]
    terms: Terms


class Server(Machine):
    """A process with its own clock, ids and memory; only the store outlives it."""

    def __init__(self, world: World, site: Site, name: str, number: int) -> None:
        super().__init__(world, name)
        self._site = site
        self._working: dict[Callable[[], None], asyncio.Future[Any]] = {}  # by who is told
        self._waiting: deque[tuple[float, asyncio.Future[None]]] = deque()  # and for how long
        self.die = self._die
        chance = Random(f"{world.seed}/{name}")
        skew = chance.uniform(-world.profile.skew, world.profile.skew)
        world.skews.append(skew)
        self.clock = SkewedClock(world.loop.time, skew)
        self.ids = SeededIds(world.loop.time, number, chance)
        self.market = self._wired()

    async def carry(self, work: Callable[[Marketplace], Awaitable[T]]) -> T:
        """Do the work on this machine. Raises `LineDown` where no answer comes."""
        if not self.alive:
            raise LineDown
        answered: asyncio.Future[None] = self.world.loop.create_future()
        task = self.employ(partial(work, self.market), partial(_ring, answered))
        self._be_patient(answered)
        await answered
        if not task.done() or task.cancelled():
            task.add_done_callback(_seen)
            raise LineDown
        return task.result()

    def employ(self, work: Callable[[], Awaitable[T]], over: Callable[[], None]) -> asyncio.Task[T]:
        """Begin the work; ``over`` is called once it is done, or when the machine dies."""
        task = self.world.loop.create_task(self._do(work, over))
        self._working[over] = task
        return task

    async def _do(self, work: Callable[[], Awaitable[T]], over: Callable[[], None]) -> T:
        try:
            return await work()
        finally:
            if self._working.pop(over, None) is not None:
                over()

    def _be_patient(self, answered: asyncio.Future[None]) -> None:
        """Ring after a while. All wait equally long, so that one timer is enough for all."""
        loop, waiting = self.world.loop, self._waiting
        if not waiting:
            loop.call_later(PATIENCE, self._lose_patience)
        waiting.append((loop.time() + PATIENCE, answered))

    def _lose_patience(self) -> None:
        loop, waiting = self.world.loop, self._waiting
        while waiting and (waiting[0][1].done() or waiting[0][0] <= loop.time()):
            _ring(waiting.popleft()[1])
        if waiting:
            loop.call_at(waiting[0][0], self._lose_patience)

    def _die(self) -> None:
        self.alive = False
        self.life += 1
        working, self._working = self._working, {}
        for over, task in working.items():
            task.cancel()
            over()
        self.world.loop.call_later(self.world.chance.uniform(*RESTART), self._start)

    def _start(self) -> None:
        self.world.note(self.name, "starts again")
        self.alive = True

    def _wired(self) -> Marketplace:
        site, clock = self._site, self.clock
        begin: ports.Begin = FarStore(site.store, site.observe, self).begin
        sessions, limiter = MemorySessions(clock), MemoryLimiter(clock)
        adapters = Adapters(
            begin=begin,
            clock=clock,
            ids=self.ids,
            passwords=PlainPasswords(),
            authenticators=WebauthnAuthenticators("http://127.0.0.1:8000"),
            sessions=sessions,
            limiter=limiter,
            gate=MemoryGate(sessions, limiter),
            notifier=MemoryNotifier(),
            presence=MemoryPresence(clock),
            audit=site.store.audit,
            tombstones=MemoryTombstones(),
            vault=MemoryVault(),
            providers=site.providers(self, clock),
        )
        return wire(adapters, terms=partial(_same, site.terms), return_url="https://food.example/o")


def _ring(bell: asyncio.Future[None]) -> None:
    if not bell.done():
        bell.set_result(None)


def _same(terms: Terms) -> Terms:
    return terms


def _seen(task: asyncio.Task[T]) -> None:
    """Take note of an error that nobody waits for any more."""
    if not task.cancelled():
        task.exception()
