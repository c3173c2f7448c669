"""How the whole marketplace stands, as one cheap statement: nothing in it grows with the past.

Orders that have not ended, unfinished operations and what is parked are found by partial indexes;
money comes from totals that are kept while the book is chained, about a second behind it.
"""

from collections.abc import Sequence

from foodmarket.adapters.postgres.compiled import Statement
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.pool import Pool
from foodmarket.domain.ledger.model import AccountKind
from foodmarket.ports.metrics import Gauge, Reading

# One row per reading: its name, its labels, its value.
_READ = Statement(
    """
    SELECT 'orders', ARRAY[state], count(*)::float8
    FROM orders WHERE due_at IS NOT NULL GROUP BY state
    UNION ALL
    SELECT 'money', ARRAY[kind, currency], amount FROM ledger_totals
    UNION ALL
    SELECT 'unexplained', ARRAY[provider, currency], sum(abs(unexplained))
    FROM discrepancies WHERE state IN ('open', 'proposed') GROUP BY provider, currency
    UNION ALL
    SELECT 'outbox', ARRAY[]::text[], count(*) FROM outbox
    UNION ALL
    (SELECT 'outbox_since', ARRAY[]::text[], extract(epoch FROM (facts->>'at')::timestamptz)
    FROM outbox ORDER BY position LIMIT 1)
    UNION ALL
    SELECT 'operations', ARRAY[kind, state], count(*)
    FROM operations WHERE state IN ('requested', 'unknown') GROUP BY kind, state
    UNION ALL
    SELECT 'webhooks', ARRAY['received'], count(*) FROM webhooks WHERE state = 'received'
    UNION ALL
    SELECT 'webhooks', ARRAY['parked'], count(*) FROM webhooks WHERE state = 'parked'
    """,
    (),
    {},
)


async def readings(pool: Pool) -> Sequence[Reading]:
    """Return everything at this instant. Refuses with `StoreUnavailable`."""
    found = [
        Reading(Gauge(name), tuple(labels), value)
        for name, labels, value in await Database(pool).rows(_READ)
    ]
    return [_on_its_side(reading) if reading.gauge is Gauge.MONEY else reading for reading in found]


def _on_its_side(reading: Reading) -> Reading:
    """The book adds up credits; a figure is positive on the account's own side."""
    kind = AccountKind(reading.labels[0])
    return Reading(reading.gauge, reading.labels, kind.side * reading.value)
