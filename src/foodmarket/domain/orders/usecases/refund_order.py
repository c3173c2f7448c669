"""Refunds by staff: what would happen, asking, approving, and parked ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import Actor, Duty, Role
from foodmarket.domain.escrow.model import Liable
from foodmarket.domain.kernel.retry import on_fresh_facts
from foodmarket.domain.orders.decisions import require_party
from foodmarket.domain.orders.model import Change, OrderId, Purchase
from foodmarket.domain.orders.refunding import (
    RefundQuote,
    abandon_refund,
    approve_refund,
    ask_refund,
    decline_refund,
    quote_refund,
    retry_refund,
)
from foodmarket.domain.orders.usecases.perform import Perform
from foodmarket.domain.payments.model import OperationId
from foodmarket.domain.refunds.decisions import Choice
from foodmarket.domain.refunds.errors import UnknownRefund
from foodmarket.domain.refunds.model import Refund, RefundId, RefundReason


class RefundVerb(StrEnum):
    """What staff does with a refund that was asked for."""

    APPROVE = "approve"
    DECLINE = "decline"
    RETRY = "retry"
    ABANDON = "abandon"


DECISIONS = {
    RefundVerb.APPROVE: approve_refund,
    RefundVerb.DECLINE: decline_refund,
    RefundVerb.RETRY: retry_refund,
    RefundVerb.ABANDON: abandon_refund,
}


@frozen(kw_only=True)
class RefundOrder:
    """Give money of an order back, as a decision of staff. Every decision is recorded."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    perform: Perform

    async def quote(
        self, actor: Actor, order_id: OrderId, choice: Choice, liable: Liable
    ) -> RefundQuote:
        """Tell what would go back, and at whose expense.

        Refuses with `UnknownOrder`, and like `foodmarket.domain.orders.refunding.quote_refund`.
        """
        purchase = await self.perform.load(order_id)
        return quote_refund(purchase, choice, liable, actor, self.clock.now())

    async def __call__(
        self,
        actor: Actor,
        order_id: OrderId,
        choice: Choice,
        *,
        reason: RefundReason,
        liable: Liable,
        key: ports.Key | None = None,
    ) -> Refund:
        """Ask for a refund; a small one goes off at once, a large one waits for approval.

        Refuses with `UnknownOrder`, `KeyTaken`, and like
        `foodmarket.domain.orders.refunding.ask_refund`.
        """
        refund_id = self.ids.new(RefundId)

        def decide(purchase: Purchase) -> Change:
            now, new_id = self.clock.now(), self.ids.new(OperationId)
            return ask_refund(
                purchase, choice, reason, liable, actor, now, refund_id, new_id, self.perform.lease
            )

        return await self._carry_out(actor, "refund.ask", order_id, refund_id, decide, key)

    async def decide(
        self, actor: Actor, refund_id: RefundId, verb: RefundVerb, key: ports.Key | None = None
    ) -> Refund:
        """Approve, decline, retry or abandon a refund.

        Refuses with `KeyTaken`, `UnknownRefund`, `NotAllowed`, `RefundNotReady`,
        `SecondPersonNeeded` and `RefundTooLarge`.
        """
        require_duty(actor, Duty.SUPPORT, Duty.FINANCE)
        async with self.begin() as uow:
            found = await uow.refunds.order_of(refund_id)
        if found is None:
            raise UnknownRefund

        def decide(purchase: Purchase) -> Change:
            now, new_id = self.clock.now(), self.ids.new(OperationId)
            return DECISIONS[verb](purchase, refund_id, actor, now, new_id, self.perform.lease)

        return await self._carry_out(actor, f"refund.{verb}", found, refund_id, decide, key)

    async def of_order(self, actor: Actor, order_id: OrderId) -> Sequence[Refund]:
        """Return an order's refunds, oldest first; what staff reads is recorded.

        Refuses with `UnknownOrder`, and with `NotAllowed` for couriers.
        """
        if actor.role is Role.COURIER:
            raise NotAllowed
        purchase = await self.perform.load(order_id)
        require_party(purchase.order, actor)
        if actor.role is Role.STAFF:
            record_id, now = self.ids.new(AuditRecordId), self.clock.now()
            async with self.begin() as uow:
                uow.audit_log.add(recorded(actor, "refunds.read", order_id, record_id, now))
                await uow.commit()
        return purchase.refunds

    async def one(self, actor: Actor, refund_id: RefundId) -> Refund:
        """Return a refund to those whom its order concerns.

        Refuses with `UnknownRefund`, `UnknownOrder`, and with `NotAllowed` for couriers.
        """
        async with self.begin() as uow:
            order_id = await uow.refunds.order_of(refund_id)
        if order_id is None:
            raise UnknownRefund
        return _named(await self.of_order(actor, order_id), refund_id)

    async def _carry_out(
        self,
        actor: Actor,
        verb: str,
        order_id: OrderId,
        refund_id: RefundId,
        decide: Callable[[Purchase], Change],
        key: ports.Key | None,
    ) -> Refund:
        require_duty(actor, Duty.SUPPORT, Duty.FINANCE)

        async def attempt() -> Purchase:
            change = decide(await self.perform.load(order_id))
            refund = _named(change.purchase.refunds, refund_id)
            now = self.clock.now()
            async with self.begin() as uow:
                uow.orders.save(change)
                told = {
                    "order": order_id,
                    "amount": f"{refund.amount.amount} {refund.amount.currency}",
                    "reason": refund.reason,
                    "liable": refund.liable,
                }
                record_id = self.ids.new(AuditRecordId)
                uow.audit_log.add(recorded(actor, verb, refund_id, record_id, now, facts=told))
                if key is not None:
                    uow.answers.claim(key, refund_id, now)
                await uow.commit()
            return change.purchase

        purchase = await self.perform(await on_fresh_facts(attempt))
        return _named(purchase.refunds, refund_id)


def _named(refunds: Sequence[Refund], refund_id: RefundId) -> Refund:
    found = next((it for it in refunds if it.id == refund_id), None)
    if found is None:
        raise UnknownRefund
    return found
