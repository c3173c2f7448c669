"""Invariants of orders, portions, events and operations."""

from collections import Counter
from collections.abc import Iterator

from foodmarket.adapters.memory.tables import Tables
from foodmarket.domain.catalogue.model import Reservation
from foodmarket.domain.disputes.model import DisputeKind
from foodmarket.domain.ledger.model import escrow, retention
from foodmarket.domain.orders.model import Order, OrderId, OrderMoved, OrderState, Step
from foodmarket.domain.orders.process import BY_STATE, ENDS, Effect, Trigger


def portions_within_offer(tables: Tables) -> Iterator[str]:
    """What is taken of a slot is what live and fulfilled orders hold, and no more than offered."""
    portions: Counter[str] = Counter()
    work: Counter[str] = Counter()
    per_dish: Counter[tuple[str, str]] = Counter()
    for order in tables.orders.values():
        held = _held(tables, order)
        if held is not None:
            portions[held.slot_id] += held.portions
            work[held.slot_id] += held.work_units
            for dish in held.dishes:
                per_dish[held.slot_id, dish.dish_id] += dish.quantity
    for slot in tables.slots.values():
        if (slot.portions_taken, slot.work_taken) != (portions[slot.id], work[slot.id]):
            yield f"slot {slot.id} counts {slot.portions_taken}, orders hold {portions[slot.id]}"
        if slot.portions_taken > slot.portions or slot.work_taken > slot.work_units:
            yield f"slot {slot.id} is oversold: {slot.portions_taken} of {slot.portions}"
    for place, taken in tables.taken.items():
        if taken != per_dish[place]:
            yield f"dish {place[1]} of slot {place[0]} counts {taken}, held are {per_dish[place]}"


def deadlines_set(tables: Tables) -> Iterator[str]:
    """An order that has not ended has a deadline; one that has ended has none."""
    for order in tables.orders.values():
        timed = order.deadline is not None and order.due_at is not None
        if timed == (order.state in ENDS):
            yield f"order {order.id} is {order.state} with deadline {order.deadline}"


def ended_hold_nothing(tables: Tables) -> Iterator[str]:
    """Nothing of an ended order is in escrow or retained."""
    for order in tables.orders.values():
        code = order.bill.items.currency
        for account in (escrow(order.id), retention(order.id)):
            if order.state in ENDS and tables.funds(account, code):
                yield f"order {order.id} is {order.state}, {account} is not empty"


def disputed_hold_still(tables: Tables) -> Iterator[str]:
    """An order with an open complaint is in dispute; none with a chargeback is on its way."""
    for dispute in tables.disputes.values():
        order = tables.orders.get(OrderId(dispute.order_id))
        state = None if order is None else order.state
        if dispute.state.final:
            continue
        if dispute.kind is DisputeKind.COMPLAINT and state is not OrderState.DISPUTED:
            yield f"dispute {dispute.id} is {dispute.state}, its order is {state}"
        if state in {OrderState.DELIVERED, OrderState.COMPLETED}:
            yield f"dispute {dispute.id} is {dispute.state}, its order goes on as {state}"


def events_match_steps(tables: Tables) -> Iterator[str]:
    """Every step of an order was told to the outbox, in order."""
    for order_id, steps in tables.steps.items():
        events = (envelope.event for envelope in tables.events_of.get(order_id, ()))
        told = [(e.before, e.after) for e in events if isinstance(e, OrderMoved)]
        if told != [(step.before, step.after) for step in steps]:
            yield f"order {order_id} told of {len(told)} steps, took {len(steps)}"


def answers_have_subjects(tables: Tables) -> Iterator[str]:
    """A keyed request that was accepted has the order that it made or moved."""
    for (owner, text), answer in tables.answers.items():
        about_order = answer.subject.startswith(f"{OrderId.prefix}_")
        if about_order and OrderId(answer.subject) not in tables.orders:
            yield f"key {text} of {owner} has no order {answer.subject}"


def steps_along_edges(tables: Tables) -> Iterator[str]:
    """Each step follows a row of the process table, and the last one leads to where it stands."""
    for order in tables.orders.values():
        steps = tables.steps.get(order.id, [])
        state = OrderState.PLACED
        for step in steps:
            if step.before is not state or not _declared(step):
                yield f"order {order.id} went {step.before} -> {step.after} by {step.trigger}"
            state = step.after
        if not steps or state is not order.state:
            yield f"order {order.id} is {order.state}, its history ends {state}"


def operations_recorded(tables: Tables) -> Iterator[str]:
    """Each operation has its payment and order; a payment has at most one that is unfinished."""
    unfinished: Counter[str] = Counter()
    for operation in tables.operations.values():
        payment = tables.payments.get(operation.payment_id)
        if payment is None or payment.order_id not in tables.orders:
            yield f"operation {operation.id} belongs to nothing"
        unfinished[operation.payment_id] += not operation.state.final
    for payment_id, count in unfinished.items():
        if count > 1:
            yield f"payment {payment_id} has {count} unfinished operations"


def _declared(step: Step) -> bool:
    if step.trigger == "place":
        return step.before is step.after is OrderState.PLACED
    row = BY_STATE[step.before].get(Trigger(step.trigger))
    return row is not None and row.after is step.after and step.actor in row.actors


def _held(tables: Tables, order: Order) -> Reservation | None:
    """Return what the order still holds, going by its history alone."""
    for step in tables.steps.get(order.id, ()):
        row = BY_STATE[step.before].get(Trigger(step.trigger)) if step.trigger != "place" else None
        if row is not None and Effect.FREE_PORTIONS in row.effects:
            return None
    return order.reservation
