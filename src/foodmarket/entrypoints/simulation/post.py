"""How a bank's notifications come: late, twice, in any order, or never."""

import asyncio
from collections.abc import Coroutine, Sequence
from functools import partial
from typing import Any

from attrs import define, field

from foodmarket.domain.kernel.errors import Refusal
from foodmarket.domain.payments.errors import ForgedWebhook
from foodmarket.entrypoints.marketplace import Marketplace
from foodmarket.entrypoints.simulation.banks import Bank, News
from foodmarket.entrypoints.simulation.faults import Fault
from foodmarket.entrypoints.simulation.machines import LineDown, Server
from foodmarket.entrypoints.simulation.situations import Situation
from foodmarket.entrypoints.simulation.world import World

TRIES = 12


@define(eq=False)
class Post:
    """Carries what the bank has to tell to any of the API's machines."""

    world: World
    bank: Bank
    servers: Sequence[Server]
    _bell: asyncio.Future[None] | None = None
    _going: set[asyncio.Task[None]] = field(factory=set)

    def poke(self) -> None:
        """Say that the bank may have news."""
        if self._bell is not None and not self._bell.done():
            self._bell.set_result(None)

    async def run(self) -> None:
        """Carry what there is, whenever there is something, until cancelled."""
        while True:
            at = await self.bank.next_due()
            if at is None or at > self.world.now():
                await self._wait(None if at is None else self.world.seconds_until(at))
                continue
            for news in await self.bank.news(self.world.now()):
                self._send(news)

    async def _wait(self, seconds: float | None) -> None:
        """Wait that long, or until there may be news."""
        loop = self.world.loop
        self._bell = bell = loop.create_future()
        alarm = None if seconds is None else loop.call_later(seconds, self.poke)
        await bell
        if alarm is not None:
            alarm.cancel()

    def _send(self, news: News) -> None:
        world, subject = self.world, news.subject
        if world.hits(Fault.WEBHOOK_LOST, subject):
            return
        copies = 2 if world.hits(Fault.WEBHOOK_TWICE, subject) else 1
        for _ in range(copies):
            delay = world.chance.random() * 2.0
            if world.hits(Fault.WEBHOOK_LATE, subject):
                # Half of them about as long as a cook takes to accept, when all is under way again.
                soon = world.chance.random() < 0.5
                delay = (
                    world.chance.expovariate(1 / 300.0)
                    if soon
                    else world.chance.uniform(10.0, 7_200.0)
                )
            self._start(self._deliver(news, delay))
        if world.hits(Fault.WEBHOOK_FORGED, subject):
            self._start(self._forge(news))

    def _start(self, going: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(going)
        self._going.add(task)
        task.add_done_callback(self._going.discard)

    async def _deliver(self, news: News, delay: float) -> None:
        for tried in range(TRIES):
            await self.world.loop.wait(delay)
            server = self.servers[int(self.world.chance.random() * len(self.servers))]
            try:
                await server.carry(partial(self._hand_in, news, False))
            except (LineDown, Refusal):
                delay = 2.0**tried
                continue
            return

    async def _hand_in(self, news: News, forged: bool, market: Marketplace) -> object:
        sent = self.bank.notification(news, self.world.now(), forged=forged)
        return await market.receive_webhook(self.bank.name, sent.headers, sent.body, sent.address)

    async def _forge(self, news: News) -> None:
        """Send what an attacker would; it has to be refused."""
        try:
            await self.servers[0].carry(partial(self._hand_in, news, True))
        except ForgedWebhook:
            self.world.reach(Situation.FORGED_REFUSED)
            return
        except (LineDown, Refusal):
            return
        self.world.violate(14, news.subject, "a forged notification was taken")
