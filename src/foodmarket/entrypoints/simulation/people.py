"""What people do: customers buy, pay, cancel, complain; cooks cook or do not; staff decides.

Everybody acts on what the events told, over lines that fail, and repeats a request under its key.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from attrs import Factory, define, field

from foodmarket import ports
from foodmarket.adapters.memory.tables import Tables
from foodmarket.domain.accounts.model import AccountId, Actor, CookId
from foodmarket.domain.catalogue.errors import OutOfPortions, OutOfWork, SlotClosed
from foodmarket.domain.catalogue.model import Slot
from foodmarket.domain.kernel.errors import Refusal
from foodmarket.domain.orders.errors import PaymentNotConfirmed
from foodmarket.domain.orders.model import (
    Address,
    ComplaintReason,
    OrderEvent,
    OrderId,
    OrderMoved,
    OrderState,
    PaymentActionRequired,
    Purchase,
    RejectionReason,
)
from foodmarket.domain.orders.process import Trigger
from foodmarket.entrypoints.marketplace import Marketplace
from foodmarket.entrypoints.simulation.banks import Bank, ChargesBack
from foodmarket.entrypoints.simulation.errands import Desk, GaveUp
from foodmarket.entrypoints.simulation.settling import Settling
from foodmarket.entrypoints.simulation.situations import Situation
from foodmarket.entrypoints.simulation.staff import Staff
from foodmarket.entrypoints.simulation.town import PAGE, Cook, Customer, Town
from foodmarket.entrypoints.simulation.world import World

MINUTE, HOUR = 60.0, 3_600.0
CHOICES = 12  # that a customer makes where the dish is sold out
HOME = Address(city="Kazan", street="Bauman 1")


@define(eq=False)
class People:
    """Everybody at once; ``poke_bank`` says that the bank may have news."""

    world: World
    town: Town
    desk: Desk
    tables: Tables
    bank: Bank
    poke_bank: Callable[[], None]
    staff: Staff = Factory(
        lambda self: Staff(self.world, self.town, self.desk, self.tables), takes_self=True
    )
    settling: Settling = Factory(
        lambda self: Settling(self.world, self.town, self.desk, self.tables), takes_self=True
    )
    told_bank: list[tuple[datetime, OrderId, bool]] = field(factory=list)
    _busy: set[asyncio.Task[None]] = field(factory=set)
    _heard: set[tuple[str, str]] = field(factory=set)
    _cooks: dict[CookId, Cook] = field(factory=dict)
    _customers: dict[AccountId, Customer] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self._cooks = {cook.profile.id: cook for cook in self.town.cooks}
        self._customers = {
            it.actor.account_id: it for it in self.town.customers if it.actor.account_id
        }

    def start(self) -> None:
        """Let customers order, over all the days."""
        world, chance = self.world, self.world.chance
        for day in range(world.plan.days):
            for number in range(world.plan.orders):
                at = day * 24 * HOUR + chance.uniform(7.0, 17.5) * HOUR
                name = f"{day}.{number}"
                self._begin(self._shop(name, at))

    def hear(self, event: OrderEvent) -> None:
        """Let those whom an event concerns act on it, once."""
        match event:
            case PaymentActionRequired():
                self._once(event, "pay", self._confirm(event))
            case OrderMoved(after=OrderState.AUTHORISED):
                self._once(event, "cook", self._cook(event.order_id, self._cooks[event.cook_id]))
            case OrderMoved(after=OrderState.DELIVERED):
                self._once(event, "eat", self._eat(event.order_id, event.customer_id))
                if isinstance(self.bank, ChargesBack):
                    self._once(event, "bank", self._at_the_bank(event.order_id, self.bank))
            case OrderMoved(after=OrderState.COMPLETED):
                self._once(event, "later", self._regret(event.order_id, event.customer_id))
            case OrderMoved(after=OrderState.DISPUTED):
                self._once(event, "judge", self._quarrel(event.order_id))

    @property
    def idle(self) -> bool:
        """Tell whether nobody means to do anything any more."""
        return not self._busy

    async def _at_the_bank(self, order_id: OrderId, bank: ChargesBack) -> None:
        """Let some go to their bank, at once or much later."""
        chance = self.world.chance
        if chance.random() < 0.2:
            await self.world.loop.wait(chance.uniform(0, 90) * HOUR)
            await self._charge_back(order_id, bank)

    def _once(self, event: OrderEvent, what: str, errand: Coroutine[Any, Any, None]) -> None:
        if (event.order_id, what) in self._heard:
            errand.close()
            return
        self._heard.add((event.order_id, what))
        self._begin(errand)

    def _begin(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(self._patiently(errand))
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)

    async def _patiently(self, errand: Coroutine[Any, Any, None]) -> None:
        try:
            await errand
        except Refusal as refusal:
            self.world.note("people", f"refused {refusal.code}")
        except GaveUp:
            self.world.note("people", "gave up")

    async def _shop(self, name: str, at: float) -> None:
        """Order something, and something else where that is sold out."""
        world, chance = self.world, self.world.chance
        await world.loop.wait(max(at - world.loop.time(), 0.0))
        customer = chance.choice(self.town.customers)
        for choice in range(CHOICES):
            try:
                order_id = await self._order(customer, f"{name}.{choice}")
            except (OutOfPortions, OutOfWork, SlotClosed) as refusal:
                world.note("people", f"refused {refusal.code}")
                world.reach(Situation.OUT_OF_PORTIONS)
                continue
            await self._after(customer.actor, order_id)
            return

    async def _order(self, customer: Customer, name: str) -> OrderId:
        world, chance = self.world, self.world.chance
        cook = chance.choice(self.town.cooks)
        slot = self._slot(cook)
        dishes = chance.sample(cook.dishes, chance.randint(1, 2))
        wanted = {dish.id: chance.randint(1, 3) for dish in dishes}
        method = chance.choice(customer.methods)
        tip = chance.choice((0, 0, 1_000, 5_001))

        async def place(market: Marketplace, key: ports.Key) -> Purchase:
            return await market.place_order(
                customer.actor,
                slot_id=slot.id,
                wanted=wanted,
                address=HOME,
                method_id=None if method.token == PAGE else method.id,
                tip=tip,
                key=key,
            )

        text = f"place-{name}"
        if chance.random() < 0.08:  # a double click
            world.reach(Situation.DOUBLE_CLICK)
            self._begin(self._again(customer.actor, text, place))
        order_id = await self.desk.ask(customer.actor, text, place)
        world.note(order_id, f"ordered as {name} with {method.token}")
        return order_id

    async def _after(self, customer: Actor, order_id: OrderId) -> None:
        """Lose patience, or change one's mind; and let others try what is not theirs."""
        chance = self.world.chance
        if chance.random() < 0.1:
            await self.staff.intrude(order_id)
        waits = self.tables.orders[order_id].state is OrderState.PLACED
        if waits and chance.random() < 0.5:
            await self.world.loop.wait(chance.expovariate(1 / 4.0))
            await self._pull(customer, order_id, Trigger.CANCEL)
        elif chance.random() < 0.1:
            await self.world.loop.wait(chance.expovariate(1 / (2 * HOUR)))
            await self._pull(customer, order_id, Trigger.CANCEL)

    async def _again(self, actor: Actor, text: str, act: Any) -> None:
        await self.desk.ask(actor, text, act)

    def _slot(self, cook: Cook) -> Slot:
        soon = self.world.now() + timedelta(minutes=5)
        open_ = [slot for slot in cook.slots if slot.orders_until > soon]
        return self.world.chance.choice(open_[:3])

    async def see_to_parked(self) -> None:
        """Let staff see to what was given up on; tried again as long as there is any."""
        for refund in list(self.tables.refunds.values()):
            await self._patiently(self.staff.see_to(refund))

    async def _pull(
        self, actor: Actor, order_id: OrderId, trigger: Trigger, reason: str | None = None
    ) -> None:
        async def pull(market: Marketplace, key: ports.Key) -> Purchase:
            return await market.move_order(actor, order_id, trigger, reason=reason, key=key)

        await self.desk.ask(actor, f"{trigger}-{order_id}", pull)
        self.world.note(order_id, f"{actor.role} pulled {trigger}")

    async def _confirm(self, event: PaymentActionRequired) -> None:
        world, chance = self.world, self.world.chance
        payment_id = self.tables.payment_of[event.order_id]
        fate = chance.random()
        if fate < 0.1:
            return  # never comes back to the page
        slow = fate < 0.35
        await world.loop.wait(
            chance.uniform(12 * MINUTE, 55 * MINUTE) if slow else chance.expovariate(1 / 90.0)
        )
        agrees = fate <= 0.93
        if agrees and self.tables.orders[event.order_id].state is OrderState.EXPIRED:
            world.reach(Situation.PAID_AFTER_EXPIRY)
        await self.bank.answer(payment_id, world.now(), agrees=agrees)
        world.note(event.order_id, "customer answered the bank")
        self.told_bank.append((world.now(), event.order_id, agrees))
        self.poke_bank()

    async def _cook(self, order_id: OrderId, cook: Cook) -> None:
        world, chance, actor = self.world, self.world.chance, cook.actor
        pull = partial(self._pull, actor, order_id)
        fate = chance.random()
        if fate < 0.06:
            return  # never looks at it
        await world.loop.wait(chance.expovariate(1 / (6 * MINUTE)))
        if fate < 0.12:
            await pull(Trigger.REJECT, chance.choice(tuple(RejectionReason)))
            return
        await pull(Trigger.ACCEPT)
        if fate < 0.16:
            return  # forgets about it
        order = self.tables.orders[order_id]
        begin = world.seconds_until(order.preparation_must_start)
        await world.loop.wait(begin * chance.random())
        if fate < 0.2:
            await pull(Trigger.REJECT, chance.choice(tuple(RejectionReason)))
            return
        if fate < 0.3:
            await self._offline(order_id, actor)
        else:
            await self._start(order_id, actor)
            if fate < 0.32:
                return  # leaves it on the stove
            await world.loop.wait(chance.uniform(10, 60) * MINUTE)
            if fate < 0.34:
                await pull(Trigger.REJECT, RejectionReason.KITCHEN_PROBLEM)
                return
            await pull(Trigger.FINISH)
        if fate > 0.98:
            return  # nobody comes for it
        if fate > 0.96:
            await pull(Trigger.REJECT, RejectionReason.OUT_OF_AREA)
            return
        await world.loop.wait(world.seconds_until(order.window.start) + chance.random() * HOUR)
        carrier = self.town.courier if chance.random() < 0.3 else actor
        await self._hand_over(order_id, carrier)

    async def _start(self, order_id: OrderId, actor: Actor) -> None:
        for _ in range(12):
            try:
                await self._pull(actor, order_id, Trigger.START)
            except PaymentNotConfirmed:
                self.world.reach(Situation.CAPTURE_AWAITED)
                await self.world.loop.wait(5 * MINUTE)
            else:
                return

    async def _offline(self, order_id: OrderId, actor: Actor) -> None:
        """Work without a line for a while, then send everything at once, and send it again."""
        self.world.reach(Situation.OFFLINE)
        await self.world.loop.wait(self.world.chance.uniform(10, 90) * MINUTE)
        await self._start(order_id, actor)
        await self._pull(actor, order_id, Trigger.FINISH)
        for trigger in (Trigger.START, Trigger.FINISH):
            await self._pull(actor, order_id, trigger)

    async def _hand_over(self, order_id: OrderId, actor: Actor) -> None:
        code = self.tables.orders[order_id].delivery_code
        if self.world.chance.random() < 0.1:
            await self.staff.guess(order_id, actor)

        async def hand_over(market: Marketplace, key: ports.Key) -> Purchase:
            return await market.hand_over_order(actor, order_id, code, key)

        await self.desk.ask(actor, f"hand-over-{order_id}", hand_over)

    async def _eat(self, order_id: OrderId, customer_id: AccountId) -> None:
        chance, actor = self.world.chance, self._customers[customer_id].actor
        fate = chance.random()
        await self.world.loop.wait(chance.expovariate(1 / HOUR))
        if fate < 0.55:
            await self._pull(actor, order_id, Trigger.CONFIRM)
        elif fate < 0.72:
            reason = chance.choice(tuple(ComplaintReason))
            deadline = self.tables.orders[order_id].deadline
            if deadline is not None and fate < 0.6:  # at the last moment
                await self.world.loop.wait(self.world.seconds_until_about(deadline))
            await self._pull(actor, order_id, Trigger.COMPLAIN, reason)

    async def _charge_back(self, order_id: OrderId, bank: ChargesBack) -> None:
        """Have the customer's bank take the money back, and decide days later who is right."""
        world, chance = self.world, self.world.chance
        payment_id = self.tables.payment_of[order_id]
        dispute = await bank.charge_back(payment_id, world.now())
        if dispute is None:
            return
        world.note(order_id, "the customer's bank took the money back")
        self.poke_bank()
        await world.loop.wait(chance.uniform(1, 60) * HOUR)
        if chance.random() < 0.6:
            await self.staff.contest(order_id)
        await world.loop.wait(chance.uniform(1, 60) * HOUR)
        await bank.decide(dispute, world.now(), won=chance.random() < 0.5)
        world.note(order_id, "the customer's bank decided")
        self.poke_bank()

    async def _quarrel(self, order_id: OrderId) -> None:
        """Come to terms, or leave it to staff."""
        if self.world.chance.random() < 0.4:
            await self.settling.talk(order_id)
        if self.tables.orders[order_id].state is OrderState.DISPUTED:
            await self.staff.judge(order_id)

    async def _regret(self, order_id: OrderId, customer_id: AccountId) -> None:
        chance, actor = self.world.chance, self._customers[customer_id].actor
        fate = chance.random()
        await self.world.loop.wait(chance.uniform(1, 60) * HOUR)
        if fate < 0.1:
            await self._pull(actor, order_id, Trigger.COMPLAIN, ComplaintReason.QUALITY)
        elif fate < 0.3:
            await self.staff.refund(order_id)
