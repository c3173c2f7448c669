"""The floor: the rows of a paid order written by pgbench, with no marketplace around them.

An order placed over HTTP is the pattern: its rows are read back, and every row that it inserted or
updated becomes a plain statement with the same values. Only keys differ from order to order; they
sort by time as ours do. Nothing is read, decided, encoded or answered: no API that keeps the same
facts with plain statements can be faster.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import asyncpg
from attrs import frozen

from benchmarks.load import burst
from benchmarks.orders import random_orders
from benchmarks.stand import Stand
from foodmarket.adapters.embedded.binaries import postgres_program

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Row: TypeAlias = dict[str, str | None]
_TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_LATENCY = re.compile(r"^latency average = ([0-9.]+) ms", re.MULTILINE)
_COOKS = 40
_NEW = "lpad(:n::text, 13, '0') || lpad(:client_id::text, 13, '0')"
_SLOT = "'slt_' || lpad(:slot::text, 26, '0')"
_DISH = "'dsh_' || lpad((5 * :slot + {})::text, 26, '0')"
_KEYS = {
    "order": f"'ord_' || {_NEW}",
    "payment": f"'pay_' || {_NEW}",
    "operation": f"'opn_' || {_NEW}",
    "customer": "'acc_' || lpad(:buyer::text, 26, '0')",
    "cook": f"'cok_' || lpad((:slot % {_COOKS})::text, 26, '0')",
}
_OF_ORDER = {
    "orders": "id",
    "payments": "order_id",
    "operations": "order_id",
    "order_steps": "order_id",
    "outbox": "subject",
    "answers": "subject",
}
_BY_DATABASE = frozenset({"number", "position"})
_SOON = "now() + interval '30 minutes'"
_CHANGED = {
    "orders": "state entered_at deadline due_at reminded reason version claimed_until",
    "payments": "keep captured refunded state capture_wanted reference action_url hold_until fee"
    " failures parked version",
    "operations": "due_at state attempts reason version claimed_until",
}
_RENUMBER = """UPDATE slots SET id = 'slt_' || lpad(number::text, 26, '0') FROM
    (SELECT id AS old, row_number() OVER (ORDER BY id) AS number FROM slots) AS numbered
    WHERE old = id"""
_TAKING = (
    (
        f"UPDATE slots SET portions_taken = portions_taken + 3, work_taken = work_taken + 3"
        f" WHERE id = {_SLOT} AND open"
    ),
    (
        f"INSERT INTO slot_dishes AS it (slot_id, dish_id, most, taken) VALUES"
        f" ({_SLOT}, {_DISH.format(0)}, 10000, 1), ({_SLOT}, {_DISH.format(1)}, 10000, 2)"
        f" ON CONFLICT (slot_id, dish_id) DO UPDATE SET most = excluded.most,"
        f" taken = it.taken + excluded.taken"
    ),
)
_CHOICES = "\\set n :n + 1\n\\set slot random(1, :slots)\n\\set buyer random(1, :buyers)\n"


@frozen(kw_only=True)
class Floor:
    """Two scripts for pgbench: ``plain`` (a statement at a time) and ``one_call`` per commit."""

    url: str
    folder: Path
    slots: int
    buyers: int

    async def run(self, script: str, clients: int, seconds: float, turn: int) -> dict[str, float]:
        """Return orders per second and mean latency. Each ``turn`` has keys of its own."""
        process = await asyncio.create_subprocess_exec(
            *(str(postgres_program("pgbench")), "--no-vacuum", "--protocol=prepared"),
            *(f"--client={clients}", f"--time={max(1, round(seconds))}"),
            *(f"--file={self.folder / script}.sql", f"--define=n={turn * 10**9}"),
            *(f"--define=slots={self.slots}", f"--define=buyers={self.buyers}"),
            self.url,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, trouble = (text.decode() for text in await process.communicate())
        speed, latency = _TPS.search(out), _LATENCY.search(out)
        if process.returncode or speed is None or latency is None:
            raise RuntimeError(f"pgbench failed: {trouble[-2000:]}")
        return {"per_second": float(speed[1]), "mean_ms": float(latency[1])}


async def open_floor(stand: Stand) -> Floor:
    """Place one order, and write the scripts after its pattern."""
    await burst(stand.port, [random_orders(stand, seed=0)()])
    async with stand.database() as database:
        first, second, answer = await _statements(database)
    floor = await asyncpg.connect(stand.floor_url)
    try:
        await floor.execute(_RENUMBER)
        await floor.execute("VACUUM ANALYZE")
    finally:
        await floor.close()
    folder = stand.services.folder / "floor"
    folder.mkdir()
    plain = ["BEGIN", *first, "COMMIT", "BEGIN", *second, "COMMIT", answer]
    one_call = [_chained(first), _chained(second), answer]
    for name, script in (("plain", plain), ("one_call", one_call)):
        (folder / f"{name}.sql").write_text(_CHOICES + "".join(f"{it};\n" for it in script))
    return Floor(
        url=stand.floor_url,
        folder=folder,
        slots=len(stand.town.tables),
        buyers=len(stand.town.buyers),
    )


async def _statements(database: Connection) -> tuple[list[str], list[str], str]:
    """Return those of the first commit, those of the second, and the keeping of the answer."""
    order_id = await database.fetchval("SELECT id FROM orders")
    found = {table: await _rows(database, table, order_id) for table in _OF_ORDER}
    order, payment, operation = (found[it][0] for it in ("orders", "payments", "operations"))
    keys = {
        order["id"]: _KEYS["order"],
        payment["id"]: _KEYS["payment"],
        operation["id"]: _KEYS["operation"],
        order["customer_id"]: _KEYS["customer"],
        order["cook_id"]: _KEYS["cook"],
    }
    kept = {it: _literals(found[it][0], keys) for it in ("orders", "payments", "operations")}
    kept["orders"]["due_at"] = kept["operations"]["due_at"] = _SOON
    steps = [_insert("order_steps", _literals(row, keys)) for row in found["order_steps"]]
    events = [_insert("outbox", _literals(row, keys)) for row in found["outbox"]]
    key = _literals(found["answers"][0], keys) | {"text": f"'bench-' || {_NEW}"}
    unpaid = {"state": "'placed'", "version": "1"}
    unknown = {"state": "'created'", "version": "1", "reference": "NULL", "hold_until": "NULL"}
    asked = {"state": "'requested'", "version": "1", "attempts": "0"}
    first = [
        _insert("answers", key | {"status": "NULL", "body": "NULL"}),
        _insert("orders", kept["orders"] | unpaid),
        _insert("payments", kept["payments"] | unknown),
        _insert("operations", kept["operations"] | asked),
        *(steps[0], events[0]),
        *_TAKING,
    ]
    second = [_update(table, kept[table]) for table in _CHANGED] + [steps[1], events[1]]
    answer = (
        f"UPDATE answers SET status = {key['status']}, body = {key['body']}"
        f" WHERE owner = {key['owner']} AND text = {key['text']} AND status IS NULL"
    )
    return first, second, answer


async def _rows(database: Connection, table: str, order_id: str) -> list[Row]:
    names = await database.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0"
        " AND NOT attisdropped",
        table,
    )
    columns = ", ".join(f'"{it[0]}"::text' for it in names if it[0] not in _BY_DATABASE)
    rows = await database.fetch(
        f"SELECT {columns} FROM {table} WHERE {_OF_ORDER[table]} = $1 ORDER BY xmin::text::bigint",
        order_id,
    )
    return [dict(row) for row in rows]


def _literals(row: Row, keys: Mapping[str | None, str]) -> dict[str, str]:
    return {name: keys.get(value) or _quoted(value) for name, value in row.items()}


def _quoted(value: str | None) -> str:
    if value is None:
        return "NULL"
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


def _insert(table: str, values: Mapping[str, str]) -> str:
    columns = ", ".join(f'"{name}"' for name in values)
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join(values.values())})"


def _update(table: str, values: Mapping[str, str]) -> str:
    changes = ", ".join(f"{name} = {values[name]}" for name in _CHANGED[table].split())
    return f"UPDATE {table} SET {changes} WHERE id = {values['id']} AND version = 1"


def _chained(statements: Sequence[str]) -> str:
    # An order inserted by one CTE can't be updated by another, so there is one chain per commit.
    parts = [f"w{number} AS ({it} RETURNING 1)" for number, it in enumerate(statements)]
    return f"WITH {', '.join(parts)} SELECT 1"
