"""Disputes are kept with their order, found by themselves, and freeze what the cook is paid."""

from datetime import datetime, timedelta

import pytest

from foodmarket.domain.accounts.model import AccountId, Actor, Duty, Role
from foodmarket.domain.disputes.decisions import DisputeVerb
from foodmarket.domain.disputes.model import (
    Claim,
    Dispute,
    DisputeId,
    DisputeKind,
    DisputeState,
)
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import LedgerAccount, disputed
from foodmarket.domain.orders.charging_back import hear_chargeback
from foodmarket.domain.orders.decisions import move
from foodmarket.domain.orders.disputing import complain, contest, escalate, propose
from foodmarket.domain.orders.model import Change, ComplaintReason, Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.model import OperationId
from foodmarket.domain.payments.reports import ProviderDispute, ProviderDisputeState
from foodmarket.domain.refunds.decisions import Choice
from foodmarket.ports.contracts.raw import Raw
from foodmarket.ports.contracts.samples import NOW, RUB, a_number, an_id
from foodmarket.ports.contracts.stage import Stage
from foodmarket.ports.paging import Page
from foodmarket.ports.unit_of_work import Begin

STAFF = Actor(Role.STAFF, an_id(AccountId), duties=frozenset(Duty))
COOK_SAYS = "Прошу прощения \N{PILE OF POO}"
STRICT = Terms(refund_approval_limit=0)
LATER = NOW + timedelta(hours=1)


def complained(purchase: Purchase) -> Change:
    """Return the change of a complaint with words and photos, not saved yet."""
    customer = Actor(Role.CUSTOMER, purchase.order.customer_id)
    claim = Claim(words="Холодно", photos=("photos/1.jpg", "photos/2.jpg"))
    return complain(purchase, ComplaintReason.QUALITY, claim, customer, NOW, an_id(OperationId))


def offered(purchase: Purchase) -> Change:
    """Return the change of the cook's offer of a rouble."""
    (dispute,) = purchase.disputes
    cook = Actor(Role.COOK, an_id(AccountId), purchase.order.cook_id)
    choice, new_id = Choice(amount=Money(1_00, RUB)), an_id(OperationId)
    return propose(purchase, dispute.id, DisputeVerb.OFFER, choice, COOK_SAYS, cook, LATER, new_id)


def charged_back(
    purchase: Purchase,
    reference: str,
    state: ProviderDisputeState = ProviderDisputeState.OPEN,
    now: datetime = NOW,
) -> Change:
    """Return the change of a chargeback of all that was captured, as heard of now."""
    amount = purchase.payment.captured
    zero = Money.zero(amount.currency)
    found = ProviderDispute(
        reference=reference,
        payment_reference="ref-1",
        payment_id=purchase.payment.id,
        amount=amount,
        withdrawn=zero if state is ProviderDisputeState.WON else amount,
        fee=Money(15_00, amount.currency),
        state=state,
        reason="fraudulent",
        evidence_due=NOW + timedelta(days=7),
    )
    change = hear_chargeback(purchase, found, now, an_id(OperationId))
    assert change is not None
    return change


def a_reference() -> str:
    """Return a provider's reference that was not used yet."""
    return f"dp_{a_number()}"


class DisputesSuite:
    """Fixtures: ``begin``, ``stage``, ``raw``."""

    async def test_a_complaint_comes_back_with_its_order(self, begin: Begin, stage: Stage) -> None:
        """Field by field, with what was said and proposed."""
        purchase = await stage.delivered(await stage.shop())
        opened = await stage.save(complained(purchase))
        after = await stage.save(offered(opened))
        (dispute,) = after.disputes
        assert dispute.proposals[0].words == COOK_SAYS
        async with begin() as uow:
            assert await uow.orders.purchase(purchase.order.id) == after
            assert await uow.disputes.order_of(dispute.id) == purchase.order.id
            assert await uow.disputes.order_of(an_id(DisputeId)) is None

    async def test_a_verdict_that_waits_comes_back_with_its_order(
        self, begin: Begin, stage: Stage
    ) -> None:
        """Who decided what, for a second person to decide alike."""
        purchase = await stage.delivered(await stage.shop(), terms=STRICT)
        opened = await stage.save(complained(purchase))
        verdict, new_id = Trigger.RESOLVE_FOR_CUSTOMER, an_id(OperationId)
        waits = await stage.save(move(opened, verdict, STAFF, LATER, new_id))
        (dispute,) = waits.disputes
        assert dispute.pending is not None
        assert (dispute.pending.by, dispute.pending.at) == (STAFF.account_id, LATER)
        async with begin() as uow:
            assert await uow.orders.purchase(purchase.order.id) == waits

    async def test_a_chargeback_comes_back_with_its_order_and_is_booked(
        self, begin: Begin, stage: Stage, raw: Raw
    ) -> None:
        """With its evidence; what was withdrawn stands on the order's account of disputes."""
        purchase = await stage.delivered(await stage.shop())
        raised = await stage.save(charged_back(purchase, a_reference()))
        (dispute,) = raised.disputes
        account: LedgerAccount = disputed(purchase.order.id)
        assert await raw.balance(account) == purchase.payment.captured.amount
        contested = await stage.save(
            contest(raised, dispute.id, "Чек", ("a/b.pdf",), STAFF, NOW, an_id(OperationId))
        )
        async with begin() as uow:
            assert await uow.orders.purchase(purchase.order.id) == contested
        reference = dispute.chargeback.reference if dispute.chargeback else ""
        lost = await stage.save(charged_back(contested, reference, ProviderDisputeState.LOST))
        async with begin() as uow:
            assert await uow.orders.purchase(purchase.order.id) == lost
        assert await raw.balance(account) == 0

    async def test_a_provider_s_dispute_has_one_document(self, begin: Begin, stage: Stage) -> None:
        """Of two who hear of it at once, the second decides again."""
        purchase, reference = await stage.delivered(await stage.shop()), a_reference()
        changes = [charged_back(purchase, reference) for _ in range(2)]
        saved = await stage.save(changes[0])
        with pytest.raises(StaleFacts):
            await stage.save(changes[1])
        async with begin() as uow:
            assert await uow.orders.purchase(purchase.order.id) == saved

    async def test_a_stale_dispute_is_refused(self, begin: Begin, stage: Stage) -> None:
        """The cook offers while staff takes the dispute over: the second decides again."""
        opened = await stage.save(complained(await stage.delivered(await stage.shop())))
        (dispute,) = opened.disputes
        offer = offered(opened)
        escalated = escalate(opened, dispute.id, STAFF, LATER, an_id(OperationId))
        saved = await stage.save(escalated)
        with pytest.raises(StaleFacts):
            await stage.save(offer)
        async with begin() as uow:
            assert await uow.orders.purchase(opened.order.id) == saved

    async def test_disputes_are_listed_newest_first(self, begin: Begin, stage: Stage) -> None:
        """Of one kind, of one state, of both, or all; page by page."""
        shop = await stage.shop()
        made: list[Dispute] = []
        for number in range(4):
            purchase = await stage.delivered(shop)
            change = complained(purchase) if number % 2 else charged_back(purchase, a_reference())
            made += (await stage.save(change)).disputes
        newest = made[::-1]
        complaint, opened = DisputeKind.COMPLAINT, DisputeState.OPENED
        async with begin() as uow:
            listed = uow.disputes.listed
            assert list(await listed(None, None, Page())) == newest
            assert list(await listed(None, None, Page(limit=3))) == newest[:3]
            assert list(await listed(None, None, Page(after=newest[0].id))) == newest[1:]
            assert list(await listed(complaint, None, Page())) == newest[::2]
            assert list(await listed(None, DisputeState.RAISED, Page())) == newest[1::2]
            assert list(await listed(complaint, opened, Page(limit=1))) == newest[:1]
            assert list(await listed(complaint, DisputeState.RAISED, Page())) == []

    async def test_nothing_is_paid_out_of_a_settled_order_that_is_charged_back(
        self, begin: Begin, stage: Stage
    ) -> None:
        """What the order made payable is frozen until the bank has decided."""
        shop = await stage.shop()
        settled, reference = await stage.settled(shop), a_reference()
        payable = settled.funds.payable
        assert payable.amount > 0

        async def frozen() -> Money:
            async with begin() as uow:
                return (await uow.payouts.standing(shop.cook.id, RUB, NOW)).frozen

        assert await frozen() == Money.zero(RUB)
        raised = await stage.save(charged_back(settled, reference))
        assert await frozen() == payable
        await stage.save(charged_back(raised, reference, ProviderDisputeState.WON))
        assert await frozen() == Money.zero(RUB)
