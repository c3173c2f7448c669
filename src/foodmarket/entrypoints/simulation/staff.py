"""What staff does: disputes, refunds, approvals, parked ones; and what nobody may do."""

from collections.abc import Awaitable, Callable

from attrs import define

from foodmarket import ports
from foodmarket.adapters.memory.tables import Tables
from foodmarket.domain.accounts.model import AccountId, Actor, Role
from foodmarket.domain.disputes.model import DisputeId
from foodmarket.domain.escrow.model import Liable
from foodmarket.domain.kernel.errors import KeyTaken, Refusal
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.errors import (
    IllegalTransition,
    RefundTooLarge,
    UnknownOrder,
    WrongActor,
    WrongDeliveryCode,
)
from foodmarket.domain.orders.model import OrderId, OrderState, Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.orders.usecases.refund_order import RefundVerb
from foodmarket.domain.refunds.decisions import Choice
from foodmarket.domain.refunds.errors import SecondPersonNeeded
from foodmarket.domain.refunds.model import Refund, RefundReason, RefundState
from foodmarket.entrypoints.marketplace import Marketplace
from foodmarket.entrypoints.simulation.errands import Desk
from foodmarket.entrypoints.simulation.situations import Situation
from foodmarket.entrypoints.simulation.town import Town
from foodmarket.entrypoints.simulation.world import World

HOUR = 3_600.0
WORDS = ("the customer signed for it", "winning_evidence", "losing_evidence")  # Stripe's own
SHARES = (5, 30, 100, 130)  # percent of what is left that staff gives back; one is too much


@define(eq=False)
class Staff:
    """The two members of staff, and those who try what they may not."""

    world: World
    town: Town
    desk: Desk
    tables: Tables

    async def judge(self, order_id: OrderId) -> None:
        """Decide a dispute, in time or not at all."""
        chance = self.world.chance
        fate = chance.random()
        if fate < 0.1:
            return
        await self.world.loop.wait(chance.uniform(1, 40) * HOUR)
        favoured = Trigger.RESOLVE_FOR_CUSTOMER if fate < 0.5 else Trigger.RESOLVE_FOR_COOK
        keep = self.tables.payments[self.tables.payment_of[order_id]].keep
        award = Money(keep.amount * chance.choice((0, 10, 50)) // 100, keep.currency)

        for actor in self.town.staff:  # a large award takes both, a small one the first alone

            async def resolve(market: Marketplace, key: ports.Key, by: Actor = actor) -> Purchase:
                given = award if favoured is Trigger.RESOLVE_FOR_COOK else None
                return await market.move_order(by, order_id, favoured, award=given, key=key)

            await self.desk.ask(actor, f"resolve-{order_id}", resolve)
            if self.tables.orders[order_id].state is not OrderState.DISPUTED:
                return
            self.world.reach(Situation.VERDICT_WAITED)

    async def refund(self, order_id: OrderId) -> None:
        """Give a part back, or all of it, or more than there is; now, or at the last moment."""
        chance, actor = self.world.chance, self.town.staff[0]
        deadline = self.tables.orders[order_id].deadline
        if deadline is not None and chance.random() < 0.6:  # while its retention settles
            await self.world.loop.wait(self.world.seconds_until_about(deadline))
        keep = self.tables.payments[self.tables.payment_of[order_id]].keep
        amount = Money(max(1, keep.amount * chance.choice(SHARES) // 100), keep.currency)
        liable = chance.choice((Liable.COOK, Liable.PLATFORM))
        key = _key(actor, f"refund-{order_id}")

        async def ask(market: Marketplace) -> object:
            return await market.refund_order(
                actor,
                order_id,
                Choice(amount=amount),
                reason=RefundReason.GOODWILL,
                liable=liable,
                key=key,
            )

        refused = await self.desk.plain(ask)
        if refused is None or isinstance(refused, KeyTaken):
            self.world.reach(Situation.STAFF_REFUND)
        elif isinstance(refused, RefundTooLarge):
            self.world.reach(Situation.TOO_LARGE_REFUSED)

    async def contest(self, order_id: OrderId) -> None:
        """Tell the customer's bank our side of a chargeback, if we have heard of it."""
        for dispute_id in tuple(self.tables.disputes_of.get(order_id, ())):
            dispute = self.tables.disputes[dispute_id]
            if dispute.chargeback is None or dispute.state.final:
                continue
            await self.desk.plain(self._evidence(dispute_id))

    def _evidence(self, dispute_id: DisputeId) -> Callable[[Marketplace], Awaitable[object]]:
        actor, words = self.town.staff[0], self.world.chance.choice(WORDS)
        key = _key(actor, f"evidence-{dispute_id}")

        async def tell(market: Marketplace) -> object:
            return await market.dispute_order.contest(actor, dispute_id, words, (), key)

        return tell

    async def see_to(self, refund: Refund) -> None:
        """Approve what waits for a second person; retry or give up what was refused too often."""
        asker, approver = self.town.staff
        if refund.state is RefundState.REQUESTED:
            refused = await self._decide(asker, refund, RefundVerb.APPROVE)
            if isinstance(refused, SecondPersonNeeded):
                self.world.reach(Situation.OWN_APPROVAL_REFUSED)
            elif refused is None:
                self.world.violate(16, refund.order_id, "approved by whoever asked for it")
            refused = await self._decide(approver, refund, RefundVerb.APPROVE)
            self.world.reach(Situation.APPROVED)
            if isinstance(refused, RefundTooLarge):
                await self._decide(approver, refund, RefundVerb.DECLINE)
        elif refund.state is RefundState.PARKED:
            again = self.world.chance.random() < 0.6
            verb = RefundVerb.RETRY if again else RefundVerb.ABANDON
            await self._decide(approver, refund, verb)
            self.world.reach(Situation.PARKED_REFUND)

    async def intrude(self, order_id: OrderId) -> None:
        """Try what a stranger and a wrong role would; nothing of it may work."""
        order = self.tables.orders[order_id]
        others = [it.actor for it in self.town.customers]
        stranger = next(it for it in others if it.account_id != order.customer_id)
        cook = next(it for it in self.town.cooks if it.profile.id != order.cook_id)
        for actor, trigger in ((stranger, Trigger.CANCEL), (cook.actor, Trigger.ACCEPT)):
            refused = await self._try(actor, order_id, trigger)
            if isinstance(refused, UnknownOrder):
                self.world.reach(Situation.STRANGER_REFUSED)
            elif refused is None:
                self.world.violate(14, order_id, f"a stranger pulled {trigger}")
        customer = Actor(Role.CUSTOMER, order.customer_id)
        refused = await self._try(customer, order_id, Trigger.ACCEPT)
        if isinstance(refused, WrongActor | IllegalTransition):
            self.world.reach(Situation.WRONG_ROLE_REFUSED)

    async def guess(self, order_id: OrderId, actor: Actor) -> None:
        """Try to hand a meal over against a code that the customer did not tell."""
        order = self.tables.orders[order_id]
        wrong = "000000" if order.delivery_code != "000000" else "000001"

        async def hand_over(market: Marketplace) -> object:
            return await market.hand_over_order(actor, order_id, wrong)

        refused = await self.desk.plain(hand_over)
        if isinstance(refused, WrongDeliveryCode):
            self.world.reach(Situation.WRONG_CODE_REFUSED)
        elif refused is None:
            self.world.violate(14, order_id, "was handed over against a wrong code")

    async def _try(self, actor: Actor, order_id: OrderId, trigger: Trigger) -> Refusal | None:
        async def pull(market: Marketplace) -> object:
            return await market.move_order(actor, order_id, trigger)

        return await self.desk.plain(pull)

    async def _decide(self, actor: Actor, refund: Refund, verb: RefundVerb) -> Refusal | None:
        key = _key(actor, f"{verb}-{refund.id}-{refund.version}")

        async def decide(market: Marketplace) -> object:
            return await market.refund_order.decide(actor, refund.id, verb, key)

        return await self.desk.plain(decide)


def _key(actor: Actor, text: str) -> ports.Key:
    return ports.Key(owner=actor.account_id or AccountId(""), text=text, fingerprint=text)
