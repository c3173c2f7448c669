"""Cooks are paid by the sandbox bank, on adapters in memory: once, where and when they chose."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed, StepUpNeeded
from foodmarket.domain.accounts.model import AccountId, Actor, CookId, Duty, Role
from foodmarket.domain.catalogue.errors import UnknownCook
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.errors import UnknownProvider
from foodmarket.domain.payouts import Payout, PayoutHold, PayoutId, PayoutState
from foodmarket.domain.payouts.errors import BadPayoutPlan, UnknownPayout
from foodmarket.entrypoints.marketplace import wire
from tests.unit.orders.builders import NOW, rub
from tests.unit.orders.town import PASSWORD, Town

DAY, COOLED = timedelta(days=1), timedelta(days=3)
FINANCE = Actor(Role.STAFF, AccountId.of(1), duties=frozenset({Duty.FINANCE}))
SUPPORT = evolve(FINANCE, duties=frozenset({Duty.SUPPORT}))


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    town = await Town.open()
    yield town
    town.bank.close()


def cook_of(town: Town) -> CookId:
    assert town.cook.cook_id is not None
    return town.cook.cook_id


async def earned(town: Town) -> None:
    """Sell 750 roubles of food: 675 are payable."""
    sold = await town.cooked(await town.order(), Trigger.ACCEPT, Trigger.START, Trigger.FINISH)
    await town.market.hand_over_order(town.cook, sold.order.id, sold.order.delivery_code)
    await town.market.move_order(town.customer, sold.order.id, Trigger.CONFIRM)


async def chosen(town: Town, destination: str = "account", password: str = PASSWORD) -> None:
    await town.market.edit_payout_plan.destination(
        town.cook,
        provider="sandbox",
        destination=destination,
        label="Мир •• 1234",
        password=password,
    )


async def paid(town: Town, destination: str = "account") -> list[Payout]:
    await earned(town)
    await chosen(town, destination)
    town.clock.advance(COOLED)
    return list(await town.market.pay_cook(cook_of(town)))


async def test_what_is_payable_is_paid_once_and_shown_to_its_cook_alone(town: Town) -> None:
    (payout,) = await paid(town)
    assert (payout.amount, payout.state) == (rub(67_500), PayoutState.PAID)
    assert await town.market.pay_cook(cook_of(town)) == []
    edit = town.market.edit_payout_plan
    assert list(await edit.payouts(town.cook, ports.Page())) == [payout]
    assert await edit.payout(town.cook, payout.id) == payout
    other = await town.new_cook("boris@example.org")
    stranger = Actor(Role.COOK, other.account_id, other.id)
    assert list(await edit.payouts(stranger, ports.Page())) == []
    for actor, payout_id in ((stranger, payout.id), (town.cook, PayoutId.of(1))):
        with pytest.raises(UnknownPayout):
            await edit.payout(actor, payout_id)
    assert await town.is_sound()


async def test_nothing_is_paid_to_who_has_no_plan_or_is_not_due(town: Town) -> None:
    assert await town.market.pay_cook(CookId.of(9)) == []
    await earned(town)
    await chosen(town)
    assert await town.market.pay_cook(cook_of(town)) == []


async def test_a_new_destination_takes_the_password_and_cools(town: Town) -> None:
    await earned(town)
    with pytest.raises(StepUpNeeded):
        await chosen(town, password="guessed")
    with pytest.raises(UnknownProvider):
        await town.market.edit_payout_plan.destination(
            town.cook, provider="nobody", destination="x", label="", password=PASSWORD
        )
    await chosen(town)
    plan, standing, outlook = await town.market.edit_payout_plan.show(town.cook)
    assert plan.cools_until == NOW + COOLED
    assert standing.payable == rub(67_500)
    assert outlook.holds == (PayoutHold.COOLING,)
    town.clock.advance(DAY)
    assert await town.market.pay_cook(cook_of(town)) == []


@pytest.mark.parametrize(("destination", "label"), [("", ""), ("x" * 501, ""), ("x", "y" * 101)])
async def test_a_destination_has_bounds(town: Town, destination: str, label: str) -> None:
    with pytest.raises(BadPayoutPlan):
        await town.market.edit_payout_plan.destination(
            town.cook, provider="sandbox", destination=destination, label=label, password=PASSWORD
        )


async def test_minimum_and_rhythm_are_kept_version_by_version(town: Town) -> None:
    edit = town.market.edit_payout_plan
    first = await edit(town.cook, minimum=100_000)
    second = await edit(town.cook, every=timedelta(days=7))
    assert (second.minimum, second.every) == (100_000, timedelta(days=7))
    assert (first.version, second.version) == (1, 2)
    with pytest.raises(BadPayoutPlan):
        await edit(town.cook, every=timedelta(days=99))
    with pytest.raises(NotAllowed):
        await edit(town.customer, minimum=1)
    assert await paid(town) == []


async def test_finance_holds_payouts_back_and_lets_them_go(town: Town) -> None:
    edit = town.market.edit_payout_plan
    with pytest.raises(NotAllowed):
        await edit.review(SUPPORT, cook_of(town), "documents")
    with pytest.raises(UnknownCook):
        await edit.review(FINANCE, CookId.of(9), "documents")
    await edit.review(FINANCE, cook_of(town), "documents")
    assert await paid(town) == []
    assert (await edit.review(FINANCE, cook_of(town), None)).review is None
    query = ports.AuditQuery(verb="payouts")
    told = await town.market.search_audit_log(FINANCE, query, ports.Page())
    verbs = [it.verb for it in told if it.verb != "payouts.destination"]
    assert verbs == ["payouts.release", "payouts.hold"]


async def test_a_lost_answer_is_looked_up_and_never_paid_twice(town: Town) -> None:
    (lost,) = await paid(town, "sandbox_lost")
    assert lost.state is PayoutState.SUBMITTED
    first = await town.market.pay_cook.drive(lost)
    assert (first.state, await town.market.pay_cook.drive(lost)) == (PayoutState.PAID, first)
    assert await town.market.pay_cook.drive(first) == first
    assert await town.is_sound()


async def test_a_failed_payout_is_payable_again(town: Town) -> None:
    (failed,) = await paid(town, "sandbox_fails")
    assert (failed.state, failed.reason) == (PayoutState.FAILED, "account_closed")
    _, standing, _ = await town.market.edit_payout_plan.show(town.cook)
    assert standing.payable == rub(67_500)
    assert await town.is_sound()


async def test_without_its_provider_a_payout_waits(town: Town) -> None:
    (payout,) = await paid(town, "sandbox_slow")
    market = wire(evolve(town.market.adapters, providers={}))
    waiting = await market.pay_cook.drive(payout)
    assert (waiting.state, waiting.reason) == (PayoutState.SUBMITTED, "provider_not_configured")
    assert (await town.market.pay_cook.drive(waiting)).state is PayoutState.PAID


async def test_of_two_who_hear_of_an_outcome_one_records_it(town: Town) -> None:
    (payout,) = await paid(town, "sandbox_slow")
    drive = town.market.pay_cook.drive
    first, second = await asyncio.gather(drive(payout), drive(payout))
    assert first == second
    assert first.state is PayoutState.PAID
    assert await town.is_sound()
