"""The same commands on memory and on PostgreSQL and Redis: the ends have to be the same.

A simulated run tells what people did and when. That is done again, one thing after the other, on a
marketplace of any adapters; between the commands the worker does what is due. Two replays that
differ in anything show that an adapter does not keep its promises.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from attrs import define, field, frozen

from foodmarket import ports
from foodmarket.adapters.sandbox import SandboxBank, SandboxProvider
from foodmarket.adapters.sandbox.bank import Notify
from foodmarket.adapters.sandbox.webhooks import notification
from foodmarket.adapters.system import AdjustableClock
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
from foodmarket.entrypoints.simulation.ids import START, SeededIds
from foodmarket.entrypoints.simulation.people import HOME
from foodmarket.entrypoints.simulation.recording import Command
from foodmarket.entrypoints.simulation.town import RUB, Town, plan_town, settle, terms_of
from foodmarket.entrypoints.simulation.world import Plan
from foodmarket.entrypoints.worker.notices import note
from foodmarket.entrypoints.worker.payer import Payer
from foodmarket.entrypoints.worker.relay import Relay
from foodmarket.entrypoints.worker.resumer import Resumer
from foodmarket.entrypoints.worker.timers import Timers
from foodmarket.entrypoints.worker.webhooks import Applier
from foodmarket.ports.outbox import Envelope

OFTEN, SELDOM = timedelta(minutes=20), timedelta(hours=6)
SECRET = "differential"  # noqa: S105 - of a bank without real money


@frozen(kw_only=True)
class Ends:
    """What a replay led to, in words that hold no id of either: equal ends, equal stores."""

    answers: tuple[str, ...]
    orders: dict[int, str]
    balances: dict[str, int]
    bank: int
    broken: tuple[str, ...]

    def differences(self, other: "Ends") -> list[str]:
        """Name what differs."""
        found = [
            f"command {number}: {ours} or {theirs}"
            for number, (ours, theirs) in enumerate(zip(self.answers, other.answers, strict=True))
            if ours != theirs
        ]
        found += [
            f"order {number}: {told} or {other.orders.get(number)}"
            for number, told in self.orders.items()
            if other.orders.get(number) != told
        ]
        for name in sorted(set(self.balances) | set(other.balances)):
            ours, theirs = self.balances.get(name, 0), other.balances.get(name, 0)
            if ours != theirs:
                found.append(f"{name}: {ours} or {theirs}")
        if self.bank != other.bank:
            found.append(f"bank: {self.bank} or {other.bank}")
        return [*found, *self.broken, *other.broken]


@define(eq=False)
class Replay:
    """Does recorded commands again on ``market``, one after the other."""

    town: Town
    market: Marketplace
    bank: SandboxBank
    clock: AdjustableClock
    orders: dict[int, OrderId] = field(factory=dict)
    payments: dict[int, PaymentId] = field(factory=dict)
    answers: list[str] = field(factory=list)
    told: Callable[[], None] = lambda: None
    _events: list[Envelope] = field(factory=list)
    _looked: datetime = START

    async def run(self, commands: Sequence[Command], days: int) -> Ends:
        """Do everything, and let time run on until all has come to rest."""
        for command in commands:
            while self._looked + OFTEN <= command.at:
                await self._work(self._looked + OFTEN)
            if command.at > self.clock.now():
                self.clock.travel_to(command.at)
            self.answers.append(await self._do(command))
            self.told()
        for _ in range(days * 4):
            await self._work(self.clock.now() + SELDOM)
        return await self._ends()

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
        actor = await self._actor(order_id, role)
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

    async def _actor(self, order_id: OrderId, role: Role) -> Actor:
        if role is Role.STAFF:
            return self.town.staff[0]
        if role is Role.COURIER:
            return self.town.courier
        order = (await self.market.resume.perform.load(order_id)).order
        if role is Role.CUSTOMER:
            return Actor(Role.CUSTOMER, order.customer_id)
        return next(it.actor for it in self.town.cooks if it.profile.id == order.cook_id)

    async def _work(self, at: datetime) -> None:
        """Let the worker do what is due by then, one thing after the other."""
        if at > self.clock.now():
            self.clock.travel_to(at)
        self._looked = at
        await self._notify()
        for step in self._steps():
            while await step():
                pass
        while self._events:
            envelope = self._events.pop(0)
            await note(self.market.adapters.begin, envelope)
            async with self.market.adapters.begin() as uow:
                await uow.outbox.sent([envelope.id])

    async def _notify(self) -> None:
        now = self.clock.now()
        while await self.bank.wake(now):
            pass
        while events := await self.bank.lease_events(now, LEASE, 50):
            for event in events:
                headers, body = notification(event.content, SECRET, now)
                await self.market.receive_webhook("sandbox", headers, body)
                await self.bank.told(event)

    def _steps(self) -> list[Callable[[], Awaitable[int]]]:
        market, begin, clock = self.market, self.market.adapters.begin, self.clock
        common: dict[str, Any] = {"begin": begin, "clock": clock, "concurrency": 1}
        return [
            Applier(apply=market.apply_webhook, lease=LEASE, **common),
            Resumer(resume=market.resume, lease=LEASE, budget=1_000, **common),
            Timers(elapse_order=market.elapse_order, lease=LEASE, **common),
            self._pay_once(Payer(pay_cook=market.pay_cook, **common)),
            Relay(begin=begin, clock=clock, send=self._send, waits=self._waits, lease=LEASE),
        ]

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

    async def _ends(self) -> Ends:
        begin = self.market.adapters.begin
        told, balances = {}, Counter[str]()
        for number, order_id in self.orders.items():
            told[number] = await self._told(begin, order_id)
        async with begin() as uow:
            while await uow.ledger.extend_chain(10_000):
                pass
            for balance in await uow.ledger.balances():
                balances[str(balance.account)] += balance.amount.amount
            for cook in self.town.cooks:
                for mine in await uow.ledger.cook_balances(cook.profile.id):
                    balances[f"payable {cook.profile.id}"] = mine.payable
                    balances[f"owed {cook.profile.id}"] = mine.owed
        broken = [
            f"{finding.name}: {text}"
            async for finding in self.market.adapters.audit.findings()
            for text in finding.violations
        ]
        return Ends(
            answers=tuple(self.answers),
            orders=told,
            balances=dict(balances),
            bank=(await self.bank.totals(RUB)).amount,
            broken=tuple(broken),
        )

    async def _told(self, begin: ports.Begin, order_id: OrderId) -> str:
        """Return everything about an order that does not depend on what its ids are."""
        async with begin() as uow:
            purchase = await uow.orders.purchase(order_id)
            steps = await uow.orders.steps(order_id)
            entries = await uow.ledger.entries(order_id)
        if purchase is None:
            return "lost"
        payment = purchase.payment
        path = " ".join(f"{step.trigger}@{step.at:%d%H%M%S}" for step in steps)
        booked = " ".join(
            f"{entry.kind}:{','.join(f'{it.account.kind}{it.amount:+}' for it in entry.postings)}"
            for entry in entries
        )
        refunds = " ".join(f"{it.reason}:{it.amount.amount}:{it.state}" for it in purchase.refunds)
        taken = f"{payment.captured.amount}/{payment.refunded.amount}/{payment.keep.amount}"
        return f"{purchase.order.state} {payment.state} {taken} | {path} | {booked} | {refunds}"


Make = Callable[[AdjustableClock, SeededIds, SandboxProvider], Adapters]


async def replay(
    make: Make,
    seed: int,
    plan: Plan,
    commands: Sequence[Command],
    told: Callable[[], None] = lambda: None,
) -> Ends:
    """Settle the town on the adapters that ``make`` makes, and do the commands there."""
    clock = AdjustableClock(START)
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
