"""The workers: the real steps of the real worker, each taken when there is something for it.

The real loops look several times a second. Here a step is taken when a commit made work for it,
and when something comes due; in between it would have found nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from attrs import define, field, frozen

from foodmarket.adapters.memory.tables import Tables
from foodmarket.adapters.memory.upcoming import delivery_due, operation_due, order_due
from foodmarket.entrypoints.simulation.faults import Fault
from foodmarket.entrypoints.simulation.machines import LineDown, Server
from foodmarket.entrypoints.simulation.stream import Hashes, Stream
from foodmarket.entrypoints.simulation.world import World
from foodmarket.entrypoints.worker.deliver import Deliver
from foodmarket.entrypoints.worker.parking import Parking
from foodmarket.entrypoints.worker.payer import Payer
from foodmarket.entrypoints.worker.relay import Relay
from foodmarket.entrypoints.worker.resumer import Resumer
from foodmarket.entrypoints.worker.sealer import Sealer
from foodmarket.entrypoints.worker.timers import Timers
from foodmarket.entrypoints.worker.webhooks import Applier
from foodmarket.ports.outbox import Envelope

LEASE = timedelta(seconds=30)
CONCURRENCY, BUDGET, TRIES = 8, 6, 4
SEALING = timedelta(hours=12)
PAUSE = 5.0  # seconds until a step is tried again that found nothing, or whose machine died
STEPS = ("relay", "deliver", "timers", "resumer", "webhooks", "payer", "sealer")
Work = Callable[[], Awaitable[int]]


@frozen(kw_only=True)
class Shared:
    """What the workers share besides the store; ``consume`` is what an event leads to."""

    stream: Stream
    hashes: Hashes
    consume: Callable[[Server, Envelope], Awaitable[None]]


def steps_of(server: Server, shared: Shared) -> dict[str, Work]:
    """Return the steps of the worker that this machine is."""
    market = server.market
    begin, clock = market.adapters.begin, market.adapters.clock
    deliver = Deliver(
        begin=begin,
        clock=clock,
        consume=partial(shared.consume, server),
        parking=Parking(redis=shared.hashes, tries=TRIES),
    )

    async def read_one() -> int:
        message = shared.stream.read()
        if message is None:
            return 0
        try:
            await deliver.handle(message)
            server.moment(Fault.CRASH_BEFORE_ACKNOWLEDGE)
        except BaseException:
            shared.stream.unread(message)
            raise
        return 1

    relay = Relay(
        begin=begin,
        clock=clock,
        send=partial(shared.stream.send, server),
        waits=shared.stream.waits,
        lease=LEASE,
    )
    timers = Timers(
        begin=begin,
        clock=clock,
        elapse_order=market.elapse_order,
        lease=LEASE,
        concurrency=CONCURRENCY,
    )
    resumer = Resumer(
        begin=begin,
        clock=clock,
        resume=market.resume,
        lease=LEASE,
        concurrency=CONCURRENCY,
        budget=BUDGET,
    )
    applier = Applier(
        begin=begin,
        clock=clock,
        apply=market.apply_webhook,
        lease=LEASE,
        concurrency=CONCURRENCY,
    )
    payer = Payer(begin=begin, clock=clock, pay_cook=market.pay_cook, concurrency=CONCURRENCY)
    works = (relay, read_one, timers, resumer, applier, payer, Sealer(begin=begin))
    return dict(zip(STEPS, works, strict=True))


@define(eq=False)
class Rota:
    """Who takes one kind of step, and when: ``due`` tells when there may be work next."""

    world: World
    step: str
    due: Callable[[], datetime | None]
    workers: Sequence[Server]
    shared: Shared
    busy: set[str] = field(factory=set)
    _bell: asyncio.Future[None] | None = None
    _works: dict[tuple[str, int], Work] = field(factory=dict)

    def poke(self) -> None:
        """Say that there may be work sooner than was known."""
        if self._bell is not None and not self._bell.done():
            self._bell.set_result(None)

    async def run(self) -> None:
        """Take the step whenever there is something for it, until cancelled."""
        rest = 0.0
        while True:
            await self._wait(rest)
            free = [it for it in self.workers if it.name not in self.busy and it.alive]
            if not free:
                rest = PAUSE
                continue
            worker = free[int(self.world.chance.random() * len(free))]
            rest = 0.0 if await self._take(worker) else PAUSE

    async def _take(self, worker: Server) -> int:
        """Let the worker take the step; go on without it where that takes long."""
        self.busy.add(worker.name)
        try:
            return await worker.carry(lambda _: self._work_of(worker)())
        except LineDown:
            return 0
        except Exception as error:
            self.world.note(worker.name, f"{self.step} failed: {type(error).__name__}")
            return 0
        finally:
            self.busy.discard(worker.name)

    def _work_of(self, worker: Server) -> Work:
        life = (worker.name, worker.life)
        if life not in self._works:
            self._works[life] = steps_of(worker, self.shared)[self.step]
        return self._works[life]

    async def _wait(self, rest: float) -> None:
        """Return when there is work, but not before a rest is over."""
        if rest:
            await asyncio.sleep(rest)
        while (seconds := self._seconds_to_wait()) != 0.0:
            self._bell = bell = self.world.loop.create_future()
            alarm = self.world.loop.call_later(seconds, self.poke) if seconds else None
            await bell
            if alarm is not None:
                alarm.cancel()

    def _seconds_to_wait(self) -> float | None:
        at = self.due()
        return None if at is None else self.world.seconds_until(at)


def due_of(tables: Tables, world: World) -> dict[str, Callable[[], datetime | None]]:
    """Return, by step, what tells when there may be work for it."""

    def unsent() -> datetime | None:
        if not tables.unsent:
            return None
        return min(tables.sending.get(it, world.now()) for it in tables.unsent)

    def payouts() -> datetime | None:
        dues = [it.due_at for it in tables.plans.values()]
        dues += [it.due_at for it in tables.payouts.values() if not it.state.final]
        return min(dues, default=None)

    sealed_at = world.now()

    def unsealed() -> datetime:
        nonlocal sealed_at
        due = sealed_at + SEALING
        if due <= world.now():
            sealed_at = world.now()
        return due

    return {
        "relay": unsent,
        "deliver": lambda: None,
        "timers": partial(tables.due_orders.next, partial(order_due, tables)),
        "resumer": partial(tables.due_operations.next, partial(operation_due, tables)),
        "webhooks": partial(tables.due_webhooks.next, partial(delivery_due, tables)),
        "payer": payouts,
        "sealer": unsealed,
    }
