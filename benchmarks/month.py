"""The statements of a whole month: how long they take, and how little memory.

The month is filled in by SQL on a database of its own; the command runs in a process of its own.
"""

import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import asyncpg

from foodmarket.adapters.embedded import EmbeddedServices
from foodmarket.adapters.postgres import migrate

MONTH = "2026-10"
COOKS = 40
ORDERS, MORE_ORDERS = 10_000, 40_000
# Triggers and foreign keys are left out, for speed. Every order is captured and released; one in
# twenty is refunded out of its retention, another out of what is payable, too. Each midnight the
# cooks are paid nine tenths of what became payable since; retentions settle after a fortnight.
FILL = """
    SET LOCAL session_replication_role = replica;
    CREATE TEMP TABLE sold ON COMMIT DROP AS
    SELECT
        'ord_' || lpad(n::text, 26, '0') AS id,
        'cok_' || lpad((n % {cooks})::text, 26, '0') AS cook,
        50000 + n % 997 AS paid, round((50000 + n % 997) * 0.1)::bigint AS retained,
        timestamptz '{month}-01 00:00+00' + n * (interval '30 days' / {orders}) AS at,
        n / {cooks} % 20 AS fate
    FROM generate_series(0, {orders} - 1) n;

    INSERT INTO orders
    SELECT id, 'acc_0', cook, '{{}}', at, at, at, '[]', '{{}}', '{{}}', '{{}}', '1', at,
        CASE WHEN fate < 2 OR at < timestamptz '{month}-16 00:00+00' THEN 'settled'
            ELSE 'completed' END,
        at, at + interval '15 days', NULL, false, NULL, 1, NULL
    FROM sold;

    CREATE TEMP TABLE booked ON COMMIT DROP AS
    SELECT 'captured:' || id AS key, 'captured' AS kind, at, id AS subject,
        0 AS line, 'clearing:sandbox' AS account, -paid AS amount FROM sold
    UNION ALL SELECT 'captured:' || id, 'captured', at, id, 1, 'escrow:' || id, paid FROM sold
    UNION ALL SELECT 'released:' || id, 'released', at + interval '1 hour', id,
        0, 'escrow:' || id, -paid FROM sold
    UNION ALL SELECT 'released:' || id, 'released', at + interval '1 hour', id,
        1, 'payable:' || cook, paid - retained FROM sold
    UNION ALL SELECT 'released:' || id, 'released', at + interval '1 hour', id,
        2, 'retention:' || id, retained FROM sold
    UNION ALL SELECT 'refund:' || id, 'refund_asked', at + interval '2 hours', id,
        0, 'retention:' || id, -retained FROM sold WHERE fate < 2
    UNION ALL SELECT 'refund:' || id, 'refund_asked', at + interval '2 hours', id,
        1, 'payable:' || cook, -777 FROM sold WHERE fate = 1
    UNION ALL SELECT 'refund:' || id, 'refund_asked', at + interval '2 hours', id,
        2, 'refunds:in_transit', retained + 777 * fate FROM sold WHERE fate < 2
    UNION ALL SELECT 'settled:' || id, 'retention_settled', at + interval '15 days', id,
        0, 'retention:' || id, -retained FROM sold
        WHERE fate > 1 AND at < timestamptz '{month}-16 00:00+00'
    UNION ALL SELECT 'settled:' || id, 'retention_settled', at + interval '15 days', id,
        1, 'income:commission', retained FROM sold
        WHERE fate > 1 AND at < timestamptz '{month}-16 00:00+00';

    CREATE TEMP TABLE due ON COMMIT DROP AS
    SELECT account, date_trunc('day', at, 'UTC') + interval '1 day' AS at,
        sum(amount) * 9 / 10 AS amount
    FROM booked WHERE account LIKE 'payable:%' GROUP BY 1, 2 HAVING sum(amount) > 0;
    INSERT INTO booked
    SELECT 'payout-reserved:' || account || at, 'payout_reserved', at, 'pyo_' || substr(account, 9),
        line, CASE line WHEN 0 THEN account ELSE 'payouts:in_transit' END, (2 * line - 1) * amount
    FROM due, generate_series(0, 1) line;

    INSERT INTO ledger_entries (key, kind, at, currency, order_id)
    SELECT key, kind, at, 'RUB', subject FROM booked WHERE line = 0 ORDER BY at, key;
    INSERT INTO ledger_postings
    SELECT position, line, account, 'RUB', amount FROM booked JOIN ledger_entries USING (key);
    INSERT INTO ledger_balances
    SELECT account, currency, sum(amount) FROM ledger_postings
    WHERE account ~ '^(escrow|retention|payable):' GROUP BY account, currency;
"""


async def fill(url: str, orders: int, cooks: int = COOKS) -> None:
    """Book a month's orders of so many cooks in an empty database with the schema."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute(FILL.format(orders=orders, cooks=cooks, month=MONTH))
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def month(services: EmbeddedServices) -> dict[str, float]:
    """Return seconds and peak memory (MB) of a month's statements, and of four times as many."""
    figures: dict[str, float] = {"cooks": COOKS}
    for name, orders in (("", ORDERS), ("more_", MORE_ORDERS)):
        url = await services.create_database(f"{name}month")
        await migrate(url)
        await fill(url, orders)
        figures[f"{name}orders"] = orders
        figures[f"{name}seconds"], figures[f"{name}peak_mb"] = write(url)
    assert figures["more_peak_mb"] < 1.5 * figures["peak_mb"], "memory grows with the orders"
    return figures


def write(url: str) -> tuple[float, float]:
    """Write all statements in a process of its own; return its seconds and peak memory in MB."""
    with tempfile.TemporaryDirectory(prefix="foodmarket-month-") as folder:
        program = (sys.executable, "-m", "foodmarket.entrypoints.cli", "--language", "en")
        asked = ("statements", "--month", MONTH, "--output", str(Path(folder, "written")))
        began = perf_counter()
        pid = os.posix_spawn(program[0], (*program, *asked), os.environ | {"DATABASE_URL": url})
        _, status, spent = os.wait4(pid, 0)
        took = perf_counter() - began
        assert status == 0, "the statements do not add up to the book"
        assert len(list(Path(folder, "written").iterdir())) == COOKS
    return took, spent.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
