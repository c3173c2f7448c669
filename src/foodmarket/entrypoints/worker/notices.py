"""What people read of an event: a notice in the feed of each whom it concerns."""

from foodmarket import ports
from foodmarket.domain.accounts.model import Role
from foodmarket.domain.disputes import DisputeKind
from foodmarket.domain.orders.model import (
    DisputeMoved,
    MoneyReturned,
    OrderEvent,
    OrderMoved,
    OrderReminder,
    OrderState,
    PaymentActionRequired,
)
from foodmarket.entrypoints.config.values import shown
from foodmarket.ports.notices import Notice
from foodmarket.ports.outbox import Envelope

_CUSTOMERS_TURN = {OrderState.PLACED, OrderState.DELIVERED}


def readers(event: OrderEvent) -> tuple[Role, ...]:
    """Return who should read of it: those who have to act, or both sides of an order."""
    match event:
        case OrderReminder(state=state):
            return (Role.CUSTOMER,) if state in _CUSTOMERS_TURN else (Role.COOK,)
        case PaymentActionRequired() | MoneyReturned():
            return (Role.CUSTOMER,)
        case DisputeMoved(dispute=DisputeKind.CHARGEBACK, state=state) if not state.final:
            return (Role.COOK,)  # the customer has it from the bank
        case OrderMoved(after=OrderState.PLACED | OrderState.DECLINED | OrderState.EXPIRED):
            return (Role.CUSTOMER,)  # the cook never heard of it
        case _:
            return (Role.CUSTOMER, Role.COOK)


def facts(event: OrderEvent) -> dict[str, str]:
    """Return what the sentence of the notice is filled with."""
    match event:
        case OrderMoved():
            return {"before": event.before, "after": event.after, "reason": event.reason or ""}
        case OrderReminder():
            return {"state": event.state, "deadline": event.deadline.isoformat()}
        case DisputeMoved():
            return _facts_of_dispute(event)
        case PaymentActionRequired():
            return {"url": event.url}
        case MoneyReturned():
            told = {"amount": shown(event.amount.amount), "currency": event.amount.currency}
            return told | ({"reason": event.why} if event.why else {})
        case _:
            return {}


def _facts_of_dispute(event: DisputeMoved) -> dict[str, str]:
    told = {"dispute": str(event.dispute_id)}
    if event.amount is not None:
        told |= {"amount": shown(event.amount.amount), "currency": event.amount.currency}
    return told | ({"deadline": event.deadline.isoformat()} if event.deadline else {})


async def note(begin: ports.Begin, envelope: Envelope) -> None:
    """Put the notices of an event into the feeds; a second time changes nothing."""
    event = envelope.event
    if not isinstance(event, OrderEvent):
        return
    told, whom = facts(event), readers(event)
    async with begin() as uow:
        accounts = [event.customer_id] if Role.CUSTOMER in whom else []
        if Role.COOK in whom or "deadline" in told:
            cook = await uow.catalogue.cook(event.cook_id)
            if cook is not None and Role.COOK in whom:
                accounts.append(cook.account_id)
            if cook is not None and "deadline" in told:
                told["time_zone"] = cook.time_zone  # both sides go by the clock of the kitchen
        for account_id in accounts:
            uow.notices.add(
                Notice(
                    event_id=envelope.id,
                    account_id=account_id,
                    at=event.at,
                    name=event.name,
                    order_id=event.order_id,
                    facts=told,
                )
            )
        await uow.commit()
