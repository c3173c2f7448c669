"""A day is compared with the bank, doubling nothing, by one worker; staff resolves what differs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import SYSTEM, AccountId, Actor, Duty, Role
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.errors import KeyTaken
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import PROVIDER_FEES, LedgerAccount, clearing, unexplained
from foodmarket.domain.orders.model import Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.errors import ProviderUnavailable, UnknownProvider
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.payments.reports import Movement, MovementKind
from foodmarket.domain.payouts.model import Payout, PayoutChange, PayoutPlan, PayoutState
from foodmarket.domain.reconciliation import (
    Against,
    DifferenceKind,
    Discrepancy,
    DiscrepancyId,
    Explanation,
    ProposalVerb,
    UnknownDiscrepancy,
)
from foodmarket.domain.refunds.errors import SecondPersonNeeded
from foodmarket.entrypoints.marketplace import wire
from foodmarket.entrypoints.worker.reconciler import Reconciler
from tests.unit.orders.builders import NOW, RUB
from tests.unit.orders.town import Town

DAY = NOW.date()
SANDBOX = "sandbox"
ANY = ports.DiscrepancyFilter()


def finance(number: int = 1) -> Actor:
    return Actor(Role.STAFF, AccountId.of(number), duties=frozenset({Duty.FINANCE}))


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    town = await Town.open()
    yield town
    town.bank.close()


async def sold(town: Town) -> Purchase:
    purchase = await town.cooked(await town.order(), Trigger.ACCEPT, Trigger.START, Trigger.FINISH)
    code = purchase.order.delivery_code
    await town.market.hand_over_order(town.cook, purchase.order.id, code)
    return await town.market.move_order(town.customer, purchase.order.id, Trigger.CONFIRM)


def reported(town: Town) -> list[Movement]:
    """Return what the bank reports, to be tampered with."""
    book: Any = town.bank._book
    movements: list[Movement] = book.pages.movements
    return movements


def tampered(town: Town, change: Callable[[Movement], Movement]) -> None:
    """Have the bank report something else."""
    reported(town)[:] = map(change, reported(town))


def dearer(by: int) -> Callable[[Movement], Movement]:
    return lambda it: it if it.fee is None else evolve(it, fee=it.fee + Money(by, RUB))


def captured(town: Town, payment_id: PaymentId) -> None:
    """Have the bank report one more capture."""
    line = Movement(
        reference="sandbox-100",
        kind=MovementKind.CAPTURE,
        payment_id=payment_id,
        amount=Money(75_000, RUB),
        fee=Money.zero(RUB),
        at=NOW,
    )
    reported(town).append(line)


async def found(town: Town, day: date = DAY) -> tuple[Discrepancy, ...]:
    return (await town.market.reconcile_day(SYSTEM, SANDBOX, day)).unresolved


async def wrong_fee(town: Town) -> Discrepancy:
    await sold(town)
    tampered(town, dearer(70))
    town.clock.advance(timedelta(days=1))
    (it,) = await found(town)
    return it


async def balance(town: Town, account: LedgerAccount) -> int:
    async with town.store.begin() as uow:
        return (await uow.ledger.balance(account, RUB)).amount.amount


async def paid(town: Town) -> Payout:
    """Have the cook paid what is payable."""
    cook_id = town.cook.cook_id
    assert cook_id is not None
    plan = PayoutPlan(
        cook_id=cook_id,
        currency=RUB,
        provider=SANDBOX,
        destination="account",
        cools_until=NOW,
        due_at=NOW,
    )
    async with town.store.begin() as uow:
        uow.payouts.save(PayoutChange(plan=plan))
        await uow.commit()
    (payout,) = await town.market.pay_cook(cook_id)
    return payout


async def test_a_clean_day_has_nothing_to_resolve(town: Town) -> None:
    await sold(town)
    day = await town.market.reconcile_day(SYSTEM, SANDBOX, DAY)
    assert (day.report.matched, day.discrepancies) == (1, ())


async def test_a_second_run_keeps_the_same_discrepancy(town: Town) -> None:
    first = await wrong_fee(town)
    assert first.difference.kind is DifferenceKind.FEE_DIFFERENCE
    assert await found(town) == (first,)
    assert list(town.store.tables.discrepancies.values()) == [first]


async def test_two_who_reconcile_at_once_keep_one(town: Town) -> None:
    await sold(town)
    reported(town).clear()
    days = await asyncio.gather(*(found(town) for _ in range(4)))
    assert {len(day) for day in days} == {1}
    assert len({day[0].id for day in days}) == 1


async def test_comparing_keeps_nothing(town: Town) -> None:
    await sold(town)
    reported(town).clear()
    report = await town.market.reconcile_day.compare(finance(), SANDBOX, DAY)
    assert [it.kind for it in report.differences] == [DifferenceKind.TIMING]
    assert town.store.tables.discrepancies == {}


async def test_timing_resolves_itself_or_becomes_missing(town: Town) -> None:
    await sold(town)
    tampered(town, lambda it: evolve(it, at=it.at + timedelta(days=9)))
    (waiting,) = await found(town)
    town.clock.advance(timedelta(days=1))
    (missing,) = await found(town)
    assert (missing.id, missing.first_seen) == (waiting.id, NOW)
    assert missing.difference.kind is DifferenceKind.MISSING_AT_PROVIDER
    tampered(town, lambda it: evolve(it, at=it.at - timedelta(days=9)))
    assert await found(town) == ()
    (resolved,) = town.store.tables.discrepancies.values()
    assert (resolved.resolved_by, resolved.resolved_with) == ("match", "sandbox-1")


async def test_a_payment_of_ours_without_an_entry_is_missing_in_the_book(town: Town) -> None:
    held = await town.order()
    captured(town, held.payment.id)
    town.clock.advance(timedelta(days=1))
    (it,) = await found(town)
    assert (it.difference.kind, it.difference.subject) == ("missing_in_book", held.payment.id)


async def test_what_is_nobody_s_is_an_unknown_reference(town: Town) -> None:
    captured(town, PaymentId.of(1))
    (it,) = await found(town)
    assert it.difference.kind is DifferenceKind.UNKNOWN_REFERENCE


async def test_a_payout_is_compared_with_its_document(town: Town) -> None:
    await sold(town)
    town.clock.advance(timedelta(days=1))
    payout = await paid(town)
    assert (payout.state, await found(town, town.clock.now().date())) == (PayoutState.PAID, ())
    stored = town.store.tables.payouts[payout.id]
    town.store.tables.payouts[payout.id] = evolve(stored, state=PayoutState.FAILED)
    (it,) = await found(town, town.clock.now().date())
    assert (it.difference.kind, it.difference.subject) == ("payout_mismatch", payout.id)


async def test_a_payout_that_the_book_forgot_is_a_mismatch(town: Town) -> None:
    await sold(town)
    town.clock.advance(timedelta(days=1))
    payout = await paid(town)
    town.store.tables.entries_on[clearing(SANDBOX), RUB].pop()
    day = await found(town, town.clock.now().date())
    assert {it.difference.kind.value for it in day} == {"payout_mismatch", "timing"}
    assert {it.difference.documented for it in day} == {payout.amount}


async def test_a_payout_that_took_long_is_still_known(town: Town) -> None:
    await sold(town)
    town.clock.advance(timedelta(days=1))
    payout = await paid(town)
    long_ago = NOW - timedelta(days=90)
    town.store.tables.payouts[payout.id] = evolve(payout, reserved_at=long_ago)
    assert await found(town, town.clock.now().date()) == ()


async def test_who_may_not_and_what_is_not_there(town: Town) -> None:
    support = Actor(Role.STAFF, AccountId.of(1), duties=frozenset({Duty.SUPPORT}))
    with pytest.raises(NotAllowed):
        await town.market.reconcile_day(support, SANDBOX, DAY)
    with pytest.raises(UnknownProvider):
        await town.market.reconcile_day(finance(), "nobody", DAY)
    with pytest.raises(NotAllowed):
        await town.market.list_discrepancies(support, ANY, ports.Page())
    with pytest.raises(NotAllowed):
        await town.market.list_discrepancies.one(support, DiscrepancyId.of(1))
    with pytest.raises(UnknownDiscrepancy):
        await town.market.list_discrepancies.one(finance(), DiscrepancyId.of(1))
    with pytest.raises(UnknownDiscrepancy):
        await town.market.resolve_discrepancy.correct(finance(), DiscrepancyId.of(1), None)


async def test_a_correction_is_booked_recorded_and_listed(town: Town) -> None:
    it = await wrong_fee(town)
    before = await balance(town, PROVIDER_FEES)
    key = ports.Key(owner=AccountId.of(1), text="key", fingerprint="f")
    resolve = town.market.resolve_discrepancy
    done = await resolve.correct(finance(), it.id, None, "tariff", key)
    assert await balance(town, PROVIDER_FEES) == before + 70
    assert await town.is_sound()
    assert await found(town) == ()
    query = ports.AuditQuery(verb="discrepancy")
    (action,) = await town.market.search_audit_log(finance(), query, ports.Page())
    assert (action.verb, action.subject) == ("discrepancy.correct", it.id)
    assert action.facts == {
        "provider": SANDBOX,
        "day": DAY.isoformat(),
        "kind": "fee_difference",
        "amount": "-70 RUB",
        "state": "resolved",
        "choice": "provider_fees",
    }
    assert list(await town.market.list_discrepancies(finance(), ANY, ports.Page())) == [done]
    assert await town.market.list_discrepancies.one(finance(), it.id) == done
    tampered(town, dearer(1))
    (again,) = await found(town)
    assert (again.id, again.unexplained.amount) == (it.id, -1)
    with pytest.raises(KeyTaken):
        await resolve.explain(finance(), it.id, Explanation.NOT_OUR_MONEY, "", key)


async def test_above_the_limit_two_people_decide(town: Town) -> None:
    town.market = wire(town.market.adapters, terms=lambda: Terms(refund_approval_limit=69))
    it = await wrong_fee(town)
    resolve = town.market.resolve_discrepancy
    await resolve.correct(finance(), it.id, Against.UNEXPLAINED)
    assert await balance(town, unexplained(SANDBOX)) == 0
    with pytest.raises(SecondPersonNeeded):
        await resolve.decide(finance(), it.id, ProposalVerb.APPROVE)
    await resolve.decide(finance(), it.id, ProposalVerb.DECLINE)
    await resolve.correct(finance(), it.id, Against.UNEXPLAINED)
    done = await resolve.decide(finance(2), it.id, ProposalVerb.APPROVE)
    assert (done.state, done.approved_by) == ("resolved", AccountId.of(2))
    assert await balance(town, unexplained(SANDBOX)) == -70
    assert await town.is_sound()


async def test_yesterday_is_compared_once_by_one_worker(town: Town) -> None:
    await sold(town)
    reported(town).clear()
    town.clock.advance(timedelta(days=1))
    days = await asyncio.gather(*(town.market.reconcile_yesterday(SANDBOX) for _ in range(3)))
    assert sorted(len(done) for done in days) == [0, 0, 1]
    assert await town.market.reconcile_yesterday(SANDBOX) == []
    async with town.store.begin() as uow:
        (open_,) = await uow.discrepancies.unexplained()
    assert (open_.provider, open_.count, open_.amount.amount) == (SANDBOX, 1, 75_000)


async def test_days_with_something_open_are_looked_at_again(town: Town) -> None:
    await sold(town)
    tampered(town, lambda it: evolve(it, at=it.at + timedelta(days=9)))
    town.clock.advance(timedelta(days=1))
    await town.market.reconcile_yesterday(SANDBOX)
    tampered(town, lambda it: evolve(it, at=it.at - timedelta(days=9)))
    town.clock.advance(timedelta(days=2))
    done = await town.market.reconcile_yesterday(SANDBOX)
    days = [day.report.day for day in done]
    assert days == [DAY, DAY + timedelta(days=1), DAY + timedelta(days=2)]
    assert [day.unresolved for day in done] == [(), (), ()]


async def test_a_provider_that_is_away_keeps_its_day_due_and_no_other(town: Town) -> None:
    class Away:
        def movements(self, *_: object) -> Any:
            raise ProviderUnavailable(provider="away")

    away: Any = Away()
    providers = {"away": away} | dict(town.market.adapters.providers)
    market = wire(evolve(town.market.adapters, providers=providers))
    reconciler = Reconciler(providers=providers, reconcile_yesterday=market.reconcile_yesterday)
    with pytest.raises(ProviderUnavailable):
        await reconciler()
    assert await reconciler() == 0
    days = {(provider, day) for provider, day in town.store.tables.reconciled_days}
    assert days == {(SANDBOX, DAY - timedelta(days=1))}
    town.clock.advance(timedelta(minutes=10))
    with pytest.raises(ProviderUnavailable):
        await reconciler()
