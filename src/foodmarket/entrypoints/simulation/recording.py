"""What people did in a simulated city, as commands that can be done again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from attrs import field, frozen

from foodmarket.domain.accounts.model import Role
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.model import Step
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.refunds.model import Refund, RefundReason
from foodmarket.entrypoints.simulation.city import City
from foodmarket.entrypoints.simulation.faults import Profile
from foodmarket.entrypoints.simulation.town import RUB
from foodmarket.entrypoints.simulation.world import Plan, new_world


@frozen(kw_only=True)
class Command:
    """Something that people did; ``number`` is the order's, counted as they were placed."""

    at: datetime
    number: int
    what: str
    facts: dict[str, Any] = field(factory=dict)


def recorded(city: City) -> list[Command]:
    """Return what people did in a simulated city, in time."""
    tables = city.store.tables
    orders = sorted(tables.orders.values(), key=lambda order: (order.placed_at, order.id))
    numbers = {order.id: number for number, order in enumerate(orders)}
    commands = []
    for number, order in enumerate(orders):
        payment = tables.payments[tables.payment_of[order.id]]
        facts = {
            "customer": order.customer_id,
            "slot": order.reservation.slot_id,
            "wanted": {line.dish_id: line.quantity for line in order.lines},
            "token": payment.token,
            "tip": order.bill.tip.amount,
        }
        commands.append(Command(at=order.placed_at, number=number, what="place", facts=facts))
        refunds = [tables.refunds[it] for it in tables.refunds_of.get(order.id, ())]
        commands += [
            _moved(number, step, refunds)
            for step in tables.steps[order.id]
            if step.actor is not Role.SYSTEM and step.trigger != "place"
        ]
        commands += [
            Command(
                at=it.asked_at,
                number=number,
                what="refund",
                facts={"amount": it.amount, "liable": it.liable},
            )
            for it in refunds
            if it.asked_by is not None
        ]
    told = city.people.told_bank if city.people is not None else []
    commands += [
        Command(at=at, number=numbers[order_id], what="bank", facts={"agrees": agrees})
        for at, order_id, agrees in told
    ]
    return sorted(commands, key=lambda it: (it.at, it.number, it.what))


def _moved(number: int, step: Step, refunds: Sequence[Refund]) -> Command:
    award = None
    if step.trigger == Trigger.RESOLVE_FOR_COOK:
        given = [
            it for it in refunds if it.reason is RefundReason.DISPUTE and it.asked_at == step.at
        ]
        award = given[0].amount if given else Money.zero(RUB)
    facts = {"trigger": step.trigger, "role": step.actor, "reason": step.reason, "award": award}
    return Command(at=step.at, number=number, what="move", facts=facts)


def record(seed: int, plan: Plan, profile: Profile) -> list[Command]:
    """Live a history and return what people did in it."""
    world = new_world(seed, plan, profile)

    async def story() -> list[Command]:
        city = City(world)
        await city.live()
        return recorded(city)

    return world.loop.run(story())
