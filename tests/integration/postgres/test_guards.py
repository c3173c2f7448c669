"""The database itself refuses what no program may do to the book and to histories."""

import asyncpg
import pytest

from foodmarket.adapters.postgres import PostgresStore
from foodmarket.ports.contracts.stage import Stage

GUARDED = [
    ("ledger_entries", "key"),
    ("ledger_postings", "amount"),
    ("ledger_chain", "digest"),
    ("order_steps", "after"),
]
ACTS = ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"]
ENTRY = (
    "INSERT INTO ledger_entries (key, kind, at, currency, order_id)"
    " VALUES ('by-hand', 'released', now(), 'RUB', 'ord_x') RETURNING position"
)
POSTING = (
    "INSERT INTO ledger_postings (position, line, account, currency, amount)"
    " VALUES ($1, $2, $3, $4, $5)"
)


@pytest.mark.parametrize(("table", "column"), GUARDED)
@pytest.mark.parametrize(
    "act", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"]
)
async def test_requirement_21_history_is_append_only(
    table: str,
    column: str,
    act: str,
    store: PostgresStore,
    plain: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    stage = Stage(store.begin)
    await stage.completed(await stage.shop())
    async with store.begin() as uow:
        await uow.ledger.extend_chain(10)
    before = await plain.fetch(f"SELECT * FROM {table}")  # noqa: S608 - names of ours
    assert before
    with pytest.raises(asyncpg.PostgresError, match="append-only") as refused:
        await plain.execute(act.format(table, column))
    assert refused.value.sqlstate == "FM002"
    assert await plain.fetch(f"SELECT * FROM {table}") == before  # noqa: S608


@pytest.mark.parametrize(
    "postings",
    [
        [],
        [("escrow:x", "RUB", 100)],
        [("escrow:x", "RUB", 100), ("payable:y", "RUB", -99)],
        [("escrow:x", "RUB", 100), ("payable:y", "USD", -100)],
    ],
    ids=["without postings", "one-sided", "off by one", "in two currencies"],
)
async def test_requirement_21_an_unbalanced_entry_is_refused_at_the_commit(
    postings: list[tuple[str, str, int]], plain: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    transaction = plain.transaction()
    await transaction.start()
    position = await plain.fetchval(ENTRY)
    for line, posting in enumerate(postings):
        await plain.execute(POSTING, position, line, *posting)
    with pytest.raises(asyncpg.PostgresError, match="by-hand"):
        await transaction.commit()
    assert await plain.fetchval("SELECT count(*) FROM ledger_entries") == 0


async def test_nothing_can_be_added_to_an_entry(
    store: PostgresStore, plain: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    stage = Stage(store.begin)
    await stage.funded(await stage.shop())
    position = await plain.fetchval("SELECT position FROM ledger_entries")
    with pytest.raises(asyncpg.PostgresError, match="captured:"):
        await plain.execute(POSTING, position, 9, "payable:me", "RUB", 1)


async def test_a_balanced_entry_is_taken(plain: "asyncpg.Connection[asyncpg.Record]") -> None:
    async with plain.transaction():
        position = await plain.fetchval(ENTRY)
        await plain.execute(POSTING, position, 0, "escrow:x", "RUB", 100)
        await plain.execute(POSTING, position, 1, "payable:y", "RUB", -100)
    assert await plain.fetchval("SELECT count(*) FROM ledger_postings") == 2
