"""When something falls due next, for those who move a clock of their own."""

from datetime import datetime

from sqlalchemy import func, select, union_all

from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.pool import Pool

# What a worker has claimed comes again when the claim ends: greatest() passes nulls over.
_ORDERS = select(func.greatest(t.orders.c.due_at, t.orders.c.claimed_until).label("at")).where(
    t.orders.c.due_at.is_not(None)
)
_OPERATIONS = select(
    func.greatest(t.operations.c.due_at, t.operations.c.claimed_until).label("at")
).where(t.UNFINISHED_OPERATION)
_WEBHOOKS = select(
    func.greatest(t.webhooks.c.due_at, t.webhooks.c.claimed_until).label("at")
).where(t.WAITING_WEBHOOK)
_DUE = union_all(_ORDERS, _OPERATIONS, _WEBHOOKS).subquery()
_NEXT_DUE = compiled(select(func.min(_DUE.c.at)))


async def next_due(pool: Pool) -> datetime | None:
    """Return when a deadline, reminder, operation or notification is due next; None without any.

    Refuses with `StoreUnavailable`.
    """
    found: datetime | None = await Database(pool).value(_NEXT_DUE)
    return found
