"""How a cook and a customer come to terms about a complaint, or leave it to staff."""

from attrs import define

from foodmarket import ports
from foodmarket.adapters.memory.tables import Tables
from foodmarket.domain.accounts.model import AccountId, Actor, Role
from foodmarket.domain.disputes.decisions import DisputeVerb
from foodmarket.domain.disputes.model import DisputeId
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.refunds.decisions import Choice
from foodmarket.entrypoints.marketplace import Marketplace
from foodmarket.entrypoints.simulation.errands import Desk
from foodmarket.entrypoints.simulation.town import Town
from foodmarket.entrypoints.simulation.world import World

HOUR = 3_600.0
SHARES = (0, 10, 50, 100)  # percent of what is left that a cook offers
DEMANDS = (30, 100)  # percent that a customer asks for instead


@define(eq=False)
class Settling:
    """Both sides of a complaint; each sends everything under a key, and again without an answer."""

    world: World
    town: Town
    desk: Desk
    tables: Tables

    async def talk(self, order_id: OrderId) -> None:
        """Let the cook offer something, and the customer take it, ask for more, or call staff."""
        complaint = self._complaint(order_id)
        if complaint is None:
            return
        chance, order = self.world.chance, self.tables.orders[order_id]
        cook = next(it.actor for it in self.town.cooks if it.profile.id == order.cook_id)
        customer = Actor(Role.CUSTOMER, order.customer_id)
        await self.world.loop.wait(chance.uniform(0, 6) * HOUR)
        await self._propose(cook, DisputeVerb.OFFER, complaint, order_id, chance.choice(SHARES))
        await self.world.loop.wait(chance.uniform(0, 6) * HOUR)
        fate = chance.random()
        if fate < 0.6:
            await self._answer(customer, DisputeVerb.ACCEPT, complaint)
            return
        if fate < 0.8:
            await self._answer(customer, DisputeVerb.ESCALATE, complaint)
            return
        share = chance.choice(DEMANDS)
        await self._propose(customer, DisputeVerb.COUNTER, complaint, order_id, share)
        await self.world.loop.wait(chance.uniform(0, 6) * HOUR)
        if chance.random() < 0.7:
            await self._answer(cook, DisputeVerb.ACCEPT, complaint)

    async def _propose(
        self, actor: Actor, verb: DisputeVerb, at: DisputeId, order_id: OrderId, share: int
    ) -> None:
        keep = self.tables.payments[self.tables.payment_of[order_id]].keep
        amount = Money(keep.amount * share // 100, keep.currency)
        choice = Choice(amount=amount) if amount else None
        key = _key(actor, f"{verb}-{at}")

        async def propose(market: Marketplace) -> object:
            return await market.dispute_order.propose(actor, at, verb, choice, "", key)

        await self.desk.plain(propose)

    async def _answer(self, actor: Actor, verb: DisputeVerb, at: DisputeId) -> None:
        key = _key(actor, f"{verb}-{at}")

        async def answer(market: Marketplace) -> object:
            disputes = market.dispute_order
            act = disputes.accept if verb is DisputeVerb.ACCEPT else disputes.escalate
            return await act(actor, at, key)

        await self.desk.plain(answer)

    def _complaint(self, order_id: OrderId) -> DisputeId | None:
        disputes = (self.tables.disputes[it] for it in self.tables.disputes_of.get(order_id, ()))
        return next((it.id for it in disputes if it.chargeback is None), None)


def _key(actor: Actor, text: str) -> ports.Key:
    return ports.Key(owner=actor.account_id or AccountId(""), text=text, fingerprint=text)
