"""Finding out, after a slot said no, what of it was short."""

from collections.abc import Sequence

from sqlalchemy import Text, bindparam, select

from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.rows import SLOT_WIDTH, Row, slot
from foodmarket.adapters.postgres.writes import Writes
from foodmarket.domain.catalogue.errors import OutOfPortions, OutOfWork, SlotClosed, UnknownSlot
from foodmarket.domain.catalogue.model import Reservation, Slot
from foodmarket.domain.kernel.errors import Refusal

_TAKEN = compiled(
    select(*t.slots.c, t.slot_dishes.c.dish_id, t.slot_dishes.c.taken)
    .outerjoin_from(t.slots, t.slot_dishes, t.slot_dishes.c.slot_id == t.slots.c.id)
    .where(t.slots.c.id == bindparam("slot_id", type_=Text))
)


async def shortage(database: Database, writes: Writes) -> Refusal | None:
    """Return why the slots refused the writes; None where nothing is short any more."""
    for reservation in writes.taken:
        rows = await database.rows(_TAKEN, slot_id=reservation.slot_id)
        found = _short(reservation, rows)
        if found is not None:
            return found
    for wanted in writes.resized:
        rows = await database.rows(_TAKEN, slot_id=wanted.id)
        now = slot(rows[0][:SLOT_WIDTH])
        if now.portions_taken > wanted.portions:
            return OutOfPortions(dish_id=None, asked=now.portions_taken, left=wanted.portions)
        if now.work_taken > wanted.work_units:
            return OutOfWork(asked=now.work_taken, left=wanted.work_units)
    return None


def _short(wanted: Reservation, rows: Sequence[Row]) -> Refusal | None:
    if not rows:
        return UnknownSlot()
    of: Slot = slot(rows[0][:SLOT_WIDTH])
    if not of.open:
        return SlotClosed(slot_id=of.id, orders_until=of.orders_until)
    taken = {dish_id: count for *_, dish_id, count in rows}
    for dish in wanted.dishes:
        left = max(dish.most - taken.get(dish.dish_id, 0), 0)
        if dish.quantity > left:
            return OutOfPortions(dish_id=dish.dish_id, asked=dish.quantity, left=left)
    left = of.portions - of.portions_taken
    if wanted.portions > left:
        return OutOfPortions(dish_id=None, asked=wanted.portions, left=left)
    left = of.work_units - of.work_taken
    if wanted.work_units > left:
        return OutOfWork(asked=wanted.work_units, left=left)
    return None
