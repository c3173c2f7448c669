"""Whatever goes wrong between the marketplace and a provider, money moves exactly once.

`FaultMatrix` drives orders through the real use cases against a provider's double over HTTP. A
rail takes part with a fixture ``rail`` (`Rail`) in a test module of its own::

    class TestFaultMatrix(FaultMatrix):
        pass

    @pytest.fixture
    async def rail() -> AsyncIterator[Rail]: ...
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any, Protocol, cast

import pytest
from attrs import define, evolve

from foodmarket import ports
from foodmarket.adapters.memory import (
    MemoryGate,
    MemoryLimiter,
    MemoryNotifier,
    MemoryPasswords,
    MemoryPresence,
    MemorySessions,
    MemoryStore,
    MemoryTombstones,
    MemoryVault,
)
from foodmarket.adapters.system import AdjustableClock, SystemIds
from foodmarket.adapters.webauthn import WebauthnAuthenticators
from foodmarket.domain.accounts.model import Actor
from foodmarket.domain.ledger.model import clearing
from foodmarket.domain.orders.model import OrderId, Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.errors import ForgedWebhook
from foodmarket.domain.payments.model import OperationId, PaymentState
from foodmarket.domain.payments.outcomes import PaidOut, PayoutPending, Unknown
from foodmarket.domain.payments.reports import MovementKind
from foodmarket.domain.payments.requests import PayoutRequest
from foodmarket.entrypoints.marketplace import Adapters, Marketplace, wire
from foodmarket.ports.contracts.provider import Tokens
from foodmarket.ports.contracts.rail import Door
from foodmarket.ports.contracts.samples import Shop, an_address, an_id
from foodmarket.ports.contracts.stage import Stage
from tests.webhooks import apply_kept

FAULTS = (
    "none",
    "timeout_before",
    "timeout_after",
    "error_500",
    "busy",
    "lost_webhook",
    "duplicate_webhook",
    "reordered_webhooks",
    "crash",
)
ROUNDS = 12
LEASE = timedelta(minutes=1)


class Rail(Protocol):
    """What a rail's binding provides."""

    @property
    def provider(self) -> ports.PaymentProvider:
        """Return the adapter, connected to the double."""
        ...

    @property
    def door(self) -> Door:
        """Return the side door to the double."""
        ...

    @property
    def clock(self) -> AdjustableClock:
        """Return the clock of everybody."""
        ...

    @property
    def tokens(self) -> Tokens:
        """Return tokens ``ok`` and ``action_required``."""
        ...

    @property
    def busy(self) -> str:
        """Return the fault with which this provider says "not now" (429 or 202)."""
        ...

    async def notify(self, receiver: str | None) -> None:
        """Send notifications to that address from now on."""
        ...

    async def quiet(self) -> None:
        """Return when every notification that was due has been sent, held ones included."""
        ...


class Crash(Exception):
    """The process ended between the provider's answer and our record of it."""


class CrashingProvider:
    """The adapter in a process that ends right after the next answer of one operation."""

    def __init__(self, provider: ports.PaymentProvider) -> None:
        self.provider = provider
        self.crash_in: str | None = None

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.provider, name)
        if name not in {"hold", "capture", "cancel", "refund", "pay_out"}:
            return found

        async def asked(request: Any) -> Any:
            answer = await found(request)
            if self.crash_in == name:
                self.crash_in = None
                raise Crash
            return answer

        return asked


@define
class Receiver:
    """The marketplace's address for notifications, as an ASGI application."""

    market: Marketplace
    name: str

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while (phase := (await receive())["type"]) != "lifespan.shutdown":
                await send({"type": f"{phase}.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        try:
            await self.market.receive_webhook(self.name, headers, body, scope["client"][0])
            await apply_kept(self.market)
            status = 200
        except ForgedWebhook:
            status = 400
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@define
class Trade:
    """One shop that sells over the rail."""

    rail: Rail
    market: Marketplace
    store: MemoryStore
    crashing: CrashingProvider
    shop: Shop

    @property
    def cook(self) -> Actor:
        return self.shop.chef

    async def place(self, token: str) -> OrderId:
        """Place an order, whatever becomes of the request."""
        buyer, provider = self.shop.buyer, self.rail.provider.name
        method = await self.market.save_method(buyer, provider=provider, token=token, label="•")
        await self.surviving(
            self.market.place_order(
                buyer,
                slot_id=self.shop.slot.id,
                wanted={self.shop.dishes[0].id: 2},
                address=an_address(),
                method_id=method.id,
            )
        )
        (order_id,) = self.store.tables.orders
        return order_id

    async def move(self, actor: Actor, order_id: OrderId, trigger: Trigger) -> None:
        await self.surviving(self.market.move_order(actor, order_id, trigger))

    async def surviving(self, doing: Awaitable[object]) -> None:
        with suppress(Crash):
            await doing

    async def arrange(self, operation: str, fault: str) -> None:
        """Let the next such request go wrong."""
        port_name = {"payout": "pay_out"}.get(operation, operation)
        if fault == "crash":
            self.crashing.crash_in = port_name
        elif fault != "none":
            name = self.rail.busy if fault == "busy" else fault
            await self.rail.door.go_wrong(operation, name)

    async def settle_down(self, order_id: OrderId) -> Purchase:
        """Let notifications arrive and the resumer work until nothing is unfinished."""
        await self.hear()
        for _ in range(ROUNDS):
            purchase = await self.purchase(order_id)
            operation = purchase.operation
            if operation is None:
                break
            if purchase.payment.state is PaymentState.ACTION_REQUIRED:
                return purchase
            if operation.due_at > self.rail.clock.now():
                self.rail.clock.travel_to(operation.due_at)
            async with self.store.begin() as uow:
                due = await uow.orders.claim_operations(self.rail.clock.now(), LEASE, 10)
            for found in due:
                await self.surviving(self.market.resume(OrderId(found.order_id)))
            await self.hear()
        return await self.purchase(order_id)

    async def hear(self) -> None:
        """Receive what the provider has to tell, and apply what was received."""
        await self.rail.quiet()
        while True:
            async with self.store.begin() as uow:
                due = await uow.webhooks.claim(self.rail.clock.now(), LEASE, 10)
            if not due:
                return
            for delivery in due:
                await self.market.apply_webhook(delivery)

    async def purchase(self, order_id: OrderId) -> Purchase:
        async with self.store.begin() as uow:
            found = await uow.orders.purchase(order_id)
        assert found is not None
        return found

    async def differs_by(self, since: timedelta = timedelta(days=40)) -> int:
        """Return what the provider's account and our book differ by, in minor units."""
        now, theirs = self.rail.clock.now(), 0
        async for line in self.rail.provider.movements(now - since, now + timedelta(days=1)):
            sign = {MovementKind.CAPTURE: 1, MovementKind.REFUND: -1}.get(line.kind, 0)
            theirs += sign * line.amount.amount - (line.fee.amount if line.fee else 0)
        account = clearing(self.rail.provider.name)
        async with self.store.begin() as uow:
            ours = await uow.ledger.balance(account, self.shop.cook.currency)
        return theirs - ours.amount.amount

    async def is_sound(self) -> None:
        found = [f async for f in self.store.audit.findings() if f.violations]
        assert found == []
        assert await self.differs_by() == 0


@asynccontextmanager
async def trading(rail: Rail, serving: Callable[[Any], Any]) -> AsyncIterator[Trade]:
    """Open a shop over the rail, with an address for its notifications."""
    store, clock, crashing = MemoryStore(), rail.clock, CrashingProvider(rail.provider)
    sessions, limiter = MemorySessions(clock), MemoryLimiter(clock)
    market = wire(
        Adapters(
            begin=store.begin,
            clock=clock,
            ids=SystemIds(),
            passwords=MemoryPasswords(),
            authenticators=WebauthnAuthenticators("http://127.0.0.1:8000"),
            sessions=sessions,
            limiter=limiter,
            gate=MemoryGate(sessions, limiter),
            notifier=MemoryNotifier(),
            presence=MemoryPresence(clock),
            audit=store.audit,
            tombstones=MemoryTombstones(),
            vault=MemoryVault(),
            providers={rail.provider.name: cast(ports.PaymentProvider, crashing)},
        ),
        return_url="https://shop.example/orders",
    )
    shop = await Stage(store.begin).shop()
    async with serving(Receiver(market, rail.provider.name)) as address:
        await rail.notify(f"{address}/webhooks/{rail.provider.name}")
        yield Trade(rail, market, store, crashing, shop)
        await rail.quiet()
        await rail.notify(None)


class FaultMatrix:
    """Fixture: ``trade``, an open shop over the rail."""

    @pytest.mark.parametrize("fault", FAULTS)
    async def test_a_hold(self, trade: Trade, fault: str) -> None:
        """Is made once, and the order waits for its cook."""
        await trade.arrange("hold", fault)
        order_id = await trade.place(trade.rail.tokens["ok"])
        purchase = await trade.settle_down(order_id)
        assert purchase.order.state == "authorised"
        assert await trade.rail.door.count("payments") == 1
        await trade.is_sound()

    @pytest.mark.parametrize("fault", ["none", "lost_webhook", "duplicate_webhook"])
    async def test_a_second_step(self, trade: Trade, fault: str) -> None:
        """Is learned of by a notification, or by looking where that got lost."""
        order_id = await trade.place(trade.rail.tokens["action_required"])
        waiting = await trade.settle_down(order_id)
        assert waiting.payment.action_url
        await trade.arrange("page", fault)
        await trade.rail.door.choose(waiting.payment.action_url, "pay")
        await trade.hear()
        if fault == "lost_webhook":
            operation = waiting.operation
            assert operation is not None
            trade.rail.clock.travel_to(max(operation.due_at, trade.rail.clock.now()))
            await trade.market.resume(order_id)
        purchase = await trade.settle_down(order_id)
        assert purchase.order.state == "authorised"
        assert await trade.rail.door.count("payments") == 1

    @pytest.mark.parametrize("fault", FAULTS)
    async def test_a_capture(self, trade: Trade, fault: str) -> None:
        """Takes the whole amount once, and the book says so."""
        order_id = await trade.place(trade.rail.tokens["ok"])
        await trade.arrange("capture", fault)
        await trade.move(trade.cook, order_id, Trigger.ACCEPT)
        purchase = await trade.settle_down(order_id)
        assert purchase.payment.state is PaymentState.CAPTURED
        assert purchase.payment.captured == purchase.payment.amount
        assert await trade.rail.door.count("captures") == 1
        await trade.is_sound()

    @pytest.mark.parametrize("fault", FAULTS)
    async def test_a_cancellation(self, trade: Trade, fault: str) -> None:
        """Gives the hold up, and nothing is ever captured."""
        order_id = await trade.place(trade.rail.tokens["ok"])
        await trade.arrange("cancel", fault)
        await trade.move(trade.shop.buyer, order_id, Trigger.CANCEL)
        purchase = await trade.settle_down(order_id)
        assert purchase.payment.state is PaymentState.CANCELLED
        assert await trade.rail.door.count("payments") == 0
        await trade.is_sound()

    @pytest.mark.parametrize("fault", FAULTS)
    async def test_a_refund(self, trade: Trade, fault: str) -> None:
        """Goes back in full, once."""
        order_id = await trade.place(trade.rail.tokens["ok"])
        await trade.move(trade.cook, order_id, Trigger.ACCEPT)
        captured = await trade.settle_down(order_id)
        assert captured.payment.state is PaymentState.CAPTURED
        await trade.arrange("refund", fault)
        await trade.move(trade.shop.buyer, order_id, Trigger.CANCEL)
        purchase = await trade.settle_down(order_id)
        assert purchase.payment.refunded == purchase.payment.captured
        assert await trade.rail.door.count("refunds") == 1
        await trade.is_sound()

    @pytest.mark.parametrize("fault", FAULTS)
    async def test_a_payout(self, trade: Trade, fault: str) -> None:
        """Reaches the cook once, whoever asks how often."""
        if not trade.rail.provider.capabilities.payouts:
            return
        order_id = await trade.place(trade.rail.tokens["ok"])
        await trade.move(trade.cook, order_id, Trigger.ACCEPT)
        captured = await trade.settle_down(order_id)
        half = captured.payment.captured.allocate((1, 1))[0]
        payout = PayoutRequest(
            key=an_id(OperationId),
            order_id=order_id,
            amount=half,
            destination=trade.rail.door.destination,
            source=captured.payment.reference,
            requested_at=trade.rail.clock.now(),
        )
        await trade.arrange("payout", fault)
        told = await self._paid(trade, payout)
        assert isinstance(told, PaidOut | PayoutPending)
        assert await trade.rail.door.count("payouts") == 1
        assert await self._paid(trade, evolve(payout)) == told
        assert await trade.rail.door.count("payouts") == 1

    async def _paid(self, trade: Trade, payout: PayoutRequest) -> object:
        """Ask, then look, then ask again under the same key, as whoever holds the payout does."""
        told: object = Unknown("not_asked")
        for _ in range(ROUNDS):
            if isinstance(told, Unknown):
                told = await trade.rail.provider.look_up_payout(payout, None)
            if isinstance(told, Unknown):
                provider = cast(ports.PaymentProvider, trade.crashing)
                try:
                    told = await provider.pay_out(payout)
                except Crash:
                    told = Unknown("crash")
        return told
