"""Taking portions of a slot and giving them back, in memory."""

from attrs import evolve

from foodmarket.adapters.memory.tables import Commit
from foodmarket.domain.catalogue.errors import OutOfPortions, OutOfWork, SlotClosed, UnknownSlot
from foodmarket.domain.catalogue.model import Reservation


def take(commit: Commit, reservation: Reservation) -> None:
    """Count the portions in. Refuses with `OutOfPortions`, `OutOfWork` and `SlotClosed`."""
    tables = commit.tables
    slot = tables.slots.get(reservation.slot_id)
    if slot is None:
        raise UnknownSlot
    if not slot.open:
        raise SlotClosed(slot_id=slot.id, orders_until=slot.orders_until)
    for dish in reservation.dishes:
        key = (slot.id, dish.dish_id)
        taken = tables.taken.get(key, 0)
        if taken + dish.quantity > dish.most:
            left = max(dish.most - taken, 0)
            raise OutOfPortions(dish_id=dish.dish_id, asked=dish.quantity, left=left)
        commit.put(tables.taken, key, taken + dish.quantity)
    left = slot.portions - slot.portions_taken
    if reservation.portions > left:
        raise OutOfPortions(dish_id=None, asked=reservation.portions, left=left)
    left = slot.work_units - slot.work_taken
    if reservation.work_units > left:
        raise OutOfWork(asked=reservation.work_units, left=left)
    _count(commit, reservation, 1)


def free(commit: Commit, reservation: Reservation) -> None:
    """Count the portions out."""
    for dish in reservation.dishes:
        key = (reservation.slot_id, dish.dish_id)
        commit.put(commit.tables.taken, key, commit.tables.taken[key] - dish.quantity)
    _count(commit, reservation, -1)


def _count(commit: Commit, reservation: Reservation, sign: int) -> None:
    slot = commit.tables.slots[reservation.slot_id]
    counted = evolve(
        slot,
        portions_taken=slot.portions_taken + sign * reservation.portions,
        work_taken=slot.work_taken + sign * reservation.work_units,
    )
    commit.put(commit.tables.slots, slot.id, counted)
