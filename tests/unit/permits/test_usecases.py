"""Permits on their way: named by a cook, looked at by support, and told of before they end."""

from datetime import timedelta

import pytest

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import SYSTEM, AccountId, Actor, Duty, Role
from foodmarket.domain.permits.errors import BadPermit, PermitReviewed, UnknownPermit
from foodmarket.domain.permits.model import Permit, PermitId, PermitKind, PermitState
from tests.unit.orders.town import Town

PAGE = ports.Page(limit=10)
SUPPORT = Actor(Role.STAFF, AccountId.of(9), duties=frozenset({Duty.SUPPORT}))
FINANCE = Actor(Role.STAFF, AccountId.of(8), duties=frozenset({Duty.FINANCE}))
BOOK = "77-AB 123456"


async def submitted(town: Town, days: int = 60) -> Permit:
    expires_on = town.clock.now().date() + timedelta(days=days)
    return await town.market.submit_permit(
        town.cook, kind=PermitKind.MEDICAL_BOOK, reference=f" {BOOK} ", expires_on=expires_on
    )


async def test_support_finds_what_waits_and_accepts_it_and_the_cook_is_told(town: Town) -> None:
    object.__setattr__(town.market.review_permit, "required", (PermitKind.MEDICAL_BOOK,))
    permit = await submitted(town)
    assert (permit.reference, permit.state) == (BOOK, PermitState.SUBMITTED)
    assert await town.market.list_waiting_permits(SUPPORT, PAGE) == [permit]
    await town.market.review_permit(SUPPORT, permit.id, None)
    assert await town.market.list_waiting_permits(SUPPORT, PAGE) == []
    (kept,), until = await town.market.list_permits(town.cook)
    assert (kept.state, kept.reviewed_by) == (PermitState.APPROVED, SUPPORT.account_id)
    assert until is not None
    assert until > town.clock.now()
    assert (await town.told())[-1].kind == "permit-approved"
    records = await town.records("permit")
    assert [it.verb for it in records] == ["permit.read", "permit.approved", "permit.read"]
    assert BOOK not in str(records)


async def test_what_is_turned_down_says_why_and_is_not_looked_at_twice(town: Town) -> None:
    permit = await submitted(town)
    turned_down = await town.market.review_permit(SUPPORT, permit.id, "a page is missing")
    assert (turned_down.state, turned_down.reason) == (PermitState.REJECTED, "a page is missing")
    assert (await town.told())[-1].kind == "permit-rejected"
    with pytest.raises(PermitReviewed):
        await town.market.review_permit(SUPPORT, permit.id, None)


async def test_a_cook_is_told_before_the_end_and_at_the_end_once_each(town: Town) -> None:
    permit = await submitted(town)
    await town.market.review_permit(SUPPORT, permit.id, None)
    await town.told()
    for days, kinds in (
        (47, ["permit-ends"]),
        (0, []),
        (11, ["permit-ends"]),
        (5, ["permit-over"]),
    ):
        town.clock.advance(timedelta(days=days))
        before = len(await town.told())
        await town.market.remind_of_permit(permit.id)
        assert [it.kind for it in (await town.told())[before:]] == kinds
    await town.market.remind_of_permit(PermitId.of(1))


async def test_permits_are_named_by_cooks_and_looked_at_by_support(town: Town) -> None:
    permit = await submitted(town)
    for stranger in (town.customer, SYSTEM):
        with pytest.raises(NotAllowed):
            await town.market.submit_permit(
                stranger, kind=PermitKind.KITCHEN, reference="1", expires_on=None
            )
        with pytest.raises(NotAllowed):
            await town.market.list_permits(stranger)
    for other in (FINANCE, town.cook):
        with pytest.raises(NotAllowed):
            await town.market.list_waiting_permits(other, PAGE)
        with pytest.raises(NotAllowed):
            await town.market.review_permit(other, permit.id, None)
    with pytest.raises(UnknownPermit):
        await town.market.review_permit(SUPPORT, PermitId.of(1), None)
    with pytest.raises(BadPermit):
        await submitted(town, days=-1)
