"""What people do in a dispute: complain, propose, agree, escalate, decide, submit evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.model import Actor, Role
from foodmarket.domain.disputes.decisions import DisputeVerb, claimed
from foodmarket.domain.disputes.errors import UnknownDispute
from foodmarket.domain.disputes.model import Dispute, DisputeId
from foodmarket.domain.kernel.retry import on_fresh_facts
from foodmarket.domain.orders.decisions import require_party
from foodmarket.domain.orders.disputing import (
    Verdict,
    accept,
    complain,
    contest,
    decide,
    escalate,
    named,
    propose,
)
from foodmarket.domain.orders.model import Change, OrderId, Purchase
from foodmarket.domain.orders.usecases.perform import Perform
from foodmarket.domain.orders.usecases.submit_evidence import SubmitEvidence
from foodmarket.domain.payments.model import OperationId
from foodmarket.domain.refunds.decisions import Choice

Decide = Callable[[Purchase, OperationId], Change]


@frozen(kw_only=True)
class DisputeOrder:
    """Settle a dispute between a customer and a cook, or contest one with the customer's bank.

    What staff does and reads is recorded: people tell their stories here.
    """

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    perform: Perform
    submit_evidence: SubmitEvidence

    async def complain(
        self,
        actor: Actor,
        order_id: OrderId,
        reason: str,
        words: str = "",
        photos: tuple[str, ...] = (),
        key: ports.Key | None = None,
    ) -> Purchase:
        """Complain about a meal, in words and with photos by reference.

        Refuses with `UnknownOrder`, `IllegalTransition`, `WrongActor`, `ReasonRequired`,
        `BadClaim`, `CardNumberRefused` and `KeyTaken`.
        """
        claim, now = claimed(words, photos), self.clock.now()

        def opened(purchase: Purchase, new_id: OperationId) -> Change:
            return complain(purchase, reason, claim, actor, now, new_id)

        return await self._carry_out(actor, "dispute.complain", order_id, order_id, opened, key)

    async def propose(
        self,
        actor: Actor,
        dispute_id: DisputeId,
        verb: DisputeVerb,
        choice: Choice | None,
        words: str = "",
        key: ports.Key | None = None,
    ) -> Dispute:
        """Say what one would settle for; without a choice that nothing goes back.

        Refuses with `KeyTaken`, and like `foodmarket.domain.orders.disputing.propose`.
        """

        def proposed(purchase: Purchase, new_id: OperationId) -> Change:
            now = self.clock.now()
            return propose(purchase, dispute_id, verb, choice, words, actor, now, new_id)

        return await self._act(actor, verb, dispute_id, proposed, key)

    async def accept(
        self, actor: Actor, dispute_id: DisputeId, key: ports.Key | None = None
    ) -> Dispute:
        """Agree to what the other side proposed last: that much goes back, and it is over.

        Refuses with `KeyTaken`, and like `foodmarket.domain.orders.disputing.accept`.
        """

        def agreed(purchase: Purchase, new_id: OperationId) -> Change:
            now, lease = self.clock.now(), self.perform.lease
            return accept(purchase, dispute_id, actor, now, new_id, lease)

        return await self._act(actor, DisputeVerb.ACCEPT, dispute_id, agreed, key)

    async def escalate(
        self, actor: Actor, dispute_id: DisputeId, key: ports.Key | None = None
    ) -> Dispute:
        """Hand the dispute to staff; whose turn it is may, and staff itself.

        Refuses with `KeyTaken`, and like `foodmarket.domain.orders.disputing.escalate`.
        """

        def escalated(purchase: Purchase, new_id: OperationId) -> Change:
            return escalate(purchase, dispute_id, actor, self.clock.now(), new_id)

        return await self._act(actor, DisputeVerb.ESCALATE, dispute_id, escalated, key)

    async def decide(
        self,
        actor: Actor,
        dispute_id: DisputeId,
        verdict: Verdict,
        key: ports.Key | None = None,
    ) -> Dispute:
        """Decide as staff, once a side has escalated or its time has run out.

        Refuses with `KeyTaken`, and like `foodmarket.domain.orders.disputing.decide`.
        """

        def decided(purchase: Purchase, new_id: OperationId) -> Change:
            now, lease = self.clock.now(), self.perform.lease
            return decide(purchase, dispute_id, verdict, actor, now, new_id, lease)

        return await self._act(actor, DisputeVerb.DECIDE, dispute_id, decided, key)

    async def contest(
        self,
        actor: Actor,
        dispute_id: DisputeId,
        words: str,
        links: tuple[str, ...] = (),
        key: ports.Key | None = None,
    ) -> Dispute:
        """Submit evidence against a chargeback; it is stored first, and sent again if need be.

        Refuses with `KeyTaken`, and like `foodmarket.domain.orders.disputing.contest`.
        """

        def contested(purchase: Purchase, new_id: OperationId) -> Change:
            return contest(purchase, dispute_id, words, links, actor, self.clock.now(), new_id)

        await self._act(actor, DisputeVerb.EVIDENCE, dispute_id, contested, key)
        order_id = await self._order_of(dispute_id)
        purchase = await self.submit_evidence(await self.perform.load(order_id), dispute_id)
        return named(purchase, dispute_id, actor)

    async def of_order(self, actor: Actor, order_id: OrderId) -> Sequence[Dispute]:
        """Return an order's disputes, oldest first, as far as they concern the reader.

        Refuses with `UnknownOrder`.
        """
        purchase = await self.perform.load(order_id)
        require_party(purchase.order, actor)
        if actor.role is Role.COURIER:
            return ()
        await self._note_reading(actor, order_id)
        banks = actor.role is not Role.CUSTOMER
        return [it for it in purchase.disputes if banks or it.chargeback is None]

    async def one(self, actor: Actor, dispute_id: DisputeId) -> Dispute:
        """Return a dispute to those whom it concerns. Refuses with `UnknownDispute`."""
        purchase = await self.perform.load(await self._order_of(dispute_id))
        found = named(purchase, dispute_id, actor)
        await self._note_reading(actor, dispute_id)
        return found

    async def _note_reading(self, actor: Actor, subject: DisputeId | OrderId) -> None:
        if actor.role is not Role.STAFF:
            return
        record_id, now = self.ids.new(AuditRecordId), self.clock.now()
        async with self.begin() as uow:
            uow.audit_log.add(recorded(actor, "dispute.read", subject, record_id, now))
            await uow.commit()

    async def _act(
        self,
        actor: Actor,
        verb: DisputeVerb,
        dispute_id: DisputeId,
        decision: Decide,
        key: ports.Key | None,
    ) -> Dispute:
        order_id = await self._order_of(dispute_id)
        named(await self.perform.load(order_id), dispute_id, actor)
        purchase = await self._carry_out(
            actor, f"dispute.{verb}", dispute_id, order_id, decision, key
        )
        return named(purchase, dispute_id, actor)

    async def _carry_out(
        self,
        actor: Actor,
        verb: str,
        subject: DisputeId | OrderId,
        order_id: OrderId,
        decision: Decide,
        key: ports.Key | None,
    ) -> Purchase:
        async def attempt() -> Purchase:
            change = decision(await self.perform.load(order_id), self.ids.new(OperationId))
            now = self.clock.now()
            async with self.begin() as uow:
                uow.orders.save(change)
                if actor.role is Role.STAFF:
                    told, record_id = _told(change), self.ids.new(AuditRecordId)
                    uow.audit_log.add(recorded(actor, verb, subject, record_id, now, facts=told))
                if key is not None:
                    uow.answers.claim(key, subject, now)
                await uow.commit()
            return change.purchase

        return await self.perform(await on_fresh_facts(attempt))

    async def _order_of(self, dispute_id: DisputeId) -> OrderId:
        async with self.begin() as uow:
            order_id = await uow.disputes.order_of(dispute_id)
        if order_id is None:
            raise UnknownDispute
        return order_id


def _told(change: Change) -> Mapping[str, str]:
    """Return what the audit log keeps of it: no words of people."""
    facts = {"order": str(change.purchase.order.id)}
    for dispute in change.disputes:
        facts |= {"state": dispute.state, "kind": dispute.kind}
        if dispute.pending is not None:
            waits = dispute.pending.amount
            facts |= {"waits_for_second": f"{waits.amount} {waits.currency}"}
    for refund in change.refunds:
        facts["amount"] = f"{refund.amount.amount} {refund.amount.currency}"
    return facts
