"""The totals that the gauges of money read are those of the chained postings, or the audit says."""

import asyncpg
import pytest

from foodmarket.adapters.postgres import PostgresStore
from foodmarket.ports.contracts.samples import roubles
from foodmarket.ports.contracts.stage import Stage

RULE = "totals_match_chained"


async def violations(store: PostgresStore) -> dict[str, int]:
    return {it.name: len(it.violations) async for it in store.audit.findings() if it.violations}


@pytest.mark.parametrize(
    ("drift", "wrong"),
    [
        ("UPDATE ledger_totals SET amount = amount + 1 WHERE kind = 'escrow'", 1),
        ("DELETE FROM ledger_totals WHERE kind = 'clearing'", 1),
        ("INSERT INTO ledger_totals VALUES ('income', 'EUR', 5)", 1),
        ("UPDATE ledger_totals SET currency = 'EUR' WHERE kind = 'clearing'", 2),
    ],
)
async def test_totals_that_drift_are_found(
    store: PostgresStore,
    plain: "asyncpg.Connection[asyncpg.Record]",
    drift: str,
    wrong: int,
) -> None:
    stage = Stage(store.begin)
    shop = await stage.shop()
    await stage.completed(shop, tip=70_00, fee=roubles(17))
    await stage.funded(shop)
    async with store.begin() as uow:
        assert await uow.ledger.extend_chain(2) == 2  # a part is chained, the rest waits
        assert await violations(store) == {}
        await uow.ledger.extend_chain(100)
    assert await violations(store) == {}
    assert await plain.execute(drift) in {"UPDATE 1", "DELETE 1", "INSERT 0 1"}
    assert await violations(store) == {RULE: wrong}
