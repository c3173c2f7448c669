"""Captures at once: on one clearing account, and each on an account of its own.

The book keeps no balance row for clearing, so nobody waits for anybody: both must be as fast.
"""

import asyncio
from collections.abc import Callable
from itertools import count
from statistics import median
from time import perf_counter

from attrs import evolve

from foodmarket.domain.orders.model import Change
from foodmarket.domain.orders.process import Trigger
from foodmarket.ports.contracts.samples import HELD, Shop, a_placed_order
from foodmarket.ports.contracts.stage import Stage, captured_whole, decided, learned
from foodmarket.ports.unit_of_work import Begin

AT_ONCE = 64
EACH = 12  # captures of one caller in a round
ROUNDS = 5


async def captures(begin: Begin) -> dict[str, float]:
    """Return captures per second on one account and on many, and their ratio."""
    stage, numbers = Stage(begin), count(1)
    roomy = {"portions": 10**6, "work_units": 10**8}
    shop = await stage.shop(slot=roomy, dish={"portions": 10**6})
    one, many = [], []
    for _ in range(ROUNDS):
        one.append(await _per_second(stage, shop, lambda: "one"))
        many.append(await _per_second(stage, shop, lambda: f"many-{next(numbers)}"))
    return {
        "one_account_per_second": median(one),
        "many_accounts_per_second": median(many),
        "ratio": median(a / b for a, b in zip(one, many, strict=True)),
    }


async def _per_second(stage: Stage, shop: Shop, provider: Callable[[], str]) -> float:
    rows = [[await _asked(stage, shop, provider()) for _ in range(EACH)] for _ in range(AT_ONCE)]

    async def caller(changes: list[Change]) -> None:
        for change in changes:
            await stage.save(change)

    start = perf_counter()
    await asyncio.gather(*(caller(changes) for changes in rows))
    return AT_ONCE * EACH / (perf_counter() - start)


async def _asked(stage: Stage, shop: Shop, provider: str) -> Change:
    """Return the change of a capture that is about to be recorded."""
    method = evolve(shop.method, provider=provider)
    placed = await stage.add(a_placed_order(evolve(shop, method=method)))
    held = await stage.save(learned(placed, HELD))
    accepted = await stage.save(decided(held, Trigger.ACCEPT, shop.chef))
    return learned(accepted, captured_whole(accepted))
