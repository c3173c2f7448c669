"""What people look at every minute costs no more when a cook has thousands of ended orders."""

import json

import asyncpg
import pytest

from foodmarket.adapters.postgres import ledger, orders
from foodmarket.adapters.postgres.compiled import Statement

MOST_PAGES = 800  # of 8 KiB; 21 entries take some 250, and looking at every order takes 6000
COOK = "cok_1"  # half of the orders are this cook's
# Triggers and foreign keys are left out, for speed: this is about plans and not about meaning.
FILL = """
    SET LOCAL session_replication_role = replica;
    INSERT INTO cooks VALUES ('cok_1', 'acc_1', '{}', NULL, 'S', 'UTC', 'RUB', 0, true, 1, 'RU');
    INSERT INTO orders
    SELECT 'ord_' || lpad(n::text, 8, '0'), 'acc_2', 'cok_' || n % 2 * n + 1 - n % 2, '{}',
        now(), now(), now(), '[]', '{}', '{}', '{}', '1', now(),
        CASE WHEN n <= 10 THEN 'completed' WHEN n % 7 = 0 THEN 'rejected' WHEN n % 11 = 0
            THEN 'cancelled' WHEN n % 13 = 0 THEN 'expired' ELSE 'settled' END,
        now(), now(), NULL, false, NULL, 1, NULL
    FROM generate_series(1, 6000) n;
    INSERT INTO payments
    SELECT replace(id, 'ord', 'pay'), id, 'acc_2', 'sandbox', 't', 'RUB', 100, 100, 100, 0,
        'captured', true, NULL, NULL, NULL, 0, 0, false, 1
    FROM orders;
    INSERT INTO ledger_balances
    SELECT 'retention:' || id, 'RUB', CASE state WHEN 'completed' THEN 10 ELSE 0 END FROM orders;
    INSERT INTO ledger_balances VALUES ('payable:cok_1', 'RUB', 90);
    INSERT INTO ledger_entries (key, kind, at, currency, order_id)
    SELECT 'released:' || id, 'released', now(), 'RUB', id FROM orders ORDER BY id;
    INSERT INTO ledger_postings
    SELECT position, line, CASE line WHEN 0 THEN 'payable:cok_1' ELSE 'escrow:' || order_id END,
        'RUB', 1 - 2 * line
    FROM ledger_entries, generate_series(0, 1) line;
"""
OWED = {"payable": f"payable:{COOK}", "receivable": f"receivable:{COOK}"}
PAGE = {"id": COOK, "after": "~", "limit": 21}
ACCOUNT = {"id": f"payable:{COOK}", "code": "RUB", "limit": 21}


@pytest.fixture
async def busy(migrated_url: str) -> str:
    connection = await asyncpg.connect(migrated_url)
    async with connection.transaction():
        await connection.execute(FILL)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
    return migrated_url


@pytest.mark.parametrize(
    ("statement", "values", "rows"),
    [
        (orders._OF_COOK, PAGE, 21),
        (orders._OF_COOK_IN, PAGE | {"state": "authorised"}, 0),
        (ledger._COOK_BALANCES, {"id": COOK} | OWED, 1),
        (ledger._COOK_LINES, PAGE, 6),
        (ledger._STATEMENT, ACCOUNT, 21),
        (ledger._STATEMENT_AFTER, ACCOUNT | {"after": "released:ord_00002000"}, 21),
    ],
    ids=["orders", "waiting orders", "balances", "lines", "statement", "later statement"],
)
async def test_ended_orders_cost_nothing(
    busy: str, statement: Statement, values: dict[str, object], rows: int
) -> None:
    """As the store runs it: prepared, with one plan for all values."""
    connection = await asyncpg.connect(
        busy, server_settings={"plan_cache_mode": "force_generic_plan", "jit": "off"}
    )
    await connection.execute(f"PREPARE looked_at AS {statement.sql}")
    given = ", ".join(f"'{value}'" for value in statement.arguments(values))
    [[told]] = await connection.fetch(
        f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE looked_at({given})"
    )
    await connection.close()
    plan = json.loads(told)[0]["Plan"]
    assert plan["Actual Rows"] == rows
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] <= MOST_PAGES
