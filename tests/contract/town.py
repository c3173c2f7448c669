"""A small marketplace over any store: two kitchens, two customers, a sandbox bank, one clock."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from foodmarket import ports
from foodmarket.adapters.memory import (
    MemoryGate,
    MemoryLimiter,
    MemoryNotifier,
    MemoryPasswords,
    MemoryPresence,
    MemorySessions,
    MemoryTombstones,
    MemoryVault,
)
from foodmarket.adapters.sandbox import SandboxBank, SandboxProvider
from foodmarket.adapters.sandbox.webhooks import HEADER, signature
from foodmarket.adapters.system import AdjustableClock
from foodmarket.adapters.webauthn import WebauthnAuthenticators
from foodmarket.domain.accounts.model import Actor, Duty, Role
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.errors import Refusal
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.decisions import trial_balance
from foodmarket.domain.ledger.model import clearing
from foodmarket.domain.orders.model import OrderId, Purchase
from foodmarket.domain.orders.process import BY_STATE, ENDS, Trigger
from foodmarket.domain.payments.model import PaymentMethodId
from foodmarket.entrypoints.marketplace import Adapters, Marketplace, wire
from foodmarket.ports.contracts.samples import NOW, RUB, Shop, a_method, an_address, an_id
from foodmarket.ports.contracts.stage import Stage
from tests.webhooks import apply_kept

I = TypeVar("I", bound=Id)  # noqa: E741 - the usual name
SECRET = "sandbox secret"
LEASE = timedelta(minutes=1)
ROUNDS = 80
LULL = timedelta(days=2)
WHO = {
    Role.CUSTOMER: "buyer",
    Role.COOK: "chef",
    Role.COURIER: "courier",
    Role.STAFF: "staff",
}


class Store(Protocol):
    """What a town needs of a store."""

    @property
    def begin(self) -> ports.Begin: ...

    @property
    def audit(self) -> ports.Audit: ...


OpenStore = Callable[[], AbstractAsyncContextManager[Store]]


class NumberedIds:
    """Ids and secrets that are the same each time a story is told again."""

    def __init__(self) -> None:
        self._last = 0

    def new(self, kind: type[I]) -> I:
        self._last += 1
        return kind.of((0x0196_0000_0000 << 80) + self._last)

    def secret(self) -> str:
        self._last += 1
        return f"secret-{self._last}"

    def digits(self, count: int) -> str:
        return "7" * count


class Town:
    """Everything that can happen to its orders, as calls of the real use cases."""

    def __init__(self, store: Store, bank: SandboxBank, passwords: MemoryPasswords) -> None:
        self.store = store
        self.bank = bank
        self.clock = AdjustableClock(NOW)
        self.provider = SandboxProvider(bank=bank, clock=self.clock, secret=SECRET)
        self.terms = Terms()
        self.shops: list[Shop] = []
        self.cards: dict[tuple[int, str], PaymentMethodId] = {}
        self.orders: dict[OrderId, Shop] = {}
        self.market = self._wire(passwords)

    def _wire(self, passwords: MemoryPasswords) -> Marketplace:
        sessions, limiter = MemorySessions(self.clock), MemoryLimiter(self.clock)
        adapters = Adapters(
            begin=self.store.begin,
            clock=self.clock,
            ids=NumberedIds(),
            passwords=passwords,
            authenticators=WebauthnAuthenticators("http://127.0.0.1:8000"),
            sessions=sessions,
            limiter=limiter,
            gate=MemoryGate(sessions, limiter),
            notifier=MemoryNotifier(),
            presence=MemoryPresence(self.clock),
            audit=self.store.audit,
            tombstones=MemoryTombstones(),
            vault=MemoryVault(),
            providers={self.provider.name: self.provider},
        )
        return wire(adapters, terms=lambda: self.terms)

    async def open_kitchens(self, cards: list[str]) -> None:
        stage = Stage(self.store.begin)
        for kitchen in range(2):
            shop = await stage.shop(slot={"portions": 14, "work_units": 40})
            self.shops.append(shop)
            async with self.store.begin() as uow:
                for token in dict.fromkeys(cards):
                    method = a_method(shop.customer.id, provider="sandbox", token=token)
                    self.cards[kitchen, token] = method.id
                    uow.accounts.add_method(method)
                await uow.commit()

    async def place(
        self, kitchen: int, token: str, quantities: list[int], tip: int
    ) -> OrderId | None:
        """Place an order; None where it was refused."""
        shop = self.shops[kitchen]
        wanted = {d.id: n for d, n in zip(shop.dishes, quantities, strict=False)}
        try:
            placed = await self.market.place_order(
                shop.buyer,
                slot_id=shop.slot.id,
                wanted=wanted,
                address=an_address(),
                method_id=self.cards[kitchen, token],
                tip=tip,
            )
        except Refusal:
            return None
        self.orders[placed.order.id] = shop
        return placed.order.id

    async def rush(self, kitchen: int, quantities: list[int], buyers: int) -> list[OrderId]:
        """Place several orders at the same time, for more portions than there may be."""
        calls = (self.place(kitchen, "sandbox_ok", quantities, 0) for _ in range(buyers))
        placed = await asyncio.gather(*calls)
        return [order_id for order_id in placed if order_id is not None]

    def actor(self, order_id: OrderId, who: str) -> Actor:
        shop = self.orders[order_id]
        other = next(one for one in self.shops if one is not shop)
        people = {
            "buyer": shop.buyer,
            "chef": shop.chef,
            "other buyer": other.buyer,
            "other chef": other.chef,
            "courier": Actor(Role.COURIER, other.customer.id),
            "staff": Actor(Role.STAFF, other.owner.id, duties=frozenset(Duty)),
        }
        return people[who]

    async def pull(
        self, order_id: OrderId, who: str, trigger: Trigger, choice: Mapping[str, Any]
    ) -> None:
        """Pull a trigger; where it is refused, nothing may have changed."""
        before = await self.load(order_id)
        try:
            await self._pull(order_id, who, trigger, choice)
        except Refusal:
            refused = True
        else:
            refused = False
        assert not refused or await self.load(order_id) == before, "refused, and changed"

    async def do_something_allowed(self, order_id: OrderId, number: int) -> None:
        """Pull one of the triggers that the order's state gives to people."""
        rows = BY_STATE[(await self.load(order_id)).order.state].values()
        pulls = [(WHO[role], row) for row in rows for role in sorted(row.actors & set(WHO))]
        if pulls:
            who, row = pulls[number % len(pulls)]
            reason = row.reasons[0] if row.reasons else None
            await self.pull(order_id, who, row.trigger, {"reason": reason})

    async def race(self, order_id: OrderId, pulls: list[tuple[str, Trigger]]) -> None:
        """Pull several triggers at the same time; each is carried out or refused."""
        calls = [self._pull(order_id, who, trigger, {}) for who, trigger in pulls]
        for answer in await asyncio.gather(*calls, self.elapse(), return_exceptions=True):
            if isinstance(answer, BaseException) and not isinstance(answer, Refusal):
                raise answer

    async def _pull(
        self, order_id: OrderId, who: str, trigger: Trigger, choice: Mapping[str, Any]
    ) -> None:
        actor = self.actor(order_id, who)
        if trigger is Trigger.HAND_OVER:
            code = (await self.load(order_id)).order.delivery_code
            told = choice.get("reason") or code
            await self.market.hand_over_order(actor, order_id, told)
        else:
            await self.market.move_order(actor, order_id, trigger, **choice)

    async def second_step(self, order_id: OrderId, *, agrees: bool, notices: int) -> None:
        payment_id = (await self.load(order_id)).payment.id
        step = self.provider.confirm if agrees else self.provider.decline
        await step(payment_id)
        await self.notify(order_id, notices)

    async def notify(self, order_id: OrderId, times: int) -> None:
        """Send the provider's notification, several times at once."""
        payment_id = (await self.load(order_id)).payment.id
        receive, now = self.market.receive_webhook, self.clock.now()
        for _ in range(times):
            news = {"id": an_id(Id), "type": "news", "payment_id": payment_id}
            body = json.dumps(news).encode()
            await receive("sandbox", {HEADER: signature(body, SECRET, now)}, body)
        await apply_kept(self.market)

    async def elapse(self) -> None:
        now = self.clock.now()
        async with self.store.begin() as uow:
            due = await uow.orders.claim_due(now, LEASE, 100)
        for order_id in due:
            await self.market.elapse_order(order_id)

    async def resume(self) -> None:
        async with self.store.begin() as uow:
            due = await uow.orders.claim_operations(self.clock.now(), LEASE, 100)
        for operation in due:
            await self.market.resume(OrderId(operation.order_id))

    async def chain_and_send(self, limit: int) -> None:
        async with self.store.begin() as uow:
            await uow.ledger.extend_chain(limit)
            batch = await uow.outbox.claim(self.clock.now(), LEASE, limit)
            await uow.outbox.sent([envelope.id for envelope in batch])

    async def load(self, order_id: OrderId) -> Purchase:
        async with self.store.begin() as uow:
            purchase = await uow.orders.purchase(order_id)
        assert purchase is not None
        return purchase

    async def check(self) -> None:
        """Every invariant holds, and debit is credit."""
        async for finding in self.store.audit.findings():
            assert not finding.violations, f"{finding.number} {finding.name}: {finding.violations}"
        async with self.store.begin() as uow:
            standing = {line.account: line.amount for line in await uow.ledger.balances()}
        if standing:
            assert trial_balance(standing, RUB) == Money.zero(RUB)

    async def come_to_rest(self) -> None:
        """Let time pass until nothing is left to do: all has ended, and bank and book agree."""
        for _ in range(ROUNDS):
            await self.elapse()
            await self.resume()
            purchases = [await self.load(order_id) for order_id in self.orders]
            restless = [p for p in purchases if p.operation or p.order.state not in ENDS]
            if not restless:
                break
            self.clock.advance(LULL)
        assert not restless, f"never ended: {[(p.order.state, p.operation) for p in restless]}"
        await self.check()
        for purchase in purchases:
            payment = purchase.payment
            kept = payment.captured - payment.refunded
            assert kept == (payment.keep if payment.captured else Money.zero(RUB)), payment
            assert not purchase.funds.escrow
            assert not purchase.funds.retention
        async with self.store.begin() as uow:
            book = await uow.ledger.balance(clearing("sandbox"), RUB)
        assert book.amount == await self.bank.totals(RUB)


@asynccontextmanager
async def a_town(open_store: OpenStore, passwords: MemoryPasswords) -> AsyncIterator[Town]:
    """Open a town on an empty store."""
    bank = SandboxBank(":memory:")
    try:
        async with open_store() as store:
            yield Town(store, bank, passwords)
    finally:
        bank.close()
