"""One popular slot: more buyers than portions, all at once."""

from collections import Counter
from statistics import median

import attrs

from benchmarks.load import burst
from benchmarks.orders import order_request, with_new_key
from benchmarks.stand import Stand
from benchmarks.town import open_slot
from foodmarket.entrypoints.bootstrap import open_marketplace

BUYERS, PORTIONS, ROUNDS = 64, 40, 10
_FIRST_DAY = 100  # far from the slots of the town
_SOLD = "SELECT portions_taken FROM slots WHERE id = $1"
_ORDERED = "SELECT count(*) FROM orders WHERE reservation ->> 'slot_id' = $1"
_DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


async def popular_slot(stand: Stand) -> dict[str, float]:
    """Let every round's buyers order one portion each; check that exactly all portions are sold."""
    town, speeds = stand.town, []
    settings = attrs.evolve(stand.settings, database=attrs.evolve(stand.settings.database, pool=2))
    async with open_marketplace(settings) as market, stand.database() as database:
        before = await database.fetchval(_DEADLOCKS)
        for number in range(ROUNDS):
            cook, table = town.cooks[number], town.tables[number * 10]
            slot_id = await open_slot(market, cook, _FIRST_DAY, PORTIONS)
            wanted = {table.dishes[0]: 1}
            requests = [
                with_new_key(order_request(buyer, slot_id, wanted))
                for buyer in town.buyers[:BUYERS]
            ]
            statuses, took = await burst(stand.port, requests)
            assert statuses == Counter({201: PORTIONS, 409: BUYERS - PORTIONS}), statuses
            assert await database.fetchval(_SOLD, slot_id) == PORTIONS
            assert await database.fetchval(_ORDERED, slot_id) == PORTIONS
            speeds.append(BUYERS / took)
        deadlocks = await database.fetchval(_DEADLOCKS) - before
        assert deadlocks == 0
    return {
        "buyers": BUYERS,
        "portions": PORTIONS,
        "rounds": ROUNDS,
        "oversold": 0,
        "deadlocks": deadlocks,
        "answers_per_second": median(speeds),
        "sold_per_second": median(speeds) * PORTIONS / BUYERS,
    }
