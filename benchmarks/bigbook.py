"""``python -m benchmarks.bigbook``: how the audit of the book does when the book is large.

A sound book is written straight by SQL: every order was paid, released, settled and paid out, which
makes six entries. Then ``foodmarket ledger audit`` runs as people run it, while its memory and that
of PostgreSQL are watched.
"""

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncpg
import psutil
from attrs import define
from rich.console import Console
from rich.progress import track

from foodmarket.adapters.embedded import EmbeddedServices
from foodmarket.adapters.postgres import migrate
from foodmarket.domain.ledger.model import GENESIS
from foodmarket.domain.orders.model import OrderState
from foodmarket.domain.orders.process import TRANSITIONS, Trigger

ENTRIES_OF_ORDER = 6
CHUNK = 20_000  # orders that are written at once
SAMPLE_SECONDS = 0.1
MEGABYTE = 2**20
_WALK = (
    *(Trigger.PAYMENT_HELD, Trigger.ACCEPT, Trigger.START, Trigger.FINISH),
    *(Trigger.HAND_OVER, Trigger.CONFIRM, Trigger.DISPUTE_WINDOW_CLOSED),
)
_ORDERS = """
    WITH one AS (
        SELECT n, lpad(n::text, 26, '0') AS id, 100000 + n % 900 * 100 AS price,
            '2026-01-01Z'::timestamptz + n * interval '1 second' AS at
        FROM generate_series($1::bigint, $2::bigint) n
    ), cooks AS (
        INSERT INTO ledger_balances
        SELECT DISTINCT 'payable:cok_' || lpad((n / 500)::text, 26, '0'), 'RUB', 0 FROM one
        ON CONFLICT DO NOTHING
    ), kept AS (
        INSERT INTO ledger_balances
        SELECT kind || ':ord_' || id, 'RUB', 0 FROM one, (VALUES ('escrow'), ('retention')) k(kind)
    ), slots AS (
        INSERT INTO slots
        SELECT 'slt_' || lpad((n / 40)::text, 26, '0'), 'cok_' || lpad((n / 40)::text, 26, '0'),
            min(at), min(at) + interval '2 hours', min(at), 40, 40, count(*), count(*), true, 1
        FROM one GROUP BY n / 40
        ON CONFLICT (id) DO UPDATE SET
            portions_taken = slots.portions_taken + excluded.portions_taken,
            work_taken = slots.work_taken + excluded.work_taken
        RETURNING id, portions_taken
    ), dishes AS (
        INSERT INTO slot_dishes SELECT id, 'dsh_1', 40, portions_taken FROM slots
        ON CONFLICT (slot_id, dish_id) DO UPDATE SET taken = excluded.taken
    ), orders AS (
        INSERT INTO orders (
            id, customer_id, cook_id, reservation, starts_at, ends_at, preparation_must_start,
            lines, bill, address, terms, delivery_code, placed_at, state, entered_at, reminded,
            version
        )
        SELECT 'ord_' || id, 'acc_1', 'cok_' || lpad((n / 500)::text, 26, '0'),
            jsonb_build_object(
                'slot_id', 'slt_' || lpad((n / 40)::text, 26, '0'), 'portions', 1, 'work_units', 1,
                'dishes', '[{"dish_id": "dsh_1", "quantity": 1}]'::jsonb
            ),
            at, at, at, '[]', '{}', '{}', '{}', '123456', at, 'settled', at, false, 9
        FROM one
    ), payments AS (
        INSERT INTO payments (
            id, order_id, customer_id, provider, token, currency, amount, keep, captured, refunded,
            state, capture_wanted, reference, fee, failures, parked, version
        )
        SELECT 'pay_' || id, 'ord_' || id, 'acc_1', 'sandbox', 't', 'RUB', price, price, price, 0,
            'captured', true, id, price / 25, 0, false, 4
        FROM one
    ), operations AS (
        INSERT INTO operations (
            id, payment_id, order_id, kind, currency, amount, requested_at, due_at, state, attempts,
            version
        )
        SELECT 'opn_' || kind || id, 'pay_' || id, 'ord_' || id, kind, 'RUB', price, at, at,
            'succeeded', 1, 2
        FROM one, (VALUES ('hold'), ('capture')) k(kind)
    )
    INSERT INTO payouts
    SELECT 'pyo_' || id, 'cok_' || lpad((n / 500)::text, 26, '0'), 'sandbox', 'RUB',
        price - price / 10, at, at, 'paid', '{}', 2
    FROM one
"""
_STEPS = """
    INSERT INTO order_steps (order_id, at, actor, trigger, before, after)
    SELECT 'ord_' || lpad(n::text, 26, '0'), now(), actor, trigger, before, after
    FROM generate_series($1::bigint, $2::bigint) n,
        unnest($3::text[], $4::text[], $5::text[], $6::text[])
            WITH ORDINALITY AS step (actor, trigger, before, after, number)
    ORDER BY n, number
"""
_ENTRIES = """
    INSERT INTO ledger_entries (key, kind, at, currency, order_id, position)
    OVERRIDING SYSTEM VALUE
    SELECT kind || ':' || id, kind, '2026-01-01Z'::timestamptz + n * interval '1 second', 'RUB',
        CASE WHEN number < 4 THEN 'ord_' ELSE 'pyo_' END || id, (n - 1) * 6 + number + 1
    FROM generate_series($1::bigint, $2::bigint) n, lpad(n::text, 26, '0') id,
        unnest(ARRAY[
            'captured', 'provider_fee', 'released', 'retention_settled', 'payout_reserved',
            'payout_paid'
        ]) WITH ORDINALITY AS k (kind, ordinal), LATERAL (SELECT ordinal - 1 AS number) o
    ORDER BY n, number
"""
_TOTALS = """
    INSERT INTO ledger_totals (kind, currency, amount)
    SELECT split_part(account, ':', 1), currency, sum(amount) FROM ledger_postings GROUP BY 1, 2
"""
_POSTINGS = """
    INSERT INTO ledger_postings
    SELECT (n - 1) * 6 + entry, line,
        account || CASE WHEN account LIKE '%:ord_' THEN id WHEN account LIKE '%:cok_'
            THEN lpad((n / 500)::text, 26, '0') ELSE '' END,
        'RUB', side * CASE part WHEN 'price' THEN price WHEN 'fee' THEN price / 25
            WHEN 'kept' THEN price / 10 ELSE price - price / 10 END
    FROM generate_series($1::bigint, $2::bigint) n, lpad(n::text, 26, '0') id,
        LATERAL (SELECT 100000 + n % 900 * 100 AS price) p,
        (VALUES
            (1, 0, 'clearing:sandbox', -1, 'price'), (1, 1, 'escrow:ord_', 1, 'price'),
            (2, 0, 'expense:provider_fees', -1, 'fee'), (2, 1, 'clearing:sandbox', 1, 'fee'),
            (3, 0, 'escrow:ord_', -1, 'price'), (3, 1, 'payable:cok_', 1, 'rest'),
            (3, 2, 'retention:ord_', 1, 'kept'),
            (4, 0, 'retention:ord_', -1, 'kept'), (4, 1, 'income:commission', 1, 'kept'),
            (5, 0, 'payable:cok_', -1, 'rest'), (5, 1, 'payouts:in_transit', 1, 'rest'),
            (6, 0, 'payouts:in_transit', -1, 'rest'), (6, 1, 'clearing:sandbox', 1, 'rest')
        ) AS line (entry, line, account, side, part)
    ORDER BY n, entry, line
"""
_CHAINING = """
    CREATE FUNCTION pg_temp.chain(first bigint, last bigint, previous text) RETURNS text
    LANGUAGE plpgsql AS $$
    DECLARE
        content text;
        number bigint;
    BEGIN
        FOR number, content IN
            SELECT e.position, concat_ws(
                '|', e.key, e.kind,
                to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00',
                e.currency, e.order_id, (
                    SELECT string_agg(account || '=' || amount, ',' ORDER BY line)
                    FROM ledger_postings p WHERE p.position = e.position
                )
            )
            FROM ledger_entries e WHERE e.position BETWEEN first AND last ORDER BY e.position
        LOOP
            previous := encode(sha256(convert_to(previous || '|' || content, 'UTF8')), 'hex');
            INSERT INTO ledger_chain VALUES (number, number, previous);
        END LOOP;
        RETURN previous;
    END $$
"""


async def big_book(entries: int, console: Console) -> dict[str, Any]:
    """Write a book of so many entries, audit it by the command line, and return the figures."""
    folder = Path(tempfile.mkdtemp(prefix="foodmarket-bigbook-"))
    try:
        async with EmbeddedServices(folder) as services:
            await migrate(services.database_url)
            database = await asyncpg.connect(services.database_url)
            began = perf_counter()
            written = await _write(database, max(entries // ENTRIES_OF_ORDER, 1), console)
            writing = perf_counter() - began
            await database.execute("VACUUM ANALYZE")
            spilled = await _spilled(database)
            audited = await _audit(services, folder)
            facts = {
                "entries": written,
                "writing_seconds": writing,
                "database_mb": await database.fetchval(
                    "SELECT pg_database_size(current_database())"
                )
                / MEGABYTE,
                "spilled_mb": (await _spilled(database) - spilled) / MEGABYTE,
            }
            await database.close()
            return facts | audited
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _write(
    database: "asyncpg.Connection[asyncpg.Record]", orders: int, console: Console
) -> int:
    await database.execute("SET synchronous_commit = off; SET session_replication_role = replica")
    await database.execute(_CHAINING)
    walked, digest = _walk(), GENESIS
    chunks = range(1, orders + 1, CHUNK)
    for first in track(chunks, "writing the book", console=console, transient=True):
        last = min(first + CHUNK - 1, orders)
        await database.execute(_ORDERS, first, last)
        await database.execute(_STEPS, first, last, *walked)
        await database.execute(_ENTRIES, first, last)
        await database.execute(_POSTINGS, first, last)
        start, end = (first - 1) * ENTRIES_OF_ORDER + 1, last * ENTRIES_OF_ORDER
        digest = await database.fetchval("SELECT pg_temp.chain($1, $2, $3)", start, end, digest)
    await database.execute(_TOTALS)
    return orders * ENTRIES_OF_ORDER


def _walk() -> tuple[list[str], ...]:
    """Return the steps of an order that goes well: actors, triggers, and states around them."""
    steps, state = [("customer", "place", "placed", "placed")], OrderState.PLACED
    for trigger in _WALK:
        row = next(it for it in TRANSITIONS if (it.before, it.trigger) == (state, trigger))
        steps.append((min(row.actors), trigger, state, row.after))
        state = row.after
    return tuple(list(column) for column in zip(*steps, strict=True))


@define
class _Peak:
    """Most memory at once, in bytes; of PostgreSQL without what its processes share."""

    command: int = 0
    postgres: int = 0

    def look(self, command: psutil.Process, postgres: psutil.Process) -> None:
        try:
            self.command = max(self.command, command.memory_info().rss)
            own = [process.memory_full_info().uss for process in postgres.children()]
            self.postgres = max(self.postgres, sum(own))
        except psutil.NoSuchProcess:
            return


async def _audit(services: EmbeddedServices, folder: Path) -> dict[str, Any]:
    """Run the command; it has to find nothing."""
    environ = {"DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url}
    environ |= {"FOODMARKET_DATA_FOLDER": str(folder), "FOODMARKET_LOG_LEVEL": "warning"}
    program = (sys.executable, "-m", "foodmarket.entrypoints.cli", "ledger", "audit", "--json")
    began, peak = perf_counter(), _Peak()
    running = await asyncio.create_subprocess_exec(
        *program, env={**os.environ, **environ}, stdout=asyncio.subprocess.PIPE
    )
    watched, server = psutil.Process(running.pid), psutil.Process(services.postgres.pid)
    answering = asyncio.create_task(running.communicate())
    while not answering.done():
        peak.look(watched, server)
        await asyncio.wait([answering], timeout=SAMPLE_SECONDS)
    told, _ = await answering
    took = perf_counter() - began
    findings = json.loads(told)
    broken = [it for it in findings if it["violations"]]
    assert running.returncode == 0, broken
    return {
        "audit_seconds": took,
        "audit_peak_mb": peak.command / MEGABYTE,
        "postgres_peak_mb": peak.postgres / MEGABYTE,
    }


async def _spilled(database: "asyncpg.Connection[asyncpg.Record]") -> int:
    await database.execute("SELECT pg_stat_force_next_flush()")
    query = "SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()"
    return int(await database.fetchval(query))


def main() -> None:
    """Run with ``--entries``: how many entries the book has."""
    parser = argparse.ArgumentParser(prog="benchmarks.bigbook", description=main.__doc__)
    parser.add_argument("--entries", type=int, default=60_000)
    console = Console()
    found = asyncio.run(big_book(parser.parse_args().entries, console))
    for name, figure in found.items():
        console.print(f"{name:>18} {figure:>14,.1f}")


if __name__ == "__main__":
    main()
