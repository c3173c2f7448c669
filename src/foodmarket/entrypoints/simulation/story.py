"""Telling what happened to one order, and when money moved."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from foodmarket.adapters.memory.tables import Tables
from foodmarket.domain.orders.model import OrderId
from foodmarket.entrypoints.simulation.ids import START
from foodmarket.entrypoints.simulation.world import World

HOUR = timedelta(hours=1)
MOST_LINES = 200


def hour_of(at: datetime) -> int:
    """Return the hour since the start of the city."""
    return (at - START) // HOUR


def postings(tables: Tables) -> Iterator[tuple[int, str, int]]:
    """Yield hour, kind of account and amount (on the account's own side) of each posting."""
    for entry in tables.entries.values():
        hour = hour_of(entry.at)
        for posting in entry.postings:
            kind = posting.account.kind
            yield hour, kind.value, kind.side * posting.amount


def story_of(world: World, tables: Tables, subject: str) -> Iterator[str]:
    """Tell everything that happened to a subject, oldest first, and how it stands."""
    told = [line for line in world.trace if line[1] == subject or subject in line[2]]
    for at, about, what in told[:MOST_LINES]:
        days, seconds = divmod(at, 86_400.0)
        clock = timedelta(seconds=round(seconds, 3))
        whose = "" if about == subject else f"{about} "
        yield f"day {int(days) + 1} {str(clock)[:-3]}  {whose}{what}"
    order = tables.orders.get(OrderId(subject))
    if order is None:
        return
    yield f"= order {order.state}, deadline {order.deadline}, version {order.version}"
    payment = tables.payments[tables.payment_of[order.id]]
    yield f"= payment {payment.state}: {payment.captured} taken, {payment.refunded} returned"
    for operation_id in tables.operations_of.get(order.id, ()):
        operation = tables.operations[operation_id]
        yield (
            f"= {operation.kind} of {operation.amount}: {operation.state} after "
            f"{operation.attempts} tries ({operation.reason})"
        )
    for entry in tables.entries_of.get(order.id, ()):
        lines = ", ".join(f"{it.account} {it.amount:+}" for it in entry.postings)
        yield f"= booked {entry.kind}: {lines}"
