"""The workers: the real steps of the real worker, each taken when there is something for it.

The real loops look several times a second. Here a step is taken when a commit made work for it,
and when something comes due by the clock of whoever takes it; in between it would have found
nothing. Two workers may be at the same kind of step at once.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from attrs import Factory, define, field, frozen

from foodmarket.adapters.memory.tables import Tables
from foodmarket.adapters.memory.upcoming import delivery_due, operation_due, order_due
from foodmarket.entrypoints.simulation.faults import Fault
from foodmarket.entrypoints.simulation.ids import START
from foodmarket.entrypoints.simulation.machines import Server
from foodmarket.entrypoints.simulation.situations import Situation
from foodmarket.entrypoints.simulation.stream import Hashes, Stream
from foodmarket.entrypoints.simulation.world import World
from foodmarket.entrypoints.worker.deliver import Deliver
from foodmarket.entrypoints.worker.listener import Listener
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
AT_ONCE = timedelta(0)
PACES = {"sealer": timedelta(hours=12), "listener": timedelta(hours=6)}
PAUSE = 5.0  # seconds until a step is tried again that found nothing, or whose machine died
STEPS = ("relay", "deliver", "timers", "resumer", "webhooks", "payer", "sealer", "listener")
Work = Callable[[], Awaitable[int]]
Due = Callable[[], datetime | None]


@frozen(kw_only=True)
class Shared:
    """What the workers share besides the store; ``consume`` is what an event leads to.

    ``works`` are the steps of each, by its name.
    """

    stream: Stream
    hashes: Hashes
    consume: Callable[[Server, Envelope], Awaitable[None]]
    works: dict[str, dict[str, Work]] = field(factory=dict)


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
    listener = Listener(
        providers=market.adapters.providers.keys(), hear_chargeback=market.hear_chargeback
    )
    works = (relay, read_one, timers, resumer, applier, payer, Sealer(begin=begin), listener)
    return dict(zip(STEPS, works, strict=True))


@define(eq=False)
class Rota:
    """Who takes one kind of step, and when: ``due`` tells when there may be work next.

    Everybody goes by a clock of their own, here as in the step itself. What always finds work is
    taken ``pace`` apart.
    """

    world: World
    step: str
    due: Due
    workers: Sequence[Server]
    shared: Shared
    pace: timedelta = AT_ONCE
    _not_before: datetime = Factory(lambda self: START + self.pace, takes_self=True)
    _found: dict[str, int] = field(factory=dict)  # by whoever is at it: how much they found
    _alarm_at: datetime | None = None
    _asked: bool = False  # somebody, who has not begun yet
    _rests: bool = False

    def poke(self, at: datetime | None = None) -> None:
        """Say that there may be work at that instant, or at once."""
        alarm = self._alarm_at
        if at is None or alarm is None or at < alarm:
            self.look()

    def look(self) -> None:
        """Ask somebody to take the step where there is work, or set an alarm for when there is."""
        if self._asked or self._rests:
            return
        at = self.due()
        if at is None:
            return
        if self.pace:
            at = max(at, self._not_before)
        free = [it for it in self.workers if it.alive and it.name not in self._found]
        if not free:
            self._rest()
            return
        worker = free[int(self.world.chance.random() * len(free))]
        now = worker.clock.now()
        if at <= now:
            self._asked = True
            if self._found:
                self.world.reach(Situation.SIDE_BY_SIDE)
            if self.pace:
                self._not_before = now + self.pace
            self._found[worker.name] = 0
            worker.employ(partial(self._take, worker), partial(self._over, worker))
        elif self._alarm_at is None or at < self._alarm_at:
            # One that this overtakes still rings: now and then two look at once, as workers do.
            self._alarm_at = at
            self.world.loop.call_later((at - now).total_seconds(), self._ring)

    def _ring(self) -> None:
        self._alarm_at = None
        self.look()

    async def _take(self, worker: Server) -> None:
        self._asked = False
        try:
            self._found[worker.name] = await self._work_of(worker)()
        except Exception as error:
            self.world.note(worker.name, f"{self.step} failed: {type(error).__name__}")

    def _over(self, worker: Server) -> None:
        self._asked = False  # it may have died before it began
        if self._found.pop(worker.name):
            self.look()
        else:
            self._rest()

    def _work_of(self, worker: Server) -> Work:
        works = self.shared.works.get(worker.name)
        if works is None:
            self.shared.works[worker.name] = works = steps_of(worker, self.shared)
        return works[self.step]

    def _rest(self) -> None:
        if not self._rests:
            self._rests = True
            self.world.loop.call_later(PAUSE, self._go_on)

    def _go_on(self) -> None:
        self._rests = False
        self.look()


def due_of(tables: Tables, stream: Stream) -> dict[str, Due]:
    """Return, by step, what tells when there may be work for it."""

    def unsent() -> datetime | None:
        if not tables.unsent or stream.unread_messages:
            return None
        return min(tables.sending.get(it, START) for it in tables.unsent)

    def unread() -> datetime | None:
        return START if stream.unread_messages else None

    def payouts() -> datetime | None:
        dues = [it.due_at for it in tables.plans.values()]
        dues += [it.due_at for it in tables.payouts.values() if not it.state.final]
        return min(dues, default=None)

    return {
        "relay": unsent,
        "deliver": unread,
        "timers": lambda: tables.due_orders.next(partial(order_due, tables)),
        "resumer": lambda: tables.due_operations.next(partial(operation_due, tables)),
        "webhooks": lambda: tables.due_webhooks.next(partial(delivery_due, tables)),
        "payer": payouts,
        "sealer": lambda: START,
        "listener": lambda: START,
    }
