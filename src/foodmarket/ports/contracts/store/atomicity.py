"""A commit saves everything or nothing, and nobody sees half of it."""

import asyncio

import pytest

from foodmarket.domain.accounts.errors import EmailTaken
from foodmarket.domain.accounts.model import Account
from foodmarket.domain.ledger.model import escrow
from foodmarket.domain.orders.model import Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.ports.answers import Key
from foodmarket.ports.contracts.raw import TABLES, Raw
from foodmarket.ports.contracts.samples import (
    NOW,
    Shop,
    a_placed_order,
    a_slot,
    a_window,
    an_account,
)
from foodmarket.ports.contracts.stage import Stage, captured_whole, decided, learned
from foodmarket.ports.unit_of_work import Begin


class AtomicitySuite:
    """Fixtures: ``begin``, ``raw``, ``stage``."""

    async def test_nothing_is_saved_before_the_commit(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """Neither by the side door, nor for others, nor for the unit of work itself."""
        shop = await stage.shop()
        before = await _counts(raw)
        async with begin() as uow:
            change = a_placed_order(shop)
            uow.catalogue.take(change.purchase.order.reservation)
            uow.orders.add(change)
            assert await _counts(raw) == before
            assert await uow.orders.purchase(change.purchase.order.id) is None
            async with begin() as other:
                assert await other.orders.purchase(change.purchase.order.id) is None
            await uow.commit()
            assert await uow.orders.purchase(change.purchase.order.id) == change.purchase

    async def test_leaving_without_commit_saves_nothing(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """By the end of the block, and by an error."""
        shop = await stage.shop()
        before = await _counts(raw)
        async with begin() as uow:
            uow.orders.add(a_placed_order(shop))
        with pytest.raises(ZeroDivisionError):
            await _fail_before_commit(begin)
        assert await _counts(raw) == before
        assert await raw.portions_taken(shop.slot.id) == 0

    async def test_a_refused_commit_saves_nothing(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """Whatever came before or after the refused part."""
        shop = await stage.shop()
        funded = await stage.funded(shop)
        before, held = await _counts(raw), await raw.balance(escrow(funded.order.id))
        taken = an_account(email=shop.customer.email)
        for refused_first in (True, False):
            with pytest.raises(EmailTaken):
                await _save_much(begin, shop, funded, taken, refused_first=refused_first)
        assert await _counts(raw) == before
        assert await raw.portions_taken(shop.slot.id) == 1
        assert await raw.balance(escrow(funded.order.id)) == held
        assert await raw.order_state(funded.order.id) == "accepted"

    async def test_a_refused_unit_of_work_leaves_the_store_usable(
        self, begin: Begin, stage: Stage
    ) -> None:
        """The next commit works, many times over."""
        shop = await stage.shop()
        for _ in range(20):
            with pytest.raises(EmailTaken):
                await _add(begin, an_account(email=shop.customer.email))
        await stage.placed(shop)

    async def test_a_reader_never_sees_half_a_commit(self, begin: Begin, stage: Stage) -> None:
        """An order is accepted, captured and booked together, while others look."""
        shop = await stage.shop()
        held = await stage.authorised(shop)
        seen: list[tuple[str, bool, int]] = []
        done = asyncio.Event()

        async def look() -> None:
            while not done.is_set():
                async with begin() as uow:
                    purchase = await uow.orders.purchase(held.order.id)
                assert purchase is not None
                captured = bool(purchase.payment.captured)
                seen.append((purchase.order.state, captured, purchase.funds.escrow.amount))
                await asyncio.sleep(0)

        async def act() -> None:
            accepted = await stage.save(decided(held, Trigger.ACCEPT, shop.chef))
            await stage.save(learned(accepted, captured_whole(accepted)))
            done.set()

        await asyncio.gather(look(), act(), look())
        assert set(seen) <= {
            ("authorised", False, 0),
            ("accepted", False, 0),
            ("accepted", True, 650_00),
        }

    async def test_a_commit_of_nothing_is_fine(self, begin: Begin) -> None:
        """And a second commit does not repeat the first."""
        account = an_account()
        async with begin() as uow:
            await uow.commit()
            uow.accounts.add(account)
            await uow.commit()
            await uow.commit()
            assert await uow.accounts.get(account.id) == account


async def _save_much(
    begin: Begin, shop: Shop, funded: Purchase, taken: Account, *, refused_first: bool
) -> None:
    """Commit writes of every kind, one of which is refused."""
    async with begin() as uow:
        if refused_first:
            uow.accounts.add(taken)
        change = a_placed_order(shop)
        uow.accounts.add(an_account())
        uow.catalogue.add_slot(a_slot(shop.cook.id, window=a_window(days=8)))
        uow.catalogue.take(change.purchase.order.reservation)
        uow.orders.add(change)
        uow.orders.save(decided(funded, Trigger.CANCEL, shop.buyer))
        key = Key(owner=shop.customer.id, text="k", fingerprint="f")
        uow.answers.claim(key, change.purchase.order.id, NOW)
        if not refused_first:
            uow.accounts.add(taken)
        await uow.commit()


async def _add(begin: Begin, account: Account) -> None:
    async with begin() as uow:
        uow.accounts.add(account)
        await uow.commit()


async def _fail_before_commit(begin: Begin) -> None:
    async with begin() as uow:
        uow.accounts.add(an_account())
        _ = 1 // 0


async def _counts(raw: Raw) -> list[int]:
    return [await raw.count(table) for table in TABLES]
