"""The documents that cooks show, as every store keeps them."""

from datetime import timedelta

from attrs import evolve

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.permits.model import Permit, PermitId, PermitState
from foodmarket.ports.contracts.racing import DONE, outcomes
from foodmarket.ports.contracts.raw import Raw
from foodmarket.ports.contracts.samples import NOW, a_permit, an_id
from foodmarket.ports.paging import Page
from foodmarket.ports.unit_of_work import Begin


class PermitsSuite:
    """Fixtures: ``begin``, ``raw``."""

    async def test_permits_come_back_as_they_were(self, begin: Begin, raw: Raw) -> None:
        """One by its id, a cook's own newest first."""
        cook_id = an_id(CookId)
        first = a_permit(cook_id=cook_id, expires_on=None)
        second = a_permit(cook_id=cook_id, due_at=NOW, reason="blurred")
        await _add(begin, first, second, a_permit())
        assert await raw.count("permits") == 3
        async with begin() as uow:
            assert list(await uow.permits.of_cook(cook_id)) == [second, first]
            assert await uow.permits.get(first.id) == first
            assert await uow.permits.get(an_id(PermitId)) is None

    async def test_what_waits_for_staff_is_listed_oldest_first(self, begin: Begin) -> None:
        """A page at a time, without what was decided on."""
        waiting = [a_permit() for _ in range(3)]
        await _add(begin, *reversed(waiting), a_permit(state=PermitState.APPROVED))
        async with begin() as uow:
            assert list(await uow.permits.waiting(Page(limit=2))) == waiting[:2]
            rest = await uow.permits.waiting(Page(limit=2, after=waiting[1].id))
            assert list(rest) == waiting[2:]

    async def test_what_is_due_comes_longest_due_first(self, begin: Begin) -> None:
        """Nothing that lies ahead, and nothing without an end."""
        late = a_permit(due_at=NOW - timedelta(days=1))
        later = a_permit(due_at=NOW - timedelta(days=2))
        ahead = a_permit(due_at=NOW + timedelta(seconds=1))
        await _add(begin, late, later, ahead, a_permit())
        async with begin() as uow:
            assert list(await uow.permits.due(NOW, 9)) == [later.id, late.id]
            assert list(await uow.permits.due(NOW, 1)) == [later.id]
            uow.permits.save(evolve(later, due_at=None))
            await uow.commit()
            assert list(await uow.permits.due(ahead.due_at or NOW, 9)) == [late.id, ahead.id]

    async def test_of_many_who_decide_at_once_one_does(self, begin: Begin) -> None:
        """The others meet stale facts."""
        permit = a_permit()
        await _add(begin, permit)
        approved = evolve(permit, state=PermitState.APPROVED)

        async def decide() -> None:
            async with begin() as uow:
                uow.permits.save(approved)
                await uow.commit()

        assert await outcomes([decide() for _ in range(5)]) == {DONE: 1, "StaleFacts": 4}
        async with begin() as uow:
            assert await uow.permits.get(permit.id) == evolve(approved, version=2)
            assert list(await uow.permits.waiting(Page(limit=9))) == []


async def _add(begin: Begin, *permits: Permit) -> None:
    async with begin() as uow:
        for permit in permits:
            uow.permits.add(permit)
        await uow.commit()
