"""Moving an order on: accept, reject, start, finish, hand over, confirm, complain, cancel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.model import SYSTEM, Actor, Role
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.kernel.retry import on_fresh_facts
from foodmarket.domain.orders.decisions import elapse, hand_over, move, permitted
from foodmarket.domain.orders.errors import TooManyWrongCodes
from foodmarket.domain.orders.model import Change, OrderId, Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.orders.usecases.perform import Perform
from foodmarket.domain.payments.model import OperationId

CODE_TRIES = 5
CODE_WAIT = timedelta(minutes=15)


@frozen(kw_only=True)
class MoveOrder:
    """Pull one trigger of the order process (`foodmarket.domain.orders.process`)."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    perform: Perform

    async def __call__(
        self,
        actor: Actor,
        order_id: OrderId,
        trigger: Trigger,
        *,
        reason: str | None = None,
        award: Money | None = None,
        key: ports.Key | None = None,
    ) -> Purchase:
        """Refuses like `foodmarket.domain.orders.decisions.move`, and with `KeyTaken`.

        What staff does is recorded.
        """
        told = {"award": f"{award.amount} {award.currency}"} if award else {}

        def decide(purchase: Purchase) -> Change:
            new_id, now, lease = self.ids.new(OperationId), self.clock.now(), self.perform.lease
            change = move(
                purchase, trigger, actor, now, new_id, reason=reason, award=award, lease=lease
            )
            told["state"] = change.purchase.order.state
            return change

        def note(uow: ports.UnitOfWork) -> None:
            if actor.role is Role.STAFF:
                record_id, now = self.ids.new(AuditRecordId), self.clock.now()
                verb = f"order.{trigger}"
                uow.audit_log.add(recorded(actor, verb, order_id, record_id, now, facts=told))

        return await self.carry_out(order_id, decide, key, note)

    async def carry_out(
        self,
        order_id: OrderId,
        decide: Callable[[Purchase], Change | None],
        key: ports.Key | None = None,
        note: Callable[[ports.UnitOfWork], None] = lambda _uow: None,
    ) -> Purchase:
        """Load, decide, save, and perform what the decision asked of the provider.

        ``note`` adds to the commit what else belongs to it.
        """

        async def attempt() -> Purchase:
            purchase = await self.perform.load(order_id)
            change = decide(purchase)
            if change is None:
                return purchase
            async with self.begin() as uow:
                uow.orders.save(change)
                if key is not None:
                    uow.answers.claim(key, order_id, self.clock.now())
                note(uow)
                await uow.commit()
            return change.purchase

        return await self.perform(await on_fresh_facts(attempt))


@frozen(kw_only=True)
class HandOverOrder:
    """Hand a meal over against the code that the customer tells."""

    move_order: MoveOrder
    limiter: ports.Limiter

    async def __call__(
        self, actor: Actor, order_id: OrderId, code: str, key: ports.Key | None = None
    ) -> Purchase:
        """Refuses like `MoveOrder`, with `WrongDeliveryCode`, and with `TooManyWrongCodes`.

        Only those who may hand the meal over use up tries.
        """
        purchase = await self.move_order.perform.load(order_id)
        permitted(purchase.order, Trigger.HAND_OVER, actor)
        rate = ports.Rate(times=CODE_TRIES, per=CODE_WAIT)
        tries = await self.limiter.take(f"delivery-code:{order_id}", rate)
        if not tries.allowed:
            raise TooManyWrongCodes(retry_after=int(tries.retry_after.total_seconds()) + 1)
        ids, clock = self.move_order.ids, self.move_order.clock

        def decide(purchase: Purchase) -> Change:
            return hand_over(purchase, code, actor, clock.now(), ids.new(OperationId))

        return await self.move_order.carry_out(order_id, decide, key)


@frozen(kw_only=True)
class ElapseOrder:
    """Do what an order's time asks for: its deadline, or a reminder. Nothing if nothing is due."""

    move_order: MoveOrder

    async def __call__(self, order_id: OrderId) -> Purchase:
        """Refuses with `UnknownOrder`."""
        ids, clock = self.move_order.ids, self.move_order.clock

        def decide(purchase: Purchase) -> Change | None:
            new_id, lease = ids.new(OperationId), self.move_order.perform.lease
            return elapse(purchase, SYSTEM, clock.now(), new_id, lease)

        return await self.move_order.carry_out(order_id, decide)
