"""What a bank takes back is heard of once, answered with evidence, and ends as the bank decides."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest
from attrs import define, evolve, field, frozen

from foodmarket.adapters.sandbox import SandboxProvider
from foodmarket.adapters.sandbox.capabilities import CAPABILITIES
from foodmarket.domain.accounts.model import AccountId, Actor, Duty, Role
from foodmarket.domain.disputes.errors import BadClaim, DisputeNotReady, UnknownDispute
from foodmarket.domain.disputes.model import DisputeState, EvidenceState
from foodmarket.domain.orders.model import OrderState, Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.payments.outcomes import EvidenceOutcome, EvidenceTaken, Refused, Unknown
from foodmarket.domain.payments.reports import ProviderDispute, ProviderDisputeState
from foodmarket.domain.payments.requests import EvidenceRequest
from foodmarket.entrypoints.marketplace import Marketplace, wire
from tests.unit.orders.builders import chargeback, rub
from tests.unit.orders.town import SECRET, Town

FINANCE = Actor(Role.STAFF, AccountId.of(8), duties=frozenset({Duty.FINANCE}))


@define
class Docket:
    """What customers' banks have on their table; ``answer`` is what they say to evidence."""

    open: dict[str, ProviderDispute] = field(factory=dict)
    taken: list[EvidenceRequest] = field(factory=list)
    answer: EvidenceOutcome = field(factory=EvidenceTaken)


@frozen(kw_only=True)
class Bank(SandboxProvider):
    """The sandbox bank, whose customers can dispute a payment."""

    docket: Docket

    @property
    def capabilities(self) -> Capabilities:
        return evolve(CAPABILITIES, disputes=True)

    async def disputes(self, since: datetime) -> AsyncIterator[ProviderDispute]:
        for found in list(self.docket.open.values()):
            yield found

    async def look_up_dispute(self, reference: str) -> ProviderDispute | None:
        return self.docket.open.get(reference)

    async def submit_evidence(self, request: EvidenceRequest) -> EvidenceOutcome:
        self.docket.taken.append(request)
        return self.docket.answer


@define
class Case:
    """A delivered meal whose customer goes to the bank."""

    town: Town
    market: Marketplace
    docket: Docket
    purchase: Purchase

    async def heard(self, **facts: Any) -> Purchase | None:
        found = evolve(self.docket.open["dp_1"], **facts)
        self.docket.open["dp_1"] = found
        return await self.market.hear_chargeback("sandbox", "dp_1")

    async def now(self) -> Purchase:
        return await self.market.show_order(self.town.customer, self.purchase.order.id)


@pytest.fixture
async def case(town: Town) -> Case:
    docket = Docket()
    bank = Bank(bank=town.bank, clock=town.clock, secret=SECRET, docket=docket)
    adapters = evolve(town.market.adapters, providers={"sandbox": bank})
    town.market = wire(adapters)
    sold = await town.cooked(await town.order(), Trigger.ACCEPT, Trigger.START, Trigger.FINISH)
    await town.market.hand_over_order(town.cook, sold.order.id, sold.order.delivery_code)
    docket.open["dp_1"] = evolve(chargeback(75_000), payment_id=sold.payment.id)
    return Case(town, town.market, docket, sold)


async def test_a_chargeback_is_heard_once_and_stops_the_order(case: Case) -> None:
    first = await case.heard()
    assert first is not None
    assert first.order.state is OrderState.DISPUTED
    (dispute,) = first.disputes
    assert (dispute.state, dispute.amount) == (DisputeState.RAISED, rub(75_000))
    again = await case.heard()
    assert again is not None
    assert again.disputes == first.disputes
    assert await case.market.hear_chargeback.all_of("sandbox") == 1
    assert (await case.now()).order.version == again.order.version
    assert await case.town.is_sound()


async def test_what_is_not_ours_is_passed_over(case: Case) -> None:
    hear = case.market.hear_chargeback
    assert await hear("sandbox", "dp_unknown") is None
    assert await hear("another bank", "dp_1") is None
    ours = case.docket.open["dp_1"]
    for stranger in (None, PaymentId.of(1)):
        assert await hear.hear("sandbox", evolve(ours, payment_id=stranger)) is None
    assert await hear.hear("another bank", ours) is None
    plain = evolve(hear, providers={"sandbox": case.town.provider})
    assert await plain.all_of("sandbox") == 0


async def test_evidence_goes_to_the_bank_once_and_is_recorded(case: Case) -> None:
    heard = await case.heard()
    assert heard is not None
    dispute_id = heard.disputes[0].id
    contest = case.market.dispute_order.contest
    with pytest.raises(BadClaim):
        await contest(FINANCE, dispute_id, "x" * 10_000)
    contested = await contest(FINANCE, dispute_id, "the courier has a photo", ("photo-1",))
    assert contested.evidence[0].state is EvidenceState.SUBMITTED
    (taken,) = case.docket.taken
    assert (taken.key, taken.reference, taken.words) == (
        contested.evidence[0].id,
        "dp_1",
        "the courier has a photo",
    )
    assert await case.market.hear_chargeback.all_of("sandbox") == 1
    assert len(case.docket.taken) == 1
    (record,) = await case.town.records("dispute.evidence")
    assert (record.account_id, record.subject) == (FINANCE.account_id, dispute_id)


async def test_evidence_without_an_answer_is_sent_again_under_the_same_key(case: Case) -> None:
    heard = await case.heard()
    assert heard is not None
    case.docket.answer = Unknown("timeout")
    contest = case.market.dispute_order.contest
    contested = await contest(FINANCE, heard.disputes[0].id, "the courier has a photo")
    assert (contested.evidence[0].state, contested.evidence[0].reason) == (
        EvidenceState.STORED,
        "timeout",
    )
    case.docket.answer = Refused("too_late")
    await case.market.hear_chargeback.all_of("sandbox")
    first, second = case.docket.taken
    assert first.key == second.key
    (kept,) = (await case.now()).disputes[0].evidence
    assert (kept.state, kept.reason) == (EvidenceState.REFUSED, "too_late")


async def test_a_lost_chargeback_ends_the_order_and_the_book_agrees(case: Case) -> None:
    await case.heard()
    lost = await case.heard(state=ProviderDisputeState.LOST, withdrawn=rub(75_000))
    assert lost is not None
    assert lost.order.state is OrderState.REFUNDED
    with pytest.raises(DisputeNotReady):
        await case.market.dispute_order.contest(FINANCE, lost.disputes[0].id, "too late")


async def test_a_chargeback_is_none_of_the_customers_business(case: Case) -> None:
    heard = await case.heard()
    assert heard is not None
    act, order = case.market.dispute_order, case.purchase.order.id
    with pytest.raises(UnknownDispute):
        await act.one(case.town.customer, heard.disputes[0].id)
    assert await act.of_order(case.town.customer, order) == []
    assert len(await act.of_order(case.town.cook, order)) == 1
