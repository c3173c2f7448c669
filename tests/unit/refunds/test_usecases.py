"""Refunds by staff, on adapters in memory and the sandbox bank."""

from collections.abc import AsyncIterator

import pytest
from attrs import evolve

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import AccountId, Actor, Duty, Role
from foodmarket.domain.escrow import Terms
from foodmarket.domain.escrow.model import Liable
from foodmarket.domain.kernel.errors import KeyTaken
from foodmarket.domain.orders import OrderId, RefundVerb
from foodmarket.domain.orders.errors import RefundTooLarge, UnknownOrder
from foodmarket.domain.orders.model import Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.refunds import Choice, Refund, RefundId, RefundReason, RefundState
from foodmarket.domain.refunds.errors import (
    BadRefund,
    NothingCaptured,
    RefundNotReady,
    SecondPersonNeeded,
    UnknownRefund,
)
from foodmarket.entrypoints.marketplace import wire
from tests.unit.orders.builders import rub
from tests.unit.orders.town import Town

FIRST = Actor(Role.STAFF, AccountId.of(1), duties=frozenset(Duty))
SECOND = Actor(Role.STAFF, AccountId.of(2), duties=frozenset({Duty.FINANCE}))
NOBODY = Actor(Role.STAFF, AccountId.of(3))
PAGE = ports.Page()


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    town = await Town.open()
    yield town
    town.bank.close()


def strict(town: Town) -> None:
    """Have every refund approved by a second person."""
    town.market = wire(town.market.adapters, terms=lambda: Terms(refund_approval_limit=0))


async def accepted(town: Town) -> Purchase:
    return await town.cooked(await town.order(), Trigger.ACCEPT)


async def asked(town: Town, order_id: OrderId, minor: int, key: ports.Key | None = None) -> Refund:
    return await town.market.refund_order(
        FIRST,
        order_id,
        Choice(amount=rub(minor)),
        reason=RefundReason.GOODWILL,
        liable=Liable.PLATFORM,
        key=key,
    )


async def test_a_small_refund_goes_off_at_once_and_its_key_works_once(town: Town) -> None:
    purchase = await accepted(town)
    key = ports.Key(owner=AccountId.of(1), text="key", fingerprint="f")
    refund = await asked(town, purchase.order.id, 5_000, key)
    assert (refund.state, refund.returned) == (RefundState.SUCCEEDED, rub(5_000))
    with pytest.raises(KeyTaken):
        await asked(town, purchase.order.id, 5_000, key)
    assert (await town.shown(purchase)).payment.refunded == rub(5_000)
    assert await town.is_sound()


async def test_a_quote_moves_nothing(town: Town) -> None:
    purchase = await accepted(town)
    refund_order = town.market.refund_order
    quoted = await refund_order.quote(FIRST, purchase.order.id, Choice(delivery=True), Liable.COOK)
    assert (quoted.amount, quoted.left) == (rub(15_000), rub(60_000))
    assert quoted.needs_approval is False
    assert await refund_order.of_order(FIRST, purchase.order.id) == ()
    with pytest.raises(UnknownOrder):
        await refund_order.quote(FIRST, OrderId.of(1), Choice(), Liable.COOK)


async def test_above_the_limit_a_second_person_approves(town: Town) -> None:
    strict(town)
    purchase = await accepted(town)
    waiting = await asked(town, purchase.order.id, 5_000)
    listed = town.market.list_refunds
    assert list(await listed(SECOND, RefundState.REQUESTED, PAGE)) == [waiting]
    with pytest.raises(NotAllowed):
        await listed(NOBODY, RefundState.REQUESTED, PAGE)
    decide = town.market.refund_order.decide
    with pytest.raises(SecondPersonNeeded):
        await decide(FIRST, waiting.id, RefundVerb.APPROVE)
    with pytest.raises(RefundNotReady):
        await decide(SECOND, waiting.id, RefundVerb.RETRY)
    done = await decide(SECOND, waiting.id, RefundVerb.APPROVE)
    assert (done.state, done.approved_by) == (RefundState.SUCCEEDED, AccountId.of(2))
    assert list(await listed(SECOND, RefundState.REQUESTED, PAGE)) == []
    query = ports.AuditQuery(verb="refund")
    told = await town.market.search_audit_log(SECOND, query, PAGE)
    assert [it.verb for it in told] == ["refund.approve", "refund.ask"]
    assert await town.is_sound()


async def test_a_declined_request_gives_nothing_back(town: Town) -> None:
    strict(town)
    purchase = await accepted(town)
    waiting = await asked(town, purchase.order.id, 5_000)
    declined = await town.market.refund_order.decide(SECOND, waiting.id, RefundVerb.DECLINE)
    assert declined.state is RefundState.DECLINED
    assert (await town.shown(purchase)).payment.refunded == rub(0)


async def test_a_request_that_grew_too_large_is_refused_at_approval(town: Town) -> None:
    strict(town)
    purchase = await accepted(town)
    first, second = [await asked(town, purchase.order.id, 37_500) for _ in range(2)]
    with pytest.raises(RefundTooLarge):
        await asked(town, purchase.order.id, 1)
    decide = town.market.refund_order.decide
    await decide(SECOND, first.id, RefundVerb.APPROVE)
    assert (await decide(SECOND, second.id, RefundVerb.APPROVE)).state is RefundState.SUCCEEDED
    assert (await town.shown(purchase)).payment.refunded == rub(75_000)
    assert await town.is_sound()


async def test_a_refund_is_shown_to_those_whom_its_order_concerns(town: Town) -> None:
    purchase = await accepted(town)
    refund = await asked(town, purchase.order.id, 5_000)
    one, of_order = town.market.refund_order.one, town.market.refund_order.of_order
    for reader in (town.customer, town.cook, FIRST):
        assert await one(reader, refund.id) == refund
        assert list(await of_order(reader, purchase.order.id)) == [refund]
    stranger = Actor(Role.CUSTOMER, AccountId.of(9))
    with pytest.raises(UnknownOrder):
        await one(stranger, refund.id)
    with pytest.raises(UnknownRefund):
        await one(FIRST, RefundId.of(1))
    with pytest.raises(UnknownRefund):
        await town.market.refund_order.decide(FIRST, RefundId.of(1), RefundVerb.APPROVE)


async def test_only_staff_with_a_duty_and_only_what_was_captured(town: Town) -> None:
    held = await town.order()
    with pytest.raises(NothingCaptured):
        await asked(town, held.order.id, 1)
    refund_order = town.market.refund_order
    with pytest.raises(NotAllowed):
        await refund_order.decide(NOBODY, RefundId.of(1), RefundVerb.DECLINE)
    with pytest.raises(NotAllowed):
        await refund_order.quote(NOBODY, held.order.id, Choice(), Liable.COOK)


@pytest.mark.parametrize(
    ("choice", "problem"),
    [
        (Choice(amount=rub(1), tip=True), "amount_and_parts"),
        (Choice(amount=rub(0)), "amount_not_positive"),
        (Choice(portions=(0, 1)), "no_such_line"),
        (Choice(portions=(3,)), "not_so_many_portions"),
        (Choice(portions=(-1,)), "not_so_many_portions"),
        (Choice(tip=True), "nothing_left_of_it"),
    ],
)
async def test_a_choice_that_makes_no_sense_is_named(
    town: Town, choice: Choice, problem: str
) -> None:
    purchase = await accepted(town)
    with pytest.raises(BadRefund) as refused:
        await town.market.refund_order.quote(FIRST, purchase.order.id, choice, Liable.COOK)
    assert refused.value.problem == problem


async def test_another_currency_is_no_amount_of_this_order(town: Town) -> None:
    purchase = await accepted(town)
    dollars = evolve(rub(1), currency=type(rub(1).currency)("USD"))
    with pytest.raises(BadRefund):
        await town.market.refund_order.quote(
            FIRST, purchase.order.id, Choice(amount=dollars), Liable.COOK
        )
