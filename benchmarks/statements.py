"""How often an order asks PostgreSQL and Redis for something, counted by the servers themselves.

PostgreSQL logs every statement while the orders are placed. Each of them, ``BEGIN`` and ``COMMIT``
too, is one round trip: they are prepared before. Redis counts what it reads from its clients: a
script is one read, whatever it then does inside.
"""

import re
from collections import Counter
from collections.abc import Mapping

from redis.asyncio import Redis

from benchmarks.load import burst
from benchmarks.orders import random_orders
from benchmarks.stand import Stand

ORDERS = 200
_EXECUTED = re.compile(r"LOG:  (?:execute [^:]+|statement): +(\w+)")


async def per_order(stand: Stand) -> dict[str, float]:
    """Place orders one after the other, and return how many of each an order took."""
    orders = random_orders(stand, seed=4)
    for _ in range(50):  # statements are prepared once for each connection
        await burst(stand.port, [orders()])
    redis = Redis.from_url(stand.settings.redis.url)
    async with stand.database() as database:
        await database.execute("ALTER SYSTEM SET log_statement = 'all'")
        await database.execute("SELECT pg_reload_conf()")
        await database.execute("SELECT pg_sleep(0.2)")
        start = stand.postgres_log.stat().st_size
        before = await reads(redis)
        for _ in range(ORDERS):
            statuses, _ = await burst(stand.port, [orders()])
            assert statuses == {201: 1}
        after = await reads(redis) - 1
        with stand.postgres_log.open("rb") as log:
            log.seek(start)
            counted = Counter(_EXECUTED.findall(log.read().decode(errors="replace")))
        await database.execute("ALTER SYSTEM RESET log_statement")
        await database.execute("SELECT pg_reload_conf()")
    await redis.aclose()
    return _figures(counted, after - before)


async def reads(redis: "Redis") -> int:
    """Return how often the server was asked so far, this question included."""
    stats: Mapping[str, int] = await redis.info("stats")
    return stats["total_reads_processed"]


def _figures(counted: Counter[str], trips: int) -> dict[str, float]:
    both_ends = counted["BEGIN"] + counted["COMMIT"]
    every = sum(counted.values())
    return {
        "statements": (every - both_ends) / ORDERS,
        "postgres_round_trips": every / ORDERS,
        "redis_round_trips": trips / ORDERS,
        **{f"of_them_{word.lower()}": count / ORDERS for word, count in sorted(counted.items())},
    }
