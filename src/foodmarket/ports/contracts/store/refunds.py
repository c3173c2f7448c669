"""Refunds are kept with their order and found by themselves."""

from datetime import timedelta

import pytest

from foodmarket.domain.accounts.model import (
    AccountId,
    Actor,
    Duty,
    Role,
)
from foodmarket.domain.escrow.model import Liable, Terms
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.model import Change, Purchase
from foodmarket.domain.orders.refunding import approve_refund, ask_refund, decline_refund
from foodmarket.domain.payments.model import OperationId
from foodmarket.domain.payments.outcomes import Refunded
from foodmarket.domain.refunds.decisions import Choice
from foodmarket.domain.refunds.model import Refund, RefundId, RefundReason, RefundState
from foodmarket.ports.contracts.samples import NOW, an_id
from foodmarket.ports.contracts.stage import Stage, learned
from foodmarket.ports.paging import Page
from foodmarket.ports.unit_of_work import Begin

STRICT = Terms(refund_approval_limit=0)


def staff() -> Actor:
    """Return somebody of staff with every duty."""
    return Actor(Role.STAFF, an_id(AccountId), duties=frozenset(Duty))


def asked(purchase: Purchase, minor: int) -> Change:
    """Return the change of a refund that staff asks for, not saved yet."""
    return ask_refund(
        purchase,
        Choice(amount=Money(minor, purchase.payment.amount.currency)),
        RefundReason.GOODWILL,
        Liable.PLATFORM,
        staff(),
        NOW,
        an_id(RefundId),
        an_id(OperationId),
    )


class RefundsSuite:
    """Fixtures: ``begin``, ``stage``."""

    async def test_refunds_come_back_with_their_order(self, begin: Begin, stage: Stage) -> None:
        """Field by field, in every state, oldest first."""
        purchase = await stage.funded(await stage.shop(), terms=STRICT)
        first = await stage.save(asked(purchase, 1_00))
        both = await stage.save(asked(first, 2_00))
        (one, two) = both.refunds
        approved = await stage.save(
            approve_refund(both, one.id, staff(), NOW + timedelta(hours=1), an_id(OperationId))
        )
        async with begin() as uow:
            assert await uow.orders.purchase(purchase.order.id) == approved
            assert await uow.refunds.order_of(two.id) == purchase.order.id
            assert await uow.refunds.order_of(an_id(RefundId)) is None
        returned = await stage.save(learned(approved, Refunded(one.amount)))
        async with begin() as uow:
            assert await uow.orders.purchase(purchase.order.id) == returned
        assert [it.state for it in returned.refunds] == ["succeeded", "requested"]

    async def test_refunds_are_listed_by_state(self, begin: Begin, stage: Stage) -> None:
        """Oldest first, page by page."""
        shop = await stage.shop()
        made: list[Refund] = []
        for _ in range(3):
            purchase = await stage.funded(shop, terms=STRICT)
            made += (await stage.save(asked(purchase, 1_00))).refunds
        async with begin() as uow:
            listed = uow.refunds.listed
            assert list(await listed(RefundState.REQUESTED, Page(limit=2))) == made[:2]
            after = Page(limit=2, after=made[1].id)
            assert list(await listed(RefundState.REQUESTED, after)) == made[2:]
            assert list(await listed(RefundState.PARKED, Page())) == []

    async def test_a_stale_refund_is_refused(self, begin: Begin, stage: Stage) -> None:
        """Two people decline the same one: the second decides again."""
        purchase = await stage.funded(await stage.shop(), terms=STRICT)
        waiting = await stage.save(asked(purchase, 1_00))
        (refund,) = waiting.refunds
        changes = [
            decline_refund(waiting, refund.id, staff(), NOW, an_id(OperationId)) for _ in range(2)
        ]
        saved = await stage.save(changes[0])
        with pytest.raises(StaleFacts):
            await stage.save(changes[1])
        async with begin() as uow:
            assert await uow.orders.purchase(purchase.order.id) == saved
