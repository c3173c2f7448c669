"""The worker as one process: its loops side by side, until told to stop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from attrs import field, frozen
from redis.asyncio import Redis
from taskiq.receiver import Receiver

from foodmarket.adapters.redis import connect
from foodmarket.entrypoints.config.settings import WorkerSettings
from foodmarket.entrypoints.marketplace import Marketplace
from foodmarket.entrypoints.observing import Observers
from foodmarket.entrypoints.observing.usecases import traced
from foodmarket.entrypoints.worker.broker import EventBroker, Stream, carry, unread
from foodmarket.entrypoints.worker.consume import Consume
from foodmarket.entrypoints.worker.deliver import Deliver
from foodmarket.entrypoints.worker.forgetter import Forgetter
from foodmarket.entrypoints.worker.listener import Listener
from foodmarket.entrypoints.worker.loops import Loop
from foodmarket.entrypoints.worker.parking import Parking
from foodmarket.entrypoints.worker.payer import Payer
from foodmarket.entrypoints.worker.permits import Reminder
from foodmarket.entrypoints.worker.reconciler import Reconciler
from foodmarket.entrypoints.worker.relay import Relay
from foodmarket.entrypoints.worker.resumer import Resumer
from foodmarket.entrypoints.worker.sealer import Sealer
from foodmarket.entrypoints.worker.steps import observed
from foodmarket.entrypoints.worker.sweeper import Sweeper
from foodmarket.entrypoints.worker.timers import Timers
from foodmarket.entrypoints.worker.webhooks import Applier
from foodmarket.ports.metrics import Gauge, Reading
from foodmarket.ports.outbox import Envelope

log = logging.getLogger("foodmarket.worker")
LISTENING_PAUSE = 600.0
PAYING_PAUSE = 5.0
FORGETTING_PAUSE = 60.0
SWEEPING_PAUSE = 60.0
RECONCILING_PAUSE = 60.0  # a day is compared that soon after it has ended
SEALING_PAUSE = 1.0  # seconds; the chain may be that much behind the book


@frozen(kw_only=True)
class Worker:
    """Everything that happens without anybody asking.

    ``chores`` are further loops, for example the sandbox's webhooks; ``watch`` may wrap each loop,
    for those who want to see when there is nothing left to do. Survives PostgreSQL and Redis
    going away: loops rest, complain in the log, and go on when both are back.
    """

    marketplace: Marketplace
    settings: WorkerSettings
    redis_url: str
    redis_timeout: timedelta = timedelta(seconds=1)
    chores: tuple[Loop, ...] = ()
    consume: Callable[[Envelope], Awaitable[None]] | None = None
    watch: Callable[[Loop], Loop] = lambda loop: loop
    observers: Observers = field(factory=Observers)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop``, finish what was begun, and return."""
        seconds = self.redis_timeout.total_seconds()
        broker = EventBroker(self.redis_url, self.settings.concurrency, stop, seconds)
        redis = connect(self.redis_url, seconds)
        try:
            self.observers.metrics.watch_gauges(partial(_queue, self.redis_url, seconds))
            loops = [
                self.watch(observed(loop, self.observers))
                for loop in self._loops(broker, redis, stop)
            ]
            log.info("working", extra={"facts": {"loops": len(loops)}})
            async with asyncio.TaskGroup() as group:
                for loop in loops:
                    group.create_task(loop.run(stop), name=loop.name)
            log.info("stopped")
        finally:
            await broker.shutdown()
            await redis.aclose()

    def _loops(self, broker: EventBroker, redis: "Redis", stop: asyncio.Event) -> list[Loop]:
        market = traced(self.marketplace, self.observers.tracer)
        begin, clock = market.adapters.begin, market.adapters.clock
        lease, concurrency = self.settings.lease, self.settings.concurrency
        deliver = Deliver(
            begin=begin,
            clock=clock,
            consume=self.consume or Consume(market),
            parking=Parking(redis=redis, tries=self.settings.tries),
            observers=self.observers,
        )
        stream = Stream(carry(broker, deliver), redis)
        relay = Relay(begin=begin, clock=clock, send=stream.send, waits=stream.waits, lease=lease)
        timers = Timers(
            begin=begin,
            clock=clock,
            elapse_order=market.elapse_order,
            lease=lease,
            concurrency=concurrency,
        )
        resumer = Resumer(
            begin=begin,
            clock=clock,
            resume=market.resume,
            lease=lease,
            concurrency=concurrency,
            budget=self.settings.budget,
        )
        applier = Applier(
            begin=begin,
            clock=clock,
            apply=market.apply_webhook,
            lease=lease,
            concurrency=concurrency,
        )
        payer = Payer(
            begin=begin,
            clock=clock,
            pay_cook=market.pay_cook,
            concurrency=concurrency,
        )
        forgetter = Forgetter(
            begin=begin,
            clock=clock,
            forget_past=self.marketplace.forget_past,
            erase_account=self.marketplace.erase_account,
        )
        listener = Listener(
            providers=self.marketplace.adapters.providers.keys(),
            hear_chargeback=self.marketplace.hear_chargeback,
        )
        reconciler = Reconciler(
            providers=self.marketplace.adapters.providers.keys(),
            reconcile_yesterday=self.marketplace.reconcile_yesterday,
        )
        reminder = Reminder(
            begin=begin, clock=clock, remind=market.remind_of_permit, concurrency=concurrency
        )
        pause = self.settings.pause.total_seconds()
        return [
            Loop(name="relay", work=relay, pause=pause),
            Loop(name="events", work=partial(_listen, broker, concurrency, stop), pause=pause),
            Loop(name="timers", work=timers, pause=pause),
            Loop(name="resumer", work=resumer, pause=pause),
            Loop(name="webhooks", work=applier, pause=pause),
            Loop(name="payer", work=payer, pause=PAYING_PAUSE),
            Loop(name="permits", work=reminder, pause=SWEEPING_PAUSE),
            Loop(name="sweeper", work=Sweeper(begin=begin, clock=clock), pause=SWEEPING_PAUSE),
            Loop(name="listener", work=listener, pause=LISTENING_PAUSE),
            Loop(name="reconciler", work=reconciler, pause=RECONCILING_PAUSE),
            Loop(name="sealer", work=Sealer(begin=begin), pause=SEALING_PAUSE),
            Loop(name="forgetter", work=forgetter, pause=FORGETTING_PAUSE),
            *self.chores,
        ]


async def _queue(redis_url: str, seconds: float) -> list[Reading]:
    """Return what waits in the stream, and what was given up on.

    Over a connection of its own: figures may be asked for when the worker has closed the others.
    """
    async with connect(redis_url, seconds) as redis:
        parked = await Parking(redis=redis, tries=1).parked_count()
        waiting = await unread(redis)
    return [Reading(Gauge.QUEUE, (), waiting), Reading(Gauge.PARKED_EVENTS, (), parked)]


async def _listen(broker: EventBroker, concurrency: int, stop: asyncio.Event) -> int:
    """Handle messages until ``stop``; fails where Redis goes away, and is then begun anew."""
    broker.is_worker_process = True
    await broker.startup()
    receiver = Receiver(broker, max_async_tasks=concurrency, run_startup=False)
    await receiver.listen(stop)
    return 0
