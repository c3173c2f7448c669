"""What the edge costs, and whether people who read notice those who sign in."""

import asyncio
import itertools
import json
from statistics import median

from redis.asyncio import Redis

from benchmarks.load import burst, drive
from benchmarks.menu import REQUEST, is_full_page, menu_reads
from benchmarks.orders import paid_orders, summary
from benchmarks.stand import Stand, another_api
from benchmarks.statements import reads

ROUNDS = 3
ONE_BY_ONE = 100
READERS = 8
AT_ONCE = 64  # people who sign in
PEOPLE = 16  # whose passwords are tried
_PASSWORD = "a long sentence nobody guesses"


async def limits(stand: Stand, seconds: float) -> dict[str, float]:
    """Compare an API that counts requests with one that does not, one right after the other.

    Of ``menu`` and ``orders``: the ratio of requests per second, counted to uncounted. Of
    ``…_cpu``: milliseconds of the API's CPU that counting adds. Of ``…_round_trips``: how often
    Redis is asked for one menu page.
    """
    found: dict[str, list[float]] = {}
    async with another_api(stand, FOODMARKET_LIMITS_ENABLED="no") as free:
        for _ in range(ROUNDS):
            for name, run in (("menu", _menu), ("orders", _orders)):
                counted, plain = await run(stand, seconds / 2), await run(free, seconds / 2)
                for figure, value in (
                    (name, counted["per_second"] / plain["per_second"]),
                    (f"{name}_cpu", counted["api_cpu_ms"] - plain["api_cpu_ms"]),
                ):
                    found.setdefault(figure, []).append(value)
        trips = {"counted": await _trips(stand), "uncounted": await _trips(free)}
    medians = {name: median(values) for name, values in found.items()}
    return medians | {f"{name}_round_trips": many for name, many in trips.items()}


async def sign_in_storm(stand: Stand, seconds: float) -> dict[str, float]:
    """Read menus while nobody signs in, then while 64 people do all the time."""
    requests = await _credentials(stand)
    turn = itertools.cycle(requests)
    found: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        idle = await menu_reads(stand, seconds / 2)
        storm, reads = await asyncio.gather(
            drive(
                stand.port,
                lambda: next(turn),
                lambda answer: answer.startswith(b"HTTP/1.1 201 "),
                connections=AT_ONCE,
                seconds=seconds / 2,
            ),
            drive(
                stand.port, lambda: REQUEST, is_full_page, connections=READERS, seconds=seconds / 2
            ),
        )
        stormy = summary(reads)
        for name, value in (
            ("idle_p95_ms", idle["p95_ms"]),
            ("storm_p95_ms", stormy["p95_ms"]),
            ("ratio", stormy["p95_ms"] / idle["p95_ms"]),
            ("sign_ins_per_second", storm.per_second),
        ):
            found.setdefault(name, []).append(value)
    return {name: median(values) for name, values in found.items()}


async def _menu(stand: Stand, seconds: float) -> dict[str, float]:
    return await menu_reads(stand, seconds)


async def _orders(stand: Stand, seconds: float) -> dict[str, float]:
    return await paid_orders(stand, READERS, seconds)


async def _trips(stand: Stand) -> float:
    redis = Redis.from_url(stand.settings.redis.url)
    await burst(stand.port, [REQUEST])
    before = await reads(redis)
    for _ in range(ONE_BY_ONE):
        assert (await burst(stand.port, [REQUEST]))[0] == {200: 1}
    after = await reads(redis) - 1
    await redis.aclose()
    return round((after - before) / ONE_BY_ONE, 2)


async def _credentials(stand: Stand) -> list[bytes]:
    """Register people with real passwords, and return the requests that sign them in."""
    people = [f"storm{number}@example.org" for number in range(PEOPLE)]
    made, _ = await burst(
        stand.port,
        [
            _post("/v1/customers", {"name": "Storm", "email": email, "password": _PASSWORD})
            for email in people
        ],
    )
    assert made == {201: PEOPLE}, made
    return [_post("/v1/sessions", {"email": email, "password": _PASSWORD}) for email in people]


def _post(path: str, body: dict[str, str]) -> bytes:
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content
