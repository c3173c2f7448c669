"""What people read in the book: a cook's balances, lines and statements."""

from attrs import evolve

from foodmarket.domain.accounts.model import Actor, CookId, Role
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.ledger.decisions import book
from foodmarket.domain.ledger.model import EntryKind, LedgerAccount, clearing, payable
from foodmarket.domain.orders.model import Change, Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.ports.contracts.samples import NOW, PROVIDER, RUB, an_id
from foodmarket.ports.contracts.stage import Stage, decided
from foodmarket.ports.ledger import BalanceLine, CookBalance
from foodmarket.ports.paging import Page
from foodmarket.ports.unit_of_work import Begin


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
        staff = Actor(Role.STAFF, shop.owner.id)
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
