"""Showing orders and where their money is."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import Actor, Role
from foodmarket.domain.ledger.model import Entry
from foodmarket.domain.orders.decisions import require_reader
from foodmarket.domain.orders.errors import UnknownOrder
from foodmarket.domain.orders.model import Order, OrderId, OrderState, Purchase, Step
from foodmarket.domain.payments.model import Operation


@frozen(kw_only=True)
class MoneyStory:
    """An order from the first step to where its money is now, each list oldest first."""

    purchase: Purchase
    steps: Sequence[Step]
    operations: Sequence[Operation]
    entries: Sequence[Entry]


@frozen(kw_only=True)
class ShowOrder:
    """Show an order to those whom it concerns. What staff reads is recorded."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids

    async def __call__(self, actor: Actor, order_id: OrderId) -> Purchase:
        """Refuses with `UnknownOrder`, also for somebody else's order."""
        async with self.begin() as uow:
            return await self._load(uow, actor, order_id, "order.read")

    async def story(self, actor: Actor, order_id: OrderId) -> MoneyStory:
        """Show what happened to the order and its money.

        Refuses with `UnknownOrder`, and with `NotAllowed` for couriers.
        """
        if actor.role is Role.COURIER:
            raise NotAllowed
        async with self.begin() as uow:
            return MoneyStory(
                purchase=await self._load(uow, actor, order_id, "order.story_read"),
                steps=await uow.orders.steps(order_id),
                operations=await uow.orders.operations(order_id),
                entries=await uow.ledger.entries(order_id),
            )

    async def _load(
        self, uow: ports.UnitOfWork, actor: Actor, order_id: OrderId, verb: str
    ) -> Purchase:
        purchase = await uow.orders.purchase(order_id)
        if purchase is None:
            raise UnknownOrder
        require_reader(purchase.order, actor)
        if actor.role is Role.STAFF:
            record_id, now = self.ids.new(AuditRecordId), self.clock.now()
            uow.audit_log.add(recorded(actor, verb, order_id, record_id, now))
            await uow.commit()
        return purchase


@frozen(kw_only=True)
class ListOrders:
    """List one's own orders, newest first: what a customer bought, what a cook has to cook."""

    begin: ports.Begin

    async def __call__(
        self, actor: Actor, page: ports.Page, state: OrderState | None = None
    ) -> Sequence[Order]:
        """Refuses with `NotAllowed` for those who neither buy nor cook."""
        async with self.begin() as uow:
            if actor.role is Role.COOK and actor.cook_id is not None:
                return await uow.orders.of_cook(actor.cook_id, state, page)
            if actor.role is Role.CUSTOMER and actor.account_id is not None:
                return await uow.orders.of_customer(actor.account_id, state, page)
        raise NotAllowed
