"""The same commands on memory and on PostgreSQL and Redis: the ends have to be the same.

A simulated run tells what people did and when. That is done again on a marketplace of any adapters,
cook by cook; every twenty minutes the worker does what is due. Two replays that
differ in anything show that an adapter does not keep its promises.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from attrs import define, field

from foodmarket import ports
from foodmarket.adapters.sandbox import SandboxBank, SandboxProvider
from foodmarket.adapters.sandbox.bank import Notify
from foodmarket.adapters.sandbox.webhooks import notification
from foodmarket.domain.accounts.model import AccountId, Actor, Role
from foodmarket.domain.kernel.errors import Refusal
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.model import OrderId, OrderState
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.refunds.decisions import Choice
from foodmarket.domain.refunds.model import RefundReason
from foodmarket.entrypoints.marketplace import Adapters, Marketplace, wire
from foodmarket.entrypoints.simulation.crew import LEASE
from foodmarket.entrypoints.simulation.ends import Ends, ends_of, parts
from foodmarket.entrypoints.simulation.ids import START, LaneClock, SeededIds
from foodmarket.entrypoints.simulation.people import HOME
from foodmarket.entrypoints.simulation.recording import Command
from foodmarket.entrypoints.simulation.town import Town, plan_town, settle, terms_of
from foodmarket.entrypoints.simulation.world import Plan
from foodmarket.entrypoints.worker.notices import note
from foodmarket.entrypoints.worker.payer import Payer
from foodmarket.entrypoints.worker.relay import Relay
from foodmarket.entrypoints.worker.resumer import Resumer
from foodmarket.entrypoints.worker.timers import Timers
from foodmarket.entrypoints.worker.webhooks import Applier
from foodmarket.ports.outbox import Envelope

OFTEN, SELDOM = timedelta(minutes=20), timedelta(hours=6)
AT_ONCE = 16  # things of different orders that are done at the same time
SECRET = "differential"  # noqa: S105 - of a bank without real money


@define(eq=False)
class Replay:
    """Does recorded commands again on ``market``: each cook's one after the other.

    What concerns one cook has nothing to do with what concerns another, except for sums that come
    to the same in any order.
    """

    town: Town
    market: Marketplace
    bank: SandboxBank
    clock: LaneClock
    orders: dict[int, OrderId] = field(factory=dict)
    payments: dict[int, PaymentId] = field(factory=dict)
    answers: list[str] = field(factory=list)
    told: Callable[[], None] = lambda: None
    _events: list[Envelope] = field(factory=list)
    _looked: datetime = START
    _parties: dict[int, tuple[Actor, Actor]] = field(factory=dict)  # cook and customer
    _cooks: dict[OrderId, Actor] = field(factory=dict)
    _turns: defaultdict[Actor, asyncio.Lock] = field(factory=lambda: defaultdict(asyncio.Lock))

    async def run(self, commands: Sequence[Command], days: int) -> Ends:
        """Do everything, and let time run on until all has come to rest."""
        self.answers = [""] * len(commands)
        for command in commands:
            if command.what == "place":
                cook = next(it for it in self.town.cooks if it.offers(command.facts["slot"]))
                self._parties[command.number] = cook.actor, _customer(command.facts["customer"])
        rest = deque(enumerate(commands))
        while rest:
            while self._looked + OFTEN <= rest[0][1].at:
                await self._work(self._looked + OFTEN)
            lanes: dict[Actor, list[tuple[int, Command]]] = {}
            while rest and rest[0][1].at < self._looked + OFTEN:
                place, command = rest.popleft()
                cook_actor, _ = self._parties[command.number]
                lanes.setdefault(cook_actor, []).append((place, command))
            await asyncio.gather(*(self._do_lane(lane) for lane in lanes.values()))
        for _ in range(days * 4):
            await self._work(self.clock.now() + SELDOM)
        orders = list(self.orders.items())
        return await ends_of(self.market, self.town, self.bank, orders, self.answers)

    async def _do_lane(self, commands: Sequence[tuple[int, Command]]) -> None:
        """Do what concerns one cook, one thing after the other; other cooks' go on meanwhile."""
        for place, command in commands:
            self.clock.stand_at(command.at)
            self.answers[place] = await self._do(command)
            self.told()

    async def _do(self, command: Command) -> str:
        try:
            match command.what:
                case "place":
                    return await self._place(command.number, **command.facts)
                case "bank":
                    return await self._tell_bank(command.number, **command.facts)
                case "refund":
                    return await self._refund(command.number, **command.facts)
                case _:
                    return await self._move(command.number, **command.facts)
        except Refusal as refusal:
            return f"refused {refusal.code}"

    async def _place(
        self, number: int, customer: AccountId, slot: Any, wanted: Any, token: str, tip: int
    ) -> str:
        buyer = next(it for it in self.town.customers if it.actor.account_id == customer)
        method = next(it for it in buyer.methods if it.token == token)
        text = f"place-{number}"
        placed = await self.market.place_order(
            buyer.actor,
            slot_id=slot,
            wanted=wanted,
            address=HOME,
            method_id=method.id,
            tip=tip,
            key=ports.Key(owner=customer, text=text, fingerprint=text),
        )
        self.orders[number], self.payments[number] = placed.order.id, placed.payment.id
        self._cooks[placed.order.id], _ = self._parties[number]
        return f"placed {placed.order.state} {placed.payment.state}"

    async def _tell_bank(self, number: int, *, agrees: bool) -> str:
        payment_id, now = self.payments.get(number), self.clock.now()
        if payment_id is None:
            return "nothing to pay"
        answered = self.bank.confirm if agrees else self.bank.decline
        charge = await answered(payment_id, now)
        return f"bank {charge and charge.state}"

    async def _move(
        self, number: int, trigger: str, role: Role, reason: str | None, award: Money | None
    ) -> str:
        order_id = self.orders.get(number)
        if order_id is None:
            return "no such order"
        actor = self._actor(number, role)
        if trigger == Trigger.HAND_OVER:
            code = (await self.market.resume.perform.load(order_id)).order.delivery_code
            moved = await self.market.hand_over_order(actor, order_id, code)
        else:
            moved = await self.market.move_order(
                actor, order_id, Trigger(trigger), reason=reason, award=award
            )
            if role is Role.STAFF and moved.order.state is OrderState.DISPUTED:
                second = self.town.staff[1]  # for a large award one is not enough
                moved = await self.market.move_order(
                    second, order_id, Trigger(trigger), award=award
                )
        return f"moved {moved.order.state}"

    async def _refund(self, number: int, amount: Money, liable: Any) -> str:
        order_id = self.orders.get(number)
        if order_id is None:
            return "no such order"
        refund = await self.market.refund_order(
            self.town.staff[0],
            order_id,
            Choice(amount=amount),
            reason=RefundReason.GOODWILL,
            liable=liable,
        )
        return f"refund {refund.state}"

    def _actor(self, number: int, role: Role) -> Actor:
        cook, customer = self._parties[number]
        match role:
            case Role.STAFF:
                return self.town.staff[0]
            case Role.COURIER:
                return self.town.courier
            case Role.CUSTOMER:
                return customer
            case _:
                return cook

    async def _work(self, at: datetime) -> None:
        """Let the worker do what is due by then, one kind of step after the other."""
        if at > self.clock.now():
            self.clock.travel_to(at)
        self._looked = at
        await self._notify()
        for step in self._steps():
            while await step():
                pass
        events, self._events = self._events, []
        for part in parts(events, AT_ONCE):
            await asyncio.gather(*(note(self.market.adapters.begin, it) for it in part))
        async with self.market.adapters.begin() as uow:
            await uow.outbox.sent([it.id for it in events])

    async def _notify(self) -> None:
        now = self.clock.now()
        while await self.bank.wake(now):
            pass
        while events := await self.bank.lease_events(now, LEASE, 50):
            told = [notification(event.content, SECRET, now) for event in events]
            await asyncio.gather(*(self.market.receive_webhook("sandbox", *it) for it in told))
            for event in events:
                await self.bank.told(event)

    def _steps(self) -> list[Callable[[], Awaitable[int]]]:
        market, begin, clock = self.market, self.market.adapters.begin, self.clock
        common: dict[str, Any] = {"begin": begin, "clock": clock, "concurrency": AT_ONCE}
        return [
            Applier(apply=market.apply_webhook, lease=LEASE, **common),
            Resumer(resume=market.resume, lease=LEASE, budget=1_000, **common),
            Timers(elapse_order=self._elapse, lease=LEASE, **common),
            self._pay_once(Payer(pay_cook=market.pay_cook, **common)),
            Relay(begin=begin, clock=clock, send=self._send, waits=self._waits, lease=LEASE),
        ]

    async def _elapse(self, order_id: OrderId) -> None:
        """Do what an order's time asks for, in turn with the other orders of its cook."""
        async with self._turns[self._cooks[order_id]]:
            await self.market.elapse_order(order_id)

    @staticmethod
    def _pay_once(payer: Payer) -> Callable[[], Awaitable[int]]:
        async def once() -> int:
            await payer()
            return 0

        return once

    async def _send(self, envelopes: Sequence[Envelope]) -> None:
        self._events.extend(envelopes)

    async def _waits(self) -> bool:
        return False


def _customer(account_id: AccountId) -> Actor:
    return Actor(Role.CUSTOMER, account_id)


Make = Callable[[LaneClock, SeededIds, SandboxProvider], Adapters]


async def replay(
    make: Make,
    seed: int,
    plan: Plan,
    commands: Sequence[Command],
    told: Callable[[], None] = lambda: None,
) -> Ends:
    """Settle the town on the adapters that ``make`` makes, and do the commands there."""
    clock = LaneClock(START)
    bank = SandboxBank(":memory:", page_url="https://bank.example", notify=Notify.EVERYTHING)
    provider = SandboxProvider(bank=bank, clock=clock, secret=SECRET)

    def seconds() -> float:
        return (clock.now() - START).total_seconds()

    ids = SeededIds(seconds, 1, Random(f"{seed}/replay"))
    adapters, terms = make(clock, ids, provider), terms_of(seed, plan)
    market = wire(adapters, terms=lambda: terms, return_url="https://food.example/o")
    town = plan_town(seed, plan)
    await settle(town, adapters.begin)
    again = Replay(town=town, market=market, bank=bank, clock=clock, told=told)
    return await again.run(commands, days=14)
