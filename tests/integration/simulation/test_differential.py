"""What people did in a simulated city, done again on memory and on the real servers."""

from foodmarket.adapters.memory import portions
from foodmarket.entrypoints.simulation import PROFILES, Plan
from foodmarket.entrypoints.simulation.anchors import on_memory, on_servers
from foodmarket.entrypoints.simulation.differential import replay
from foodmarket.entrypoints.simulation.faults import without_store_faults
from foodmarket.entrypoints.simulation.mutants.planting import Bed
from foodmarket.entrypoints.simulation.recording import record

PLAN = Plan(days=1, orders=30, customers=12, cooks=4)
SEED = 5


async def test_memory_and_the_servers_come_to_the_same_ends(
    migrated_url: str, redis_url: str
) -> None:
    commands = record(SEED, PLAN, without_store_faults(PROFILES["usual"]))
    ours = await replay(on_memory, SEED, PLAN, commands)
    async with on_servers(migrated_url, redis_url) as make:
        theirs = await replay(make, SEED, PLAN, commands)
    assert ours.differences(theirs) == []
    assert len(ours.orders) >= 25
    told = " ".join(ours.orders.values())
    assert all(end in told for end in ("settled", "refunded", "rejected", "cancelled"))


async def test_an_adapter_that_counts_otherwise_is_told() -> None:
    commands = record(SEED, PLAN, without_store_faults(PROFILES["usual"]))
    ours = await replay(on_memory, SEED, PLAN, commands)
    bed = Bed()
    bed.put(portions, "_count", lambda *_: None)
    try:
        theirs = await replay(on_memory, SEED, PLAN, commands)
    finally:
        bed.restore()
    assert ours.differences(theirs) != []
