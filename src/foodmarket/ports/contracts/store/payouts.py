"""Payout plans are kept by version; what a cook can be paid is read from the book."""

from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import payable
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.outcomes import PaidOut, PayoutRefused
from foodmarket.domain.payments.reports import ProviderDisputeState
from foodmarket.domain.payouts.decisions import plan_payouts, settle_payout
from foodmarket.domain.payouts.model import PayoutChange, PayoutId, PayoutPlan, Standing
from foodmarket.ports.contracts.racing import DONE, outcomes
from foodmarket.ports.contracts.samples import NOW, PROVIDER, RUB, an_id
from foodmarket.ports.contracts.stage import Stage, decided
from foodmarket.ports.contracts.store.disputes import a_reference, charged_back
from foodmarket.ports.paging import Page
from foodmarket.ports.unit_of_work import Begin

DAY = timedelta(days=1)
PAYS = Capabilities(separate_capture=True, longest_hold=timedelta(days=7), payouts=True)


def a_plan(cook_id: CookId) -> PayoutPlan:
    """Return a plan that is due, to an account that has cooled."""
    return PayoutPlan(
        cook_id=cook_id,
        currency=RUB,
        provider=PROVIDER,
        destination="account",
        label="Мир",
        cools_until=NOW,
        minimum=1,
        due_at=NOW,
    )


async def _save(begin: Begin, change: PayoutChange) -> None:
    async with begin() as uow:
        uow.payouts.save(change)
        await uow.commit()


async def _standing(begin: Begin, cook_id: CookId) -> Standing:
    async with begin() as uow:
        return await uow.payouts.standing(cook_id, RUB, NOW)


async def _planned(begin: Begin, cook_id: CookId) -> PayoutChange:
    plan, standing = a_plan(cook_id), await _standing(begin, cook_id)
    await _save(begin, PayoutChange(plan=plan))
    return plan_payouts(plan, standing, PAYS, NOW, lambda: an_id(PayoutId))


class PayoutsSuite:
    """Fixtures: ``begin``, ``stage``."""

    async def test_plans_and_payouts_come_back_as_they_were(
        self, begin: Begin, stage: Stage
    ) -> None:
        """Field by field; what is unknown is None."""
        shop = await stage.shop()
        await stage.completed(shop)
        change = await _planned(begin, shop.cook.id)
        await _save(begin, change)
        (payout,) = change.payouts
        async with begin() as uow:
            assert await uow.payouts.plan(shop.cook.id) == change.plan
            assert await uow.payouts.plan(an_id(CookId)) is None
            assert await uow.payouts.get(payout.id) == payout
            assert await uow.payouts.get(an_id(PayoutId)) is None
            assert list(await uow.payouts.of_cook(shop.cook.id, Page())) == [payout]
            assert list(await uow.payouts.of_cook(shop.cook.id, Page(after=payout.id))) == []
            assert list(await uow.payouts.unfinished(NOW, 9)) == []
            assert list(await uow.payouts.unfinished(payout.due_at, 9)) == [payout]
        paid = settle_payout(payout, PaidOut("ref"), NOW)
        assert paid is not None
        await _save(begin, paid)
        async with begin() as uow:
            assert await uow.payouts.get(payout.id) == paid.payouts[0]
            assert list(await uow.payouts.unfinished(payout.due_at, 9)) == []

    async def test_cooks_are_due_longest_first(self, begin: Begin) -> None:
        """To the instant."""
        plans = [evolve(a_plan(an_id(CookId)), due_at=NOW - timedelta(hours=n)) for n in range(3)]
        for plan in plans:
            await _save(begin, PayoutChange(plan=plan))
        async with begin() as uow:
            assert list(await uow.payouts.due(NOW, 9)) == [it.cook_id for it in plans[::-1]]
            earlier = NOW - timedelta(microseconds=1)
            assert list(await uow.payouts.due(earlier, 1)) == [plans[2].cook_id]
            assert plans[0].cook_id not in await uow.payouts.due(earlier, 9)

    async def test_the_standing_is_what_the_book_says(self, begin: Begin, stage: Stage) -> None:
        """Payable, payouts that did not fail, and what belongs to orders in dispute."""
        shop = await stage.shop()
        assert await _standing(begin, shop.cook.id) == _stands()
        first, second = await stage.completed(shop), await stage.completed(shop)
        async with begin() as uow:
            due = (await uow.ledger.balance(payable(shop.cook.id), RUB)).amount
        assert await _standing(begin, shop.cook.id) == _stands(payable=due)
        await stage.save(decided(first, Trigger.COMPLAIN, shop.buyer, reason="quality"))
        half = Money(due.amount // 2, RUB)
        assert await _standing(begin, shop.cook.id) == _stands(payable=due, frozen=half)
        change = await _planned(begin, shop.cook.id)
        await _save(begin, change)
        assert await _standing(begin, shop.cook.id) == _stands(
            payable=half, frozen=half, today=1, this_month=half
        )
        failed = settle_payout(change.payouts[0], PayoutRefused("no"), NOW)
        assert failed is not None
        await _save(begin, failed)
        assert await _standing(begin, shop.cook.id) == _stands(payable=due, frozen=half)
        assert second.order.cook_id == shop.cook.id

    async def test_periods_chain_to_the_balance(self, begin: Begin, stage: Stage) -> None:
        """The entries of a period lead from its opening balance to the next one's."""
        shop = await stage.shop()
        await stage.completed(shop)
        await _save(begin, await _planned(begin, shop.cook.id))
        account = payable(shop.cook.id)
        start, end = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
        async with begin() as uow:
            opening = await uow.statements.payable_before(shop.cook.id, RUB, start)
            closing = await uow.statements.payable_before(shop.cook.id, RUB, end)
            found = [it.entry async for it in uow.statements.between(shop.cook.id, RUB, start, end)]
            none = [it async for it in uow.statements.between(shop.cook.id, RUB, end, end)]
            kept = await uow.ledger.balance(account, RUB)
        moved = sum(p.amount for it in found for p in it.postings if p.account == account)
        assert (opening, closing) == (Money(0, RUB), kept.amount)
        assert moved == closing.amount
        assert [it.kind for it in found] == ["released", "payout_reserved"]
        assert none == []

    async def test_the_payout_before_is_the_cooks_last_one(
        self, begin: Begin, stage: Stage
    ) -> None:
        """Failed ones too; another cook's is none of it."""
        shops = [await stage.shop(), await stage.shop()]
        for shop in shops:
            await stage.completed(shop)
        made = [await _planned(begin, shop.cook.id) for shop in shops]
        for change in made:
            await _save(begin, change)
        first = made[0].payouts[0]
        failed = settle_payout(first, PayoutRefused("no"), NOW)
        assert failed is not None
        await _save(begin, failed)
        again = evolve(first, id=an_id(PayoutId))
        async with begin() as uow:
            assert await uow.payouts.before(again) == failed.payouts[0]
            assert await uow.payouts.before(first) is None
            assert await uow.payouts.before(made[1].payouts[0]) is None

    async def test_what_a_provider_moved_is_told(self, begin: Begin, stage: Stage) -> None:
        """Captures with their fees, refunds, and payouts by their reference."""
        shop = await stage.shop()
        bought = await stage.completed(shop, fee=Money(7_00, RUB))
        await stage.refunded(shop)
        change = await _planned(begin, shop.cook.id)
        await _save(begin, change)
        paid = settle_payout(change.payouts[0], PaidOut("po-1"), NOW)
        assert paid is not None
        await _save(begin, paid)
        later = NOW + timedelta(seconds=1)
        async with begin() as uow:
            told = [it async for it in uow.ledger.cleared(PROVIDER, NOW, later)]
            other = [it async for it in uow.ledger.cleared("other", NOW, later)]
            before = [it async for it in uow.ledger.cleared(PROVIDER, NOW - DAY, NOW)]
        kinds = sorted((it.kind.value, it.subject == bought.payment.id, it.fee) for it in told)
        assert kinds == [
            ("capture", False, Money(0, RUB)),
            ("capture", True, Money(7_00, RUB)),
            ("payout", False, None),
            ("refund", False, None),
        ]
        assert {it.subject for it in told if it.kind == "payout"} == {"po-1"}
        assert (other, before) == ([], [])

    async def test_what_a_bank_withdrew_is_told(self, begin: Begin, stage: Stage) -> None:
        """By the reference of the dispute, and so is what it brought back."""
        bought = await stage.completed(await stage.shop())
        reference = a_reference()
        taken = await stage.save(charged_back(bought, reference))
        later = NOW + timedelta(seconds=1)
        won = ProviderDisputeState.WON
        await stage.save(charged_back(taken, reference, won, later))
        async with begin() as uow:
            cleared = uow.ledger.cleared(PROVIDER, NOW, NOW + DAY)
            told = [it async for it in cleared if it.subject == reference]
        captured = bought.payment.captured
        assert [(it.kind.value, it.amount, it.at) for it in told] == [
            ("dispute", captured, NOW),
            ("dispute_reversal", captured, later),
        ]

    async def test_of_many_payers_at_once_one_pays(self, begin: Begin, stage: Stage) -> None:
        """The others decide again, and find nothing payable."""
        shop = await stage.shop()
        await stage.completed(shop)
        plan, standing = a_plan(shop.cook.id), await _standing(begin, shop.cook.id)
        await _save(begin, PayoutChange(plan=plan))
        changes = [
            plan_payouts(plan, standing, PAYS, NOW, lambda: an_id(PayoutId)) for _ in range(6)
        ]
        told = await outcomes(_save(begin, change) for change in changes)
        assert told == {DONE: 1, "StaleFacts": 5}
        assert (await _standing(begin, shop.cook.id)).payable == Money(0, RUB)

    async def test_more_than_is_payable_is_never_reserved(self, begin: Begin, stage: Stage) -> None:
        """Whatever the decision was made on."""
        shop = await stage.shop()
        await stage.completed(shop)
        stands = await _standing(begin, shop.cook.id)
        greedy = evolve(stands, payable=stands.payable + Money(1, RUB))
        plan = a_plan(shop.cook.id)
        await _save(begin, PayoutChange(plan=plan))
        change = plan_payouts(plan, greedy, PAYS, NOW, lambda: an_id(PayoutId))
        with pytest.raises(StaleFacts):
            await _save(begin, change)
        async with begin() as uow:
            assert await uow.payouts.get(change.payouts[0].id) is None


def _stands(**facts: object) -> Standing:
    zero = Money(0, RUB)
    none = Standing(payable=zero, owed=zero, frozen=zero, today=0, this_month=zero)
    return evolve(none, **facts)  # type: ignore[arg-type]
