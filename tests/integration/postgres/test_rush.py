"""Many buyers at one popular slot: never oversold, no deadlock, nothing lost."""

import asyncio
from collections import Counter

from foodmarket.adapters.postgres import PostgresStore
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.errors import Refusal
from foodmarket.domain.orders.model import Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.ports.answers import Key
from foodmarket.ports.contracts.samples import HELD, NOW, a_placed_order
from foodmarket.ports.contracts.stage import Stage, decided, learned

BUYERS = 64


async def _broken(store: PostgresStore) -> list[tuple[str, ...]]:
    return [found.violations async for found in store.audit.findings() if found.violations]


async def test_requirement_20_a_popular_slot_is_never_oversold(store: PostgresStore) -> None:
    """One portion or two; every third buyer changes their mind, which makes room for others."""
    stage = Stage(store.begin)
    shop = await stage.shop(slot={"portions": 40, "work_units": 400}, dish={"portions": 25})

    async def buy(number: int) -> Purchase:
        change = a_placed_order(shop, quantity=1 + number % 2)
        placed = await stage.add(change)
        held = await stage.save(learned(placed, HELD))
        if number % 3:
            return held
        return await stage.save(decided(held, Trigger.CANCEL, shop.buyer))

    answers = await asyncio.gather(*map(buy, range(BUYERS)), return_exceptions=True)
    told = Counter(type(answer).__name__ for answer in answers)
    assert set(told) == {"Purchase", "OutOfPortions"}, told
    assert await _broken(store) == []
    async with store.begin() as uow:
        slot = await uow.catalogue.slot(shop.slot.id)
    assert slot is not None
    assert 0 < slot.portions_taken <= 25


async def test_buyers_in_every_order_of_slots_never_lock_one_another_out(
    store: PostgresStore,
) -> None:
    """Commits that touch two slots each, named in both orders, all go through."""
    stage = Stage(store.begin)
    wide = {"slot": {"portions": 1000, "work_units": 5000}, "dish": {"portions": 1000}}
    shops = [await stage.shop(**wide) for _ in range(2)]

    async def buy(number: int) -> None:
        changes = [a_placed_order(shop) for shop in (shops if number % 2 else shops[::-1])]
        async with store.begin() as uow:
            for change in changes:
                uow.catalogue.take(change.purchase.order.reservation)
                uow.orders.add(change)
            await uow.commit()

    await asyncio.gather(*map(buy, range(BUYERS)))
    assert await _broken(store) == []


async def test_of_many_with_one_key_one_order_comes(store: PostgresStore) -> None:
    stage = Stage(store.begin)
    shop = await stage.shop()
    key = Key(owner=AccountId(shop.customer.id), text="once", fingerprint="f")

    async def buy() -> str:
        change = a_placed_order(shop)
        async with store.begin() as uow:
            uow.catalogue.take(change.purchase.order.reservation)
            uow.orders.add(change)
            uow.answers.claim(key, change.purchase.order.id, NOW)
            try:
                await uow.commit()
            except Refusal as refusal:
                return refusal.code
        return "done"

    told = Counter(await asyncio.gather(*(buy() for _ in range(16))))
    assert told == {"done": 1, "key_taken": 15}
    assert await _broken(store) == []
