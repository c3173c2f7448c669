"""A small marketplace in memory, with one kitchen, one customer and the sandbox bank."""

import json
from datetime import timedelta

from attrs import field, mutable

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
from foodmarket.adapters.sandbox import SandboxBank, SandboxProvider
from foodmarket.adapters.sandbox.webhooks import HEADER, signature
from foodmarket.adapters.system import AdjustableClock, SystemIds
from foodmarket.adapters.webauthn import WebauthnAuthenticators
from foodmarket.domain.accounts.audit import AuditRecord
from foodmarket.domain.accounts.messages import Message
from foodmarket.domain.accounts.model import Account, Actor, Role
from foodmarket.domain.catalogue.model import Allergen, CookProfile, Dish, DishId, Slot
from foodmarket.domain.catalogue.usecases.open_slots import NewSlot
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.kernel.time import Window
from foodmarket.domain.orders.model import Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.deliveries import DeliveryState
from foodmarket.domain.payments.model import PaymentMethod
from foodmarket.entrypoints.marketplace import Adapters, Marketplace, wire
from foodmarket.entrypoints.worker.consume import Consume
from tests.unit.orders.builders import ADDRESS, NOW, rub
from tests.webhooks import apply_kept

PASSWORD = "correct horse battery"
CARD = "sandbox_ok"
SECRET = "only for tests"


@mutable
class Town:
    """The marketplace with those who act in it."""

    market: Marketplace
    store: MemoryStore
    clock: AdjustableClock
    bank: SandboxBank
    provider: SandboxProvider
    cook: Actor = field(default=Actor(Role.COOK))
    customer: Actor = field(default=Actor(Role.CUSTOMER))
    dish: Dish | None = None
    slot: Slot | None = None

    @classmethod
    async def open(cls) -> "Town":
        """Return a town where one published dish can be ordered for one slot."""
        store, clock, bank = MemoryStore(), AdjustableClock(NOW), SandboxBank(":memory:")
        provider = SandboxProvider(bank=bank, clock=clock, secret=SECRET)
        sessions, limiter = MemorySessions(clock), MemoryLimiter(clock)
        adapters = Adapters(
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
            providers={provider.name: provider},
        )
        town = cls(wire(adapters), store, clock, bank, provider)
        await town._settle_in()
        return town

    async def _settle_in(self) -> None:
        cook = await self.new_cook("anna@example.org")
        self.cook = Actor(Role.COOK, cook.account_id, cook.id)
        account = await self.market.register_account(
            name="Пётр", email="petr@example.org", password=PASSWORD
        )
        self.customer = Actor(Role.CUSTOMER, account.id)
        self.dish = await self.market.add_dish(self.cook, self.write)
        self.dish = await self.market.publish_dish(self.cook, self.dish.id)
        (self.slot,) = await self.market.open_slots(self.cook, [self.new_slot(6)])

    async def new_cook(self, email: str) -> CookProfile:
        return await self.market.register_cook(
            name="Анна",
            email=email,
            password=PASSWORD,
            kitchen=Bilingual("Кухня Анны", "Anna's kitchen"),
            city="Москва",
            time_zone="Europe/Moscow",
            delivery_fee=rub(15_000),
        )

    def new_slot(self, hours: int) -> NewSlot:
        start = NOW + timedelta(hours=hours)
        window = Window(start, start + timedelta(hours=2))
        return NewSlot(window=window, portions=20, work_units=40)

    def write(self, dish_id: DishId) -> Dish:
        assert self.cook.cook_id is not None
        return Dish(
            id=dish_id,
            cook_id=self.cook.cook_id,
            name=Bilingual("Борщ", "Borscht"),
            price=rub(30_000),
            portions=10,
            grams=400,
            allergens=(Allergen.CELERY,),
            ingredients=Bilingual("Свёкла", "Beetroot"),
        )

    async def card(self, token: str = CARD) -> PaymentMethod:
        return await self.market.save_method(
            self.customer, provider="sandbox", token=token, label="Visa 4242"
        )

    async def order(
        self, token: str = CARD, quantity: int = 2, key: ports.Key | None = None
    ) -> Purchase:
        assert self.slot is not None
        assert self.dish is not None
        method = await self.card(token)
        return await self.market.place_order(
            self.customer,
            slot_id=self.slot.id,
            wanted={self.dish.id: quantity},
            address=ADDRESS,
            method_id=method.id,
            key=key,
        )

    async def notify(self, payment_id: str) -> DeliveryState:
        """Deliver the bank's signed notification about a payment, and tell what became of it."""
        news = {"id": self.market.adapters.ids.new(Id), "type": "news", "payment_id": payment_id}
        body = json.dumps(news).encode()
        signed = {HEADER: signature(body, SECRET, self.clock.now())}
        received = await self.market.receive_webhook("sandbox", signed, body)
        for delivery in await apply_kept(self.market):
            if delivery.id == received.id:
                return delivery.state
        return received.state

    async def shown(self, purchase: Purchase) -> Purchase:
        return await self.market.show_order(self.customer, purchase.order.id)

    async def cooked(self, purchase: Purchase, *triggers: Trigger) -> Purchase:
        for trigger in triggers:
            purchase = await self.market.move_order(self.cook, purchase.order.id, trigger)
        return purchase

    async def told(self) -> list[Message]:
        """Have the events handled as the worker does, and return every message that left."""
        consume, notifier = Consume(self.market), self.market.adapters.notifier
        async with self.store.begin() as uow:
            for envelope in await uow.outbox.claim(self.clock.now(), timedelta(seconds=1), 1000):
                await consume(envelope)
                await uow.outbox.sent([envelope.id])
        assert isinstance(notifier, MemoryNotifier)
        return notifier.sent

    async def records(self, family: str) -> list[AuditRecord]:
        """Return the audit log's records of a family of verbs, oldest first."""
        async with self.store.begin() as uow:
            found = await uow.audit_log.search(ports.AuditQuery(verb=family), ports.Page(limit=500))
        return list(reversed(found))

    async def account(self, actor: Actor) -> Account:
        return await self.market.show_account(actor)

    async def is_sound(self) -> bool:
        """Tell whether the store's own audit finds nothing."""
        found = [f async for f in self.store.audit.findings() if f.violations]
        assert found == []
        return True
