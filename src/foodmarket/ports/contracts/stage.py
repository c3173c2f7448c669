"""Bringing a store under test into a situation, through the port and the real decisions."""

from datetime import datetime, timedelta
from typing import Any

from attrs import frozen

from foodmarket.domain.accounts.model import SYSTEM, Actor
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.decisions import apply_outcome, elapse, move
from foodmarket.domain.orders.model import Change, Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.model import OperationId
from foodmarket.domain.payments.outcomes import Captured, Outcome, Refunded
from foodmarket.ports.contracts.samples import HELD, NOW, Shop, a_placed_order, a_shop, an_id
from foodmarket.ports.unit_of_work import Begin


def decided(
    purchase: Purchase, trigger: Trigger, actor: Actor, at: datetime = NOW, **choice: Any
) -> Change:
    """Return the change of a trigger, not saved yet."""
    if trigger is Trigger.HAND_OVER:
        choice = {"code": purchase.order.delivery_code} | choice
    return move(purchase, trigger, actor, at, an_id(OperationId), **choice)


def learned(purchase: Purchase, outcome: Outcome, at: datetime = NOW) -> Change:
    """Return the change of a provider's outcome, not saved yet."""
    change = apply_outcome(purchase, outcome, at, an_id(OperationId))
    assert change is not None, "there is no unfinished operation to apply an outcome to"
    return change


def captured_whole(purchase: Purchase, fee: Money | None = None) -> Captured:
    """Return the outcome that the whole amount was captured, by default for nothing."""
    amount = purchase.payment.amount
    return Captured("ref-1", amount, Money.zero(amount.currency) if fee is None else fee)


@frozen
class Stage:
    """Saves through ``begin``; every method returns what was saved."""

    begin: Begin

    async def shop(self, **parts: Any) -> Shop:
        """Save a shop; the arguments are those of `a_shop`."""
        shop = a_shop(**parts)
        async with self.begin() as uow:
            uow.accounts.add(shop.customer)
            uow.accounts.add(shop.owner)
            uow.accounts.add_method(shop.method)
            uow.catalogue.add_cook(shop.cook)
            for dish in shop.dishes:
                uow.catalogue.add_dish(dish)
            uow.catalogue.add_slot(shop.slot)
            await uow.commit()
        return shop

    async def add(self, change: Change) -> Purchase:
        """Save a new order, with its portions."""
        async with self.begin() as uow:
            uow.catalogue.take(change.purchase.order.reservation)
            uow.orders.add(change)
            await uow.commit()
        return change.purchase

    async def save(self, change: Change) -> Purchase:
        """Save a change."""
        async with self.begin() as uow:
            uow.orders.save(change)
            await uow.commit()
        return change.purchase

    async def placed(self, shop: Shop, **choice: Any) -> Purchase:
        """Place an order; the arguments are those of `a_placed_order`."""
        return await self.add(a_placed_order(shop, **choice))

    async def authorised(self, shop: Shop, **choice: Any) -> Purchase:
        """Place an order whose payment is held."""
        return await self.save(learned(await self.placed(shop, **choice), HELD))

    async def funded(self, shop: Shop, fee: Money | None = None, **choice: Any) -> Purchase:
        """Place an order that the cook accepted and whose money is in escrow."""
        held = await self.authorised(shop, **choice)
        accepted = await self.save(decided(held, Trigger.ACCEPT, shop.chef))
        return await self.save(learned(accepted, captured_whole(accepted, fee)))

    async def delivered(self, shop: Shop, **choice: Any) -> Purchase:
        """Place an order and bring it to the customer."""
        purchase = await self.funded(shop, **choice)
        for trigger in (Trigger.START, Trigger.FINISH, Trigger.HAND_OVER):
            purchase = await self.save(decided(purchase, trigger, shop.chef))
        return purchase

    async def completed(self, shop: Shop, **choice: Any) -> Purchase:
        """Place an order and have it confirmed: 90 % is payable, 10 % retained."""
        purchase = await self.delivered(shop, **choice)
        return await self.save(decided(purchase, Trigger.CONFIRM, shop.buyer))

    async def settled(self, shop: Shop, **choice: Any) -> Purchase:
        """Place an order and let its dispute window close."""
        purchase = await self.completed(shop, **choice)
        at = NOW + Terms().dispute_window + timedelta(seconds=1)
        change = elapse(purchase, SYSTEM, at, an_id(OperationId))
        assert change is not None
        return await self.save(change)

    async def refunded(self, shop: Shop, **choice: Any) -> Purchase:
        """Place an order that the customer cancels after its money was taken."""
        funded = await self.funded(shop, **choice)
        cancelled = await self.save(decided(funded, Trigger.CANCEL, shop.buyer))
        return await self.save(learned(cancelled, Refunded(cancelled.payment.captured)))
