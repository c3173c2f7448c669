"""The book: what is booked stays, once, and its chain shows edits."""

import asyncio

import pytest

from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.decisions import trial_balance, verify_chain
from foodmarket.domain.ledger.model import (
    COMMISSION,
    ChainedEntry,
    Entry,
    EntryKind,
    LedgerAccount,
    Posting,
    clearing,
    escrow,
    payable,
    receivable,
    retention,
)
from foodmarket.domain.orders.model import Change, Purchase
from foodmarket.ports.contracts.racing import DONE, outcomes
from foodmarket.ports.contracts.raw import Raw
from foodmarket.ports.contracts.samples import NOW, PROVIDER, RUB, roubles
from foodmarket.ports.contracts.stage import Stage
from foodmarket.ports.unit_of_work import Begin


class LedgerSuite:
    """Fixtures: ``begin``, ``raw``, ``stage``."""

    async def test_entries_come_back_in_the_order_of_booking(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """Postings too; of this order alone."""
        shop = await stage.shop()
        await stage.completed(shop)
        done = await stage.completed(shop, fee=roubles(20), tip=10_00)
        async with begin() as uow:
            entries = await uow.ledger.entries(done.order.id)
        kinds = [entry.kind for entry in entries]
        assert kinds == [EntryKind.CAPTURED, EntryKind.PROVIDER_FEE, EntryKind.RELEASED]
        assert entries[0] == Entry(
            key=f"captured:{done.payment.id}",
            kind=EntryKind.CAPTURED,
            at=NOW,
            currency=RUB,
            order_id=done.order.id,
            postings=(
                Posting(clearing(PROVIDER), -660_00),
                Posting(escrow(done.order.id), 660_00),
            ),
        )
        assert await raw.count("entries") == 5

    async def test_balances_follow_the_entries(self, begin: Begin, raw: Raw, stage: Stage) -> None:
        """By the port and by the side door; 90 % payable, 10 % retained, a tip whole."""
        done = await stage.completed(await stage.shop(), tip=10_00)
        shown = {
            escrow(done.order.id): 0,
            retention(done.order.id): 65_00,
            payable(done.order.cook_id): 595_00,
            receivable(done.order.cook_id): 0,
        }
        for account, amount in shown.items():
            assert await raw.balance(account) == amount
            assert await _balance(begin, account) == amount
        assert await _balance(begin, clearing(PROVIDER)) == 660_00
        assert await _balance(begin, COMMISSION) == 0
        async with begin() as uow:
            purchase = await uow.orders.purchase(done.order.id)
        assert purchase is not None
        assert purchase.funds == done.funds

    async def test_the_trial_balance_is_zero(self, begin: Begin, stage: Stage) -> None:
        """Orders and cooks are summed per kind; the platform's accounts stand alone."""
        shop = await stage.shop()
        funded = await stage.funded(shop, fee=roubles(20))
        await stage.completed(shop)
        await stage.settled(await stage.shop())
        async with begin() as uow:
            lines = await uow.ledger.balances()
        standing = {line.account: line.amount for line in lines if line.amount}
        assert standing == {
            clearing(PROVIDER): roubles(650 * 3 - 20),
            LedgerAccount("expense:provider_fees"): roubles(20),
            LedgerAccount("escrow:*"): funded.funds.escrow,
            LedgerAccount("retention:*"): roubles(65),
            LedgerAccount("payable:*"): roubles(585 * 2),
            COMMISSION: roubles(65),
        }
        assert trial_balance(standing, RUB) == Money.zero(RUB)

    async def test_an_entry_key_is_booked_once(self, raw: Raw, stage: Stage) -> None:
        """The same fact again is refused as stale, and moves nothing."""
        funded = await stage.funded(await stage.shop())
        entry = _move(funded, "adjust:1", 5_00)
        told = await outcomes(stage.save(_booking(funded, entry)) for _ in range(4))
        assert told == {DONE: 1, "StaleFacts": 3}
        assert await raw.count("entries") == 2
        assert await raw.balance(escrow(funded.order.id)) == 645_00
        assert await raw.balance(payable(funded.order.cook_id)) == 5_00

    async def test_a_guarded_balance_never_falls_below_zero(self, raw: Raw, stage: Stage) -> None:
        """Whoever decided on an older balance is told that it is stale."""
        funded = await stage.funded(await stage.shop())
        with pytest.raises(StaleFacts):
            await stage.save(_booking(funded, _move(funded, "too-much", 650_01)))
        assert await raw.balance(escrow(funded.order.id)) == 650_00
        assert await raw.count("entries") == 1

    async def test_a_guarded_account_that_never_held_money_gives_none(
        self, raw: Raw, stage: Stage
    ) -> None:
        """Nothing was ever paid for the order, so there is nothing to move."""
        placed = await stage.placed(await stage.shop())
        with pytest.raises(StaleFacts):
            await stage.save(_booking(placed, _move(placed, "out-of-thin-air", 1)))
        assert await raw.count("entries") == 0

    async def test_many_who_draw_on_one_balance_never_overdraw_it(
        self, raw: Raw, stage: Stage
    ) -> None:
        """Six times 100 roubles fit into 650, and no more."""
        funded = await stage.funded(await stage.shop())
        draws = [_booking(funded, _move(funded, f"draw:{n}", 100_00)) for n in range(16)]
        told = await outcomes(stage.save(draw) for draw in draws)
        assert told == {DONE: 6, "StaleFacts": 10}
        assert await raw.balance(escrow(funded.order.id)) == 50_00
        assert await raw.balance(payable(funded.order.cook_id)) == 600_00

    async def test_a_balance_may_pass_below_zero_within_one_commit(
        self, raw: Raw, stage: Stage
    ) -> None:
        """What counts is how the commit leaves it."""
        funded = await stage.funded(await stage.shop())
        pay, back = _move(funded, "there", 900_00), _move(funded, "back", -900_00)
        await stage.save(_booking(funded, pay, back))
        assert await raw.balance(escrow(funded.order.id)) == 650_00

    async def test_the_chain_binds_every_entry_once(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """In numbers without gaps, and verifies."""
        done = [await stage.completed(await stage.shop()) for _ in range(3)]
        async with begin() as uow:
            assert await uow.ledger.extend_chain(4) == 4
            assert await uow.ledger.extend_chain(100) == 2
            assert await uow.ledger.extend_chain(100) == 0
        links = await _chained(begin)
        assert [link.number for link in links] == [1, 2, 3, 4, 5, 6]
        assert verify_chain(links) is None
        async with begin() as uow:
            booked = [entry for p in done for entry in await uow.ledger.entries(p.order.id)]
        assert sorted(link.entry.key for link in links) == sorted(entry.key for entry in booked)
        assert await raw.count("chain") == 6

    async def test_the_chain_grows_at_its_end_only(self, begin: Begin, stage: Stage) -> None:
        """What was chained stays as it was."""
        shop = await stage.shop()
        await stage.completed(shop)
        async with begin() as uow:
            await uow.ledger.extend_chain(100)
        earlier = await _chained(begin)
        await stage.completed(shop)
        async with begin() as uow:
            await uow.ledger.extend_chain(100)
        later = await _chained(begin)
        assert len(later) == 4
        assert later[:2] == earlier
        assert verify_chain(later) is None

    async def test_many_who_extend_the_chain_never_fork_it(
        self, begin: Begin, stage: Stage
    ) -> None:
        """Each entry is chained once."""
        shop = await stage.shop(slot={"portions": 100}, dish={"portions": 100})
        for _ in range(6):
            await stage.completed(shop)

        async def extend() -> int:
            async with begin() as uow:
                return await uow.ledger.extend_chain(3)

        chained = sum(await asyncio.gather(*(extend() for _ in range(8))))
        for _ in range(4):
            chained += await extend()
        links = await _chained(begin)
        assert chained == len(links) == 12
        assert verify_chain(links) is None


async def _balance(begin: Begin, account: LedgerAccount) -> int:
    async with begin() as uow:
        balance = await uow.ledger.balance(account, RUB)
    assert balance.account == account
    return balance.amount.amount


async def _chained(begin: Begin) -> list[ChainedEntry]:
    async with begin() as uow:
        return [link async for link in uow.ledger.chained()]


def _move(purchase: Purchase, key: str, amount: int) -> Entry:
    """Return an entry that moves kopecks from the order's escrow to the cook."""
    return Entry(
        key=f"{key}:{purchase.order.id}",
        kind=EntryKind.RELEASED,
        at=NOW,
        currency=RUB,
        order_id=purchase.order.id,
        postings=(
            Posting(escrow(purchase.order.id), -amount),
            Posting(payable(purchase.order.cook_id), amount),
        ),
    )


def _booking(purchase: Purchase, *entries: Entry) -> Change:
    return Change(before=purchase, purchase=purchase, entries=entries)
