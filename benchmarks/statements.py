"""How often an order asks PostgreSQL and Redis for something, counted by the servers themselves.

PostgreSQL logs every statement while the orders are placed. Each of them, ``BEGIN`` and ``COMMIT``
too, is one round trip: they are prepared before. Redis counts its commands by itself.
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
_UNCOUNTED = frozenset({"info", "client", "hello", "select", "ping"})  # of connecting, and our own


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
        commands = await _commands(redis)
        for _ in range(ORDERS):
            statuses, _ = await burst(stand.port, [orders()])
            assert statuses == {201: 1}
        after = await _commands(redis)
        with stand.postgres_log.open("rb") as log:
            log.seek(start)
            counted = Counter(_EXECUTED.findall(log.read().decode(errors="replace")))
        await database.execute("ALTER SYSTEM RESET log_statement")
        await database.execute("SELECT pg_reload_conf()")
    await redis.aclose()
    return _figures(counted, after - commands)


async def _commands(redis: "Redis") -> int:
    stats: Mapping[str, Mapping[str, int]] = await redis.info("commandstats")
    return sum(
        figures["calls"]
        for name, figures in stats.items()
        if name.removeprefix("cmdstat_").partition("|")[0] not in _UNCOUNTED
    )


def _figures(counted: Counter[str], commands: int) -> dict[str, float]:
    both_ends = counted["BEGIN"] + counted["COMMIT"]
    every = sum(counted.values())
    return {
        "statements": (every - both_ends) / ORDERS,
        "postgres_round_trips": every / ORDERS,
        "redis_commands": commands / ORDERS,
        **{f"of_them_{word.lower()}": count / ORDERS for word, count in sorted(counted.items())},
    }
