"""Binding rows to all before them, one caller at a time and apart from those who write them.

What is not chained yet is listed in a table of its own, written with the rows, so that a row that
commits late is not passed over. The book and the audit log are chained in this way.
"""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Integer,
    Select,
    Table,
    Text,
    any_,
    bindparam,
    delete,
    func,
    insert,
    select,
)

from foodmarket.adapters.postgres.compiled import Statement, compiled
from foodmarket.adapters.postgres.database import Database, answering
from foodmarket.adapters.postgres.pool import Connection

_TAKE = compiled(select(func.pg_try_advisory_xact_lock(bindparam("lock", type_=BigInteger))))
_POSITIONS = bindparam("positions", type_=ARRAY(BigInteger))
_links = func.unnest(
    bindparam("numbers", type_=ARRAY(BigInteger)),
    _POSITIONS,
    bindparam("digests", type_=ARRAY(Text)),
).table_valued("number", "position", "digest")


@frozen(kw_only=True)
class Chaining:
    """How rows of one kind are chained.

    ``lock`` is their number among the advisory locks of the database, ``genesis`` the digest
    before the first link, ``link`` the digest of a row after the digest before it. ``also`` is
    done with the positions that are chained, so that each row is reckoned with once.
    """

    lock: int
    genesis: str
    link: Callable[[str, Sequence[Any]], str]
    end: Statement
    waiting: Statement
    append: Statement
    forget: Statement
    also: Statement | None = None


def chaining(
    *,
    lock: int,
    genesis: str,
    link: Callable[[str, Sequence[Any]], str],
    chain: Table,
    unchained: Table,
    rows: Select[Any],
    also: Statement | None = None,
) -> Chaining:
    """Say how to chain. ``rows`` selects what waits: its position, then what ``link`` binds."""
    return Chaining(
        lock=lock,
        genesis=genesis,
        link=link,
        end=compiled(
            select(chain.c.number, chain.c.digest).order_by(chain.c.number.desc()).limit(1)
        ),
        waiting=compiled(
            rows.order_by(unchained.c.position).limit(bindparam("limit", type_=Integer))
        ),
        append=compiled(
            insert(chain).from_select(
                ["number", "position", "digest"], select(*_links.render_derived().c)
            )
        ),
        forget=compiled(delete(unchained).where(unchained.c.position == any_(_POSITIONS))),
        also=also,
    )


async def extend(database: Database, how: Chaining, limit: int) -> int:
    """Chain up to ``limit`` rows by their position; return how many.

    Returns 0 where another caller is at it.
    """
    with answering():
        async with database.pool.acquire() as connection, connection.transaction():
            if not (await _fetch(connection, _TAKE, lock=how.lock))[0][0]:
                return 0
            end = await _fetch(connection, how.end)
            number, digest = end[0] if end else (0, how.genesis)
            waiting = await _fetch(connection, how.waiting, limit=limit)
            if not waiting:
                return 0
            digests = []
            for _position, *bound in waiting:
                digest = how.link(digest, bound)
                digests.append(digest)
            positions = [row[0] for row in waiting]
            numbers = list(range(number + 1, number + 1 + len(digests)))
            links = {"numbers": numbers, "positions": positions, "digests": digests}
            await _fetch(connection, how.append, **links)
            await _fetch(connection, how.forget, positions=positions)
            if how.also is not None:
                await _fetch(connection, how.also, positions=positions)
            return len(digests)


async def _fetch(connection: Connection, statement: Statement, **values: object) -> list[Any]:
    return list(await connection.fetch(statement.sql, *statement.arguments(values)))
