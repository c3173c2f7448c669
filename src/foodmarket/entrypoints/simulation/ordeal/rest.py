"""Waiting until everything that happens by itself has happened."""

from collections.abc import Callable

import httpx

from foodmarket.domain.orders.process import ENDS
from foodmarket.entrypoints.simulation.ordeal.programs import until
from foodmarket.entrypoints.simulation.ordeal.schedule import WORKERS
from foodmarket.entrypoints.simulation.ordeal.stage import Stage

LOOK = 0.25
_ENDED = sorted(str(state) for state in ENDS)
# What is unfinished, by name; an order may rest where its deadline is minutes away.
_UNFINISHED = """
SELECT 'operations' AS what, count(*) FROM operations WHERE state IN ('requested', 'unknown')
UNION ALL SELECT 'events', count(*) FROM outbox
UNION ALL SELECT 'entries without a link', count(*) FROM ledger_unchained
UNION ALL SELECT 'audit records without a link', count(*) FROM audit_unchained
UNION ALL SELECT 'notifications', count(*) FROM webhooks WHERE state = 'received'
UNION ALL SELECT 'payouts', count(*) FROM payouts WHERE state IN ('reserved', 'submitted')
UNION ALL SELECT 'orders', count(*) FROM orders
  WHERE state <> ALL($1) AND (due_at IS NULL OR due_at < now() + interval '60 s')
"""


async def come_to_rest(stage: Stage, patience: float, tell: Callable[[str], None]) -> None:
    """Return once nothing is unfinished, within ``patience`` seconds, and stop the workers.

    Raises `NotReady`.
    """
    await stage.ready()

    async def rests() -> bool:
        # The double sends what it was not rid of, which otherwise waits for its next request.
        await stage.bank.tell()
        left = await unfinished(stage)
        if left:
            tell("unfinished: " + ", ".join(f"{count} {name}" for name, count in left.items()))
        return not left

    try:
        await until(rests, patience, "there is no rest", LOOK)
    except httpx.TransportError as error:
        raise RuntimeError("the provider's double is gone") from error
    for name in WORKERS:
        await stage.programs[name].stop()


async def unfinished(stage: Stage) -> dict[str, int]:
    """Return what is unfinished, and how many of it."""
    rows = await stage.sql.fetch(_UNFINISHED, _ENDED)
    return {row["what"]: row["count"] for row in rows if row["count"]}
