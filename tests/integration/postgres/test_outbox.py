"""Events of another version of the marketplace, in the outbox of this one."""

from datetime import timedelta

import asyncpg
import pytest

from foodmarket.adapters.postgres import PostgresStore
from foodmarket.ports.contracts.samples import NOW
from foodmarket.ports.contracts.stage import Stage

LEASE = timedelta(seconds=30)


@pytest.mark.parametrize("unreadable", ["kind = 'Unheard'", 'facts = \'{"of": "another shape"}\''])
async def test_an_event_that_nobody_here_can_read_holds_up_its_own_order_alone(
    migrated_url: str, unreadable: str
) -> None:
    async with PostgresStore.open(migrated_url) as store:
        stage = Stage(store.begin)
        shop = await stage.shop()
        strange, other = await stage.authorised(shop), await stage.authorised(shop)
        connection = await asyncpg.connect(migrated_url)
        await connection.execute(
            f"UPDATE outbox SET {unreadable} WHERE position ="  # noqa: S608 - written above
            " (SELECT max(position) FROM outbox WHERE subject = $1)",
            strange.order.id,
        )
        await connection.close()
        async with store.begin() as uow:
            claimed = await uow.outbox.claim(NOW, LEASE, 100)
        subjects = [envelope.event.subject for envelope in claimed]
        assert subjects.count(other.order.id) == 2
        assert subjects.count(strange.order.id) == 1
