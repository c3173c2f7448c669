"""Disputes on their way: two sides talk, staff decides, and what is read or done is recorded."""

import pytest

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import AccountId, Actor, Duty, Role
from foodmarket.domain.disputes.decisions import (
    LONGEST_WORDS,
    MOST_PROPOSALS,
    MOST_REFERENCES,
    DisputeVerb,
)
from foodmarket.domain.disputes.errors import (
    BadClaim,
    DisputeNotReady,
    NotYourTurn,
    TooManyProposals,
    UnknownDispute,
)
from foodmarket.domain.disputes.model import Dispute, DisputeId, DisputeKind, DisputeState
from foodmarket.domain.orders.disputing import Side, Verdict
from foodmarket.domain.orders.errors import ReasonRequired, RefundTooLarge
from foodmarket.domain.orders.model import OrderState
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.errors import CardNumberRefused
from foodmarket.domain.refunds.decisions import Choice
from foodmarket.domain.refunds.errors import BadRefund
from tests.unit.orders.builders import rub
from tests.unit.orders.town import Town

SUPPORT = Actor(Role.STAFF, AccountId.of(9), duties=frozenset({Duty.SUPPORT}))
NOBODY = Actor(Role.STAFF, AccountId.of(7))
OFFER, COUNTER, HALF = DisputeVerb.OFFER, DisputeVerb.COUNTER, Choice(amount=rub(30_000))


async def complained(town: Town, words: str = "it was cold") -> Dispute:
    order = await town.cooked(await town.order(), Trigger.ACCEPT, Trigger.START, Trigger.FINISH)
    await town.market.hand_over_order(town.cook, order.order.id, order.order.delivery_code)
    complain = town.market.dispute_order.complain
    purchase = await complain(town.customer, order.order.id, "quality", words)
    return purchase.disputes[-1]


async def state_of(town: Town, dispute: Dispute) -> OrderState:
    (order,) = await town.market.list_orders(town.customer, ports.Page())
    assert order.id == dispute.order_id
    return order.state


async def test_two_sides_agree_and_that_much_goes_back(town: Town) -> None:
    dispute, act = await complained(town), town.market.dispute_order
    with pytest.raises(NotYourTurn):
        await act.propose(town.customer, dispute.id, OFFER, HALF)
    offered = await act.propose(town.cook, dispute.id, OFFER, HALF, "half of it")
    assert offered.proposals[-1].amount == rub(30_000)
    agreed = await act.accept(town.customer, dispute.id)
    assert agreed.state is DisputeState.AGREED
    assert await state_of(town, dispute) is OrderState.SETTLED
    (order,) = await town.market.list_orders(town.customer, ports.Page())
    shown = await town.market.show_order(town.customer, order.id)
    assert [it.amount for it in shown.refunds] == [rub(30_000)]
    assert await town.is_sound()


async def test_an_agreement_on_all_of_it_gives_all_of_it_back(town: Town) -> None:
    dispute, act = await complained(town), town.market.dispute_order
    await act.propose(town.cook, dispute.id, OFFER, Choice(amount=rub(75_000)))
    await act.accept(town.customer, dispute.id)
    assert await state_of(town, dispute) is OrderState.REFUNDED
    assert await town.is_sound()


async def test_a_claim_can_not_be_for_more_than_was_paid_or_for_nothing_that_is_left(
    town: Town,
) -> None:
    dispute, act = await complained(town), town.market.dispute_order
    with pytest.raises(RefundTooLarge):
        await act.propose(town.cook, dispute.id, OFFER, Choice(amount=rub(75_001)))
    with pytest.raises(BadRefund):
        await act.propose(town.cook, dispute.id, OFFER, Choice(tip=True))


async def test_a_talk_comes_to_an_end(town: Town) -> None:
    dispute, act = await complained(town), town.market.dispute_order
    for number in range(MOST_PROPOSALS):
        who, verb = ((town.cook, OFFER), (town.customer, COUNTER))[number % 2]
        await act.propose(who, dispute.id, verb, HALF)
    with pytest.raises(TooManyProposals):
        await act.propose(town.cook, dispute.id, OFFER, HALF)


async def test_staff_decides_what_was_handed_over_and_it_is_recorded(town: Town) -> None:
    dispute, act = await complained(town), town.market.dispute_order
    verdict = Verdict(in_favour_of=Side.COOK, award=HALF, words="half is fair")
    with pytest.raises(DisputeNotReady):
        await act.decide(SUPPORT, dispute.id, verdict)
    with pytest.raises(NotAllowed):
        await act.escalate(NOBODY, dispute.id)
    await act.escalate(town.cook, dispute.id)
    with pytest.raises(NotAllowed):
        await act.decide(NOBODY, dispute.id, verdict)
    with pytest.raises(BadRefund):
        await act.decide(SUPPORT, dispute.id, Verdict(in_favour_of=Side.CUSTOMER, award=HALF))
    decided = await act.decide(SUPPORT, dispute.id, verdict)
    assert (decided.state, decided.verdict) == (DisputeState.DECIDED, "half is fair")
    assert await state_of(town, dispute) is OrderState.SETTLED
    (record,) = await town.records("dispute.decide")
    assert (record.account_id, record.subject) == (SUPPORT.account_id, dispute.id)
    assert record.facts["amount"] == "30000 RUB"
    assert "fair" not in str(record)
    assert await town.is_sound()


async def test_the_customer_who_is_right_gets_everything_back(town: Town) -> None:
    dispute, act = await complained(town), town.market.dispute_order
    await act.escalate(town.cook, dispute.id)
    await act.decide(SUPPORT, dispute.id, Verdict(in_favour_of=Side.CUSTOMER))
    assert await state_of(town, dispute) is OrderState.REFUNDED


async def test_a_complaint_has_a_reason_and_words_with_bounds(town: Town) -> None:
    with pytest.raises(BadClaim):
        await complained(town, "x" * (LONGEST_WORDS + 1))
    with pytest.raises(CardNumberRefused):
        await complained(town, "my card is 4242 4242 4242 4242")
    delivered = await town.cooked(await town.order(), Trigger.ACCEPT, Trigger.START, Trigger.FINISH)
    order = delivered.order
    await town.market.hand_over_order(town.cook, order.id, order.delivery_code)
    complain = town.market.dispute_order.complain
    with pytest.raises(ReasonRequired):
        await complain(town.customer, order.id, "because")
    for photos in (("not a reference!",), ("photo-1",) * (MOST_REFERENCES + 1)):
        with pytest.raises(BadClaim):
            await complain(town.customer, order.id, "quality", "", photos)


async def test_whom_a_dispute_concerns_reads_it_and_what_staff_reads_is_recorded(
    town: Town,
) -> None:
    dispute, act = await complained(town), town.market.dispute_order
    (order,) = await town.market.list_orders(town.customer, ports.Page())
    for party in (town.customer, town.cook, SUPPORT):
        assert (await act.one(party, dispute.id)).id == dispute.id
        assert [it.id for it in await act.of_order(party, order.id)] == [dispute.id]
    other = await town.new_cook("other@example.org")
    for stranger in (
        Actor(Role.COOK, other.account_id, other.id),
        Actor(Role.COURIER, AccountId.of(5)),
    ):
        with pytest.raises(UnknownDispute):
            await act.one(stranger, dispute.id)
    assert await act.of_order(Actor(Role.COURIER, AccountId.of(5)), order.id) == ()
    with pytest.raises(UnknownDispute):
        await act.one(SUPPORT, DisputeId.of(1))
    listed = await town.market.list_disputes(
        SUPPORT, DisputeKind.COMPLAINT, DisputeState.OPENED, ports.Page()
    )
    assert [it.id for it in listed] == [dispute.id]
    with pytest.raises(NotAllowed):
        await town.market.list_disputes(town.cook, None, None, ports.Page())
    read = await town.records("dispute.read")
    assert [it.subject for it in read] == [dispute.id, order.id, None]
    assert {it.account_id for it in read} == {SUPPORT.account_id}
