"""The store of the city, as one machine reaches it: over a line that fails now and then."""

import asyncio
from collections.abc import Callable

from foodmarket.adapters.memory.store import MemoryStore, MemoryUnitOfWork, Observe
from foodmarket.adapters.memory.tables import Tables
from foodmarket.domain.kernel.errors import StaleFacts, StoreUnavailable
from foodmarket.entrypoints.simulation.faults import Fault
from foodmarket.entrypoints.simulation.situations import Situation
from foodmarket.entrypoints.simulation.world import World


class Machine:
    """What the store needs to know of whoever calls: whether it lives, and how to end it."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.life = 1
        self.alive = True
        self.die: Callable[[], None] = lambda: None

    def moment(self, fault: Fault, subject: str = "") -> None:
        """Pass an instant in which the machine may die; what dies does nothing more."""
        if self.alive and self.world.hits(fault, subject or self.name):
            self.world.note(self.name, "dies")
            self.die()
            raise asyncio.CancelledError

    def still(self, life: int) -> None:
        """Stop whoever belongs to a life that is over."""
        if life != self.life or not self.alive:
            raise asyncio.CancelledError


class FarUnitOfWork(MemoryUnitOfWork):
    """A unit of work on its way from a machine to the store."""

    def __init__(self, tables: Tables, observe: Observe | None, machine: Machine) -> None:
        super().__init__(tables, observe)
        self._machine = machine
        self._life = machine.life

    async def __aenter__(self) -> "FarUnitOfWork":
        return self

    async def __aexit__(self, *_: object) -> None:
        return

    async def commit(self) -> None:
        machine, world = self._machine, self._machine.world
        machine.still(self._life)
        machine.moment(Fault.CRASH_BEFORE_COMMIT)
        # A commit gives way to others, if only for a turn.
        if world.chance.random() < 0.5:
            await world.loop.wait(world.chance.random() * world.trip)
        else:
            await asyncio.sleep(0)
        machine.still(self._life)
        if world.hits(Fault.STALE, machine.name):
            self.forget()
            raise StaleFacts
        if world.hits(Fault.STORE_AWAY, machine.name):
            self.forget()
            raise StoreUnavailable(store="postgres")
        try:
            self.save()
        except StaleFacts:
            world.reach(Situation.CONFLICT)
            raise
        if world.hits(Fault.OUTCOME_UNKNOWN, machine.name):
            raise StoreUnavailable(store="postgres")
        machine.moment(Fault.CRASH_AFTER_COMMIT)


class FarStore:
    """The store as a machine sees it."""

    def __init__(self, store: MemoryStore, observe: Observe | None, machine: Machine) -> None:
        self._store = store
        self._observe = observe
        self._machine = machine

    def begin(self) -> FarUnitOfWork:
        """Open a unit of work."""
        self._machine.still(self._machine.life)
        return FarUnitOfWork(self._store.tables, self._observe, self._machine)
