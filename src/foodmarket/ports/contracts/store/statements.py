"""What people read in the book: a cook's balances, lines and statements."""

from datetime import timedelta

from attrs import evolve

from foodmarket.domain.accounts.model import Actor, CookId, Duty, Role
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.decisions import book
from foodmarket.domain.ledger.model import (
    REFUNDS_IN_TRANSIT,
    EntryKind,
    LedgerAccount,
    clearing,
    payable,
    receivable,
)
from foodmarket.domain.orders.model import Change, Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.ports.contracts.samples import NOW, PROVIDER, RUB, an_id
from foodmarket.ports.contracts.stage import Stage, decided
from foodmarket.ports.ledger import BalanceLine, CookBalance
from foodmarket.ports.paging import Page
from foodmarket.ports.unit_of_work import Begin

DAY = timedelta(days=1)


class StatementsSuite:
    """Fixtures: ``begin``, ``stage``."""

    async def test_a_cooks_balance_adds_up_the_orders(self, begin: Begin, stage: Stage) -> None:
        """Held, retained and payable; another cook's money is not in it."""
        shop = await stage.shop()
        await stage.placed(shop)
        await stage.funded(shop)
        await stage.completed(shop)
        await stage.completed(shop)
        await stage.settled(shop)
        await stage.funded(await stage.shop())
        async with begin() as uow:
            balances = await uow.ledger.cook_balances(shop.cook.id)
            nobody = await uow.ledger.cook_balances(an_id(CookId))
        assert list(balances) == [
            CookBalance(currency=RUB, held=650_00, retained=2 * 65_00, payable=3 * 585_00, owed=0)
        ]
        assert list(nobody) == []

    async def test_a_cook_who_never_sold_has_a_balance_of_nothing(
        self, begin: Begin, stage: Stage
    ) -> None:
        """In the currency that the cook sells in."""
        shop = await stage.shop()
        async with begin() as uow:
            balances = await uow.ledger.cook_balances(shop.cook.id)
        assert list(balances) == [CookBalance(currency=RUB, held=0, retained=0, payable=0, owed=0)]

    async def test_a_cooks_debt_is_shown(self, begin: Begin, stage: Stage) -> None:
        """A refund that no pot covers is owed."""
        shop = await stage.shop()
        delivered = await stage.completed(shop)
        complained = decided(delivered, Trigger.COMPLAIN, shop.buyer, reason="quality")
        await stage.save(complained)
        payout = await stage.save(_paid_out(complained.purchase))
        staff = Actor(Role.STAFF, shop.owner.id, duties=frozenset(Duty))
        await stage.save(decided(payout, Trigger.RESOLVE_FOR_CUSTOMER, staff))
        async with begin() as uow:
            balances = await uow.ledger.cook_balances(shop.cook.id)
        assert list(balances) == [
            CookBalance(currency=RUB, held=0, retained=0, payable=0, owed=585_00)
        ]

    async def test_the_orders_behind_a_balance_are_listed(self, begin: Begin, stage: Stage) -> None:
        """Newest first, with the instant at which a retention settles; others are left out."""
        shop = await stage.shop()
        await stage.settled(shop)
        completed = await stage.completed(shop)
        await stage.placed(shop)
        funded = await stage.funded(shop)
        lines = [
            BalanceLine(
                order_id=funded.order.id,
                state=funded.order.state,
                held=650_00,
                retained=0,
                currency=RUB,
                settles_at=None,
            ),
            BalanceLine(
                order_id=completed.order.id,
                state=completed.order.state,
                held=0,
                retained=65_00,
                currency=RUB,
                settles_at=NOW + Terms().dispute_window,
            ),
        ]
        async with begin() as uow:
            assert list(await uow.ledger.cook_lines(shop.cook.id, Page())) == lines
            assert list(await uow.ledger.cook_lines(shop.cook.id, Page(limit=1))) == lines[:1]
            after = Page(after=funded.order.id)
            assert list(await uow.ledger.cook_lines(shop.cook.id, after)) == lines[1:]

    async def test_a_statement_lists_an_accounts_entries_newest_first(
        self, begin: Begin, stage: Stage
    ) -> None:
        """Page by page, whole entries."""
        shop = await stage.shop()
        done = [await stage.completed(shop) for _ in range(3)]
        await stage.completed(await stage.shop())
        keys = [f"released:{purchase.order.id}" for purchase in reversed(done)]
        account = payable(shop.cook.id)
        assert await _keys(begin, account, Page()) == keys
        assert await _keys(begin, account, Page(limit=2)) == keys[:2]
        assert await _keys(begin, account, Page(limit=2, after=keys[1])) == keys[2:]
        assert len(await _keys(begin, clearing(PROVIDER), Page())) == 4
        async with begin() as uow:
            statement = await uow.ledger.statement(account, RUB, Page(limit=1))
            entries = await uow.ledger.entries(done[2].order.id)
        assert list(statement) == [entries[1]]

    async def test_what_concerns_a_cook_is_told_with_what_settles_later(
        self, begin: Begin, stage: Stage
    ) -> None:
        """Also the retention that becomes the platform's; nothing of another cook.

        Nobody knows when what an order in dispute retains will settle.
        """
        shop, other = await stage.shop(), await stage.shop()
        await stage.funded(shop)
        waits, settled = await stage.completed(shop), await stage.settled(shop)
        doubtful = await stage.completed(shop)
        await stage.save(decided(doubtful, Trigger.COMPLAIN, shop.buyer, reason="quality"))
        await stage.completed(other)
        settling = NOW + Terms().dispute_window
        start, end = NOW - DAY, settling + DAY
        async with begin() as uow:
            found = [it async for it in uow.statements.between(shop.cook.id, RUB, start, end)]
            early = [it async for it in uow.statements.between(shop.cook.id, RUB, start, settling)]
        assert [(it.entry.key, it.settles_at) for it in found] == [
            (f"released:{waits.order.id}", settling),
            (f"released:{settled.order.id}", None),
            (f"released:{doubtful.order.id}", None),
            (f"retention-settled:{settled.order.id}", None),
        ]
        assert early == found[:3]

    async def test_a_debt_concerns_a_cook_before_anything_is_taken(
        self, begin: Begin, stage: Stage
    ) -> None:
        """Although what is payable and retained stays as it is."""
        shop = await stage.shop()
        purchase = await stage.completed(shop)
        amount, order = Money(1_00, RUB), purchase.order
        sources, targets = [(receivable(order.cook_id), amount)], [(REFUNDS_IN_TRANSIT, amount)]
        owed = book("owed", EntryKind.REFUND_ASKED, order.id, NOW, sources, targets)
        await stage.save(Change(before=purchase, purchase=purchase, entries=(owed,)))
        async with begin() as uow:
            told = uow.statements.between(order.cook_id, RUB, NOW - DAY, NOW + DAY)
            assert [it.entry.key async for it in told] == [f"released:{order.id}", "owed"]

    async def test_a_span_of_the_book_leads_from_balance_to_balance(
        self, begin: Begin, stage: Stage
    ) -> None:
        """In booking order, from after one entry up to another, although all are of one instant."""
        shop = await stage.shop()
        keys = [f"released:{(await stage.completed(shop)).order.id}" for _ in range(4)]
        cook_id = shop.cook.id
        async with begin() as uow:
            book = uow.statements
            first = [it.entry.key async for it in book.booked_after(cook_id, RUB, None, keys[1])]
            rest = [it.entry.key async for it in book.booked_after(cook_id, RUB, keys[1], keys[3])]
            through = [await book.payable_through(cook_id, RUB, key) for key in ("", *keys)]
        assert (first, rest) == (keys[:2], keys[2:])
        assert through == [Money(585_00 * count, RUB) for count in range(5)]

    async def test_all_cooks_to_whom_something_was_payable_are_listed(
        self, begin: Begin, stage: Stage
    ) -> None:
        """Page by page, and together they have what the book sums at once."""
        shops = [await stage.shop() for _ in range(4)]
        for shop in shops[:3]:
            await stage.completed(shop)
        ids = [shop.cook.id for shop in shops[:3]]
        async with begin() as uow:
            book = uow.statements
            assert [(it, list(codes)) for it, codes in await book.cooks(Page())] == [
                (it, [RUB]) for it in ids
            ]
            assert [it for it, _ in await book.cooks(Page(limit=2))] == ids[:2]
            assert [it for it, _ in await book.cooks(Page(after=ids[1]))] == ids[2:]
            assert await book.count_cooks() == 3
            assert list(await book.all_payable_before(NOW + DAY)) == [Money(3 * 585_00, RUB)]
            assert list(await book.all_payable_before(NOW - DAY)) == []


async def _keys(begin: Begin, account: LedgerAccount, page: Page) -> list[str]:
    async with begin() as uow:
        return [entry.key for entry in await uow.ledger.statement(account, RUB, page)]


def _paid_out(purchase: Purchase) -> Change:
    """Return a change that takes all that is payable away from the cook."""
    account, amount = payable(purchase.order.cook_id), purchase.funds.payable
    entry = book(
        f"payout:{purchase.order.id}",
        EntryKind.RELEASED,
        purchase.order.id,
        NOW,
        sources=[(account, amount)],
        targets=[(clearing(PROVIDER), amount)],
    )
    after = evolve(purchase, funds=purchase.funds.after(entry))
    return Change(before=purchase, purchase=after, entries=(entry,))
