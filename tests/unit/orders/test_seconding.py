"""Above the limit two members of staff decide a dispute, alike, and one alone moves nothing."""

import pytest

from foodmarket.domain.accounts.model import AccountId, Actor, Duty, Role
from foodmarket.domain.disputes.decisions import DisputeVerb
from foodmarket.domain.disputes.model import Dispute
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.disputing import Side, Verdict
from foodmarket.domain.orders.model import OrderId, OrderState
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.refunds.decisions import Choice
from foodmarket.domain.refunds.errors import SecondPersonNeeded
from foodmarket.entrypoints.marketplace import wire
from tests.unit.orders.builders import rub
from tests.unit.orders.test_disputes import complained, state_of
from tests.unit.orders.town import Town

LIMIT = 20_000
FIRST, SECOND, THIRD = (
    Actor(Role.STAFF, AccountId.of(number), duties=frozenset({Duty.SUPPORT}))
    for number in (31, 32, 33)
)
COOK, CUSTOMER = Trigger.RESOLVE_FOR_COOK, Trigger.RESOLVE_FOR_CUSTOMER


@pytest.fixture
async def town(town: Town) -> Town:
    """The town, where a second person is needed above 200 roubles."""
    town.market = wire(town.market.adapters, terms=lambda: Terms(refund_approval_limit=LIMIT))
    return town


async def resolve(
    town: Town, dispute: Dispute, by: Actor, trigger: Trigger, award: Money | None = None
) -> OrderState:
    moved = await town.market.move_order(by, OrderId(dispute.order_id), trigger, award=award)
    return moved.order.state


def returned(town: Town) -> list[Money]:
    return [it.amount for it in town.store.tables.refunds.values()]


async def test_up_to_the_limit_one_decides_alone(town: Town) -> None:
    dispute = await complained(town)
    assert await resolve(town, dispute, FIRST, COOK, rub(LIMIT)) is OrderState.SETTLED
    assert returned(town) == [rub(LIMIT)]


@pytest.mark.parametrize(
    ("trigger", "award", "ends", "back"),
    [
        (COOK, rub(LIMIT + 1), OrderState.SETTLED, rub(LIMIT + 1)),
        (CUSTOMER, None, OrderState.REFUNDED, rub(75_000)),
    ],
)
async def test_above_it_a_second_person_has_to_decide_alike(
    town: Town, trigger: Trigger, award: Money | None, ends: OrderState, back: Money
) -> None:
    dispute = await complained(town)
    assert await resolve(town, dispute, FIRST, trigger, award) is OrderState.DISPUTED
    with pytest.raises(SecondPersonNeeded):
        await resolve(town, dispute, FIRST, trigger, award)
    assert returned(town) == []
    assert await resolve(town, dispute, SECOND, trigger, award) is ends
    assert returned(town) == [back]
    records = await town.records(f"order.{trigger}")
    assert [(it.account_id, it.facts["state"]) for it in records] == [
        (FIRST.account_id, "disputed"),
        (SECOND.account_id, ends.value),
    ]
    assert await town.is_sound()


async def test_another_decision_takes_the_place_of_the_first_and_waits_in_turn(
    town: Town,
) -> None:
    dispute = await complained(town)
    await resolve(town, dispute, FIRST, COOK, rub(30_000))
    assert await resolve(town, dispute, SECOND, COOK, rub(40_000)) is OrderState.DISPUTED
    with pytest.raises(SecondPersonNeeded):
        await resolve(town, dispute, SECOND, COOK, rub(40_000))
    assert await resolve(town, dispute, FIRST, CUSTOMER) is OrderState.DISPUTED
    assert returned(town) == []
    assert await resolve(town, dispute, THIRD, CUSTOMER) is OrderState.REFUNDED


async def test_a_dispute_that_was_handed_over_is_decided_by_two_in_the_same_way(
    town: Town,
) -> None:
    dispute, act = await complained(town), town.market.dispute_order
    await act.escalate(town.cook, dispute.id)
    verdict = Verdict(in_favour_of=Side.COOK, award=Choice(amount=rub(30_000)), words="half")
    waits = await act.decide(FIRST, dispute.id, verdict)
    assert waits.pending is not None
    assert (waits.pending.by, waits.pending.amount) == (FIRST.account_id, rub(30_000))
    with pytest.raises(SecondPersonNeeded):
        await act.decide(FIRST, dispute.id, verdict)
    assert await state_of(town, dispute) is OrderState.DISPUTED
    # What one has decided on one way the other may decide alike on the other.
    assert await resolve(town, dispute, SECOND, COOK, rub(30_000)) is OrderState.SETTLED
    assert returned(town) == [rub(30_000)]
    (first,) = await town.records("dispute.decide")
    assert first.facts["waits_for_second"] == "30000 RUB"
    decided = await act.one(SECOND, dispute.id)
    assert (decided.pending, decided.state.final) == (None, True)


async def test_a_verdict_that_waits_keeps_nobody_from_agreeing(town: Town) -> None:
    dispute, act = await complained(town), town.market.dispute_order
    await resolve(town, dispute, FIRST, CUSTOMER)
    await act.propose(town.cook, dispute.id, DisputeVerb.OFFER, Choice(amount=rub(10_000)))
    await act.accept(town.customer, dispute.id)
    assert await state_of(town, dispute) is OrderState.SETTLED
    assert returned(town) == [rub(10_000)]
