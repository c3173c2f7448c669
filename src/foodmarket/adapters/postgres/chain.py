"""Binding booked entries to all before them, one caller at a time and apart from the orders."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Integer,
    Text,
    any_,
    bindparam,
    delete,
    func,
    insert,
    select,
)

from foodmarket.adapters.postgres import rows
from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.compiled import Statement, compiled
from foodmarket.adapters.postgres.database import Connection, Database, answering
from foodmarket.domain.ledger.model import GENESIS, chain

_LOCK = 0x6C6564676572  # "ledger", among the advisory locks of the database
_entries, _postings, _waiting = t.ledger_entries.c, t.ledger_postings.c, t.ledger_unchained.c


def _lines(value: Column[Any]) -> Any:
    of_entry = select(value).where(_postings.position == _entries.position)
    return func.array(of_entry.order_by(_postings.line).scalar_subquery())


ENTRY = (
    *(_entries.key, _entries.kind, _entries.at, _entries.currency, _entries.order_id),
    *(_lines(_postings.account), _lines(_postings.amount)),
)
CHAINED = compiled(
    select(t.ledger_chain.c.number, t.ledger_chain.c.digest, *ENTRY)
    .join_from(t.ledger_chain, t.ledger_entries, t.ledger_chain.c.position == _entries.position)
    .order_by(t.ledger_chain.c.number)
)
_TAKE = compiled(select(func.pg_try_advisory_xact_lock(bindparam("lock", type_=BigInteger))))
_END = compiled(
    select(t.ledger_chain.c.number, t.ledger_chain.c.digest)
    .order_by(t.ledger_chain.c.number.desc())
    .limit(1)
)
_UNCHAINED = compiled(
    select(_entries.position, *ENTRY)
    .join_from(t.ledger_unchained, t.ledger_entries, _waiting.position == _entries.position)
    .order_by(_waiting.position)
    .limit(bindparam("limit", type_=Integer))
)
_POSITIONS = bindparam("positions", type_=ARRAY(BigInteger))
_FORGET = compiled(delete(t.ledger_unchained).where(_waiting.position == any_(_POSITIONS)))
_links = func.unnest(
    bindparam("numbers", type_=ARRAY(BigInteger)),
    _POSITIONS,
    bindparam("digests", type_=ARRAY(Text)),
).table_valued("number", "position", "digest")
_APPEND = compiled(
    insert(t.ledger_chain).from_select(
        ["number", "position", "digest"], select(*_links.render_derived().c)
    )
)


async def extend(database: Database, limit: int) -> int:
    """Chain up to ``limit`` entries by their position; return how many.

    What is not chained yet is listed in a table of its own, written with the entries, so that an
    entry that commits late is not passed over. Returns 0 where another caller is at it.
    """
    with answering():
        async with database.pool.acquire() as connection, connection.transaction():
            if not (await _fetch(connection, _TAKE, lock=_LOCK))[0][0]:
                return 0
            end = await _fetch(connection, _END)
            number, digest = end[0] if end else (0, GENESIS)
            waiting = await _fetch(connection, _UNCHAINED, limit=limit)
            if not waiting:
                return 0
            digests = []
            for _position, *entry in waiting:
                digest = chain(digest, rows.entry(entry))
                digests.append(digest)
            positions = [row[0] for row in waiting]
            numbers = list(range(number + 1, number + 1 + len(digests)))
            await _fetch(connection, _APPEND, numbers=numbers, positions=positions, digests=digests)
            await _fetch(connection, _FORGET, positions=positions)
            return len(digests)


async def _fetch(connection: Connection, statement: Statement, **values: object) -> list[Any]:
    return list(await connection.fetch(statement.sql, *statement.arguments(values)))
