"""Discrepancies are kept once, by version, with the entries that resolve them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from foodmarket.domain.accounts.model import AccountId, Actor, Duty, Role
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.ledger.model import clearing
from foodmarket.domain.payments.reports import MovementKind
from foodmarket.domain.reconciliation.discrepancies import (
    propose_correction,
    propose_explanation,
)
from foodmarket.domain.reconciliation.model import (
    Difference,
    DifferenceKind,
    Discrepancy,
    DiscrepancyChange,
    DiscrepancyId,
    DiscrepancyState,
    Explanation,
    ReconciledDay,
    Remedy,
    Unexplained,
)
from foodmarket.ports.audit import Audit
from foodmarket.ports.contracts.racing import DONE, outcomes
from foodmarket.ports.contracts.samples import NOW, PROVIDER, RUB, an_id
from foodmarket.ports.discrepancies import DiscrepancyFilter
from foodmarket.ports.paging import Page
from foodmarket.ports.unit_of_work import Begin

DAY = date(2026, 3, 2)
USD = Currency("USD")
ENOUGH = 10**9  # a limit that nothing here is above


def a_discrepancy(
    gap: int = -7_00, day: date = DAY, provider: str = PROVIDER, **changes: object
) -> Discrepancy:
    """Return a new one about a reference of its own."""
    made = an_id(DiscrepancyId)
    money = Money(abs(gap), RUB)
    difference = Difference(
        kind=DifferenceKind.UNKNOWN_REFERENCE,
        movement=MovementKind.REFUND,
        subject=None,
        entry=None,
        reference=f"ref-{made}",
        booked=None,
        reported=money,
        documented=money,
        gap=Money(gap, RUB),
        at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        resolution=Remedy.ASK_PROVIDER,
    )
    plain = Discrepancy(
        id=made,
        provider=provider,
        day=day,
        identity=difference.identity,
        difference=difference,
        corrected=Money.zero(RUB),
        first_seen=NOW,
        moved_at=NOW,
    )
    return evolve(plain, **changes)  # type: ignore[arg-type]


async def _save(begin: Begin, change: DiscrepancyChange) -> None:
    async with begin() as uow:
        uow.discrepancies.save(change)
        await uow.commit()


async def _kept(begin: Begin, *found: Discrepancy) -> None:
    await _save(begin, DiscrepancyChange(discrepancies=found))


def _finance() -> Actor:
    return Actor(Role.STAFF, an_id(AccountId), duties=frozenset({Duty.FINANCE}))


def _corrected(it: Discrepancy) -> DiscrepancyChange:
    return propose_correction(it, None, "seen", _finance(), ENOUGH, NOW)


def _explained(it: Discrepancy) -> DiscrepancyChange:
    return propose_explanation(it, Explanation.OTHER_CUT_OFF, "", _finance(), ENOUGH, NOW)


class DiscrepanciesSuite:
    """Fixtures: ``begin``, ``audit``."""

    async def test_they_come_back_as_they_were(self, begin: Begin) -> None:
        """Field by field, before and after they were resolved."""
        it = a_discrepancy()
        await _kept(begin, it)
        change = _corrected(it)
        async with begin() as uow:
            assert await uow.discrepancies.get(it.id) == it
            assert await uow.discrepancies.get(an_id(DiscrepancyId)) is None
        await _save(begin, change)
        async with begin() as uow:
            assert await uow.discrepancies.get(it.id) == change.discrepancies[0]
            assert list(await uow.ledger.entries(it.id)) == list(change.entries)

    async def test_the_same_thing_is_kept_once(self, begin: Begin) -> None:
        """Of many who find it at the same time, one keeps it; others decide again."""
        first = a_discrepancy()
        found = [evolve(first, id=an_id(DiscrepancyId)) for _ in range(4)]
        assert await outcomes(_kept(begin, it) for it in found) == {DONE: 1, "StaleFacts": 3}
        await _kept(begin, a_discrepancy(provider="other", identity=first.identity))

    async def test_a_stale_one_is_refused_with_its_entry(self, begin: Begin) -> None:
        """Two people resolve the same one: nothing is booked twice."""
        it = a_discrepancy()
        await _kept(begin, it)
        first, second = _corrected(it), _corrected(it)
        await _save(begin, first)
        with pytest.raises(StaleFacts):
            await _save(begin, second)
        with pytest.raises(StaleFacts):
            await _save(begin, _explained(it))
        async with begin() as uow:
            balance = await uow.ledger.balance(clearing(PROVIDER), RUB)
        assert balance.amount == it.unexplained

    async def test_they_are_found_by_day(self, begin: Begin) -> None:
        """Resolved ones, too, oldest first; of one provider."""
        first, second = a_discrepancy(), a_discrepancy()
        others = (a_discrepancy(day=DAY + timedelta(days=1)), a_discrepancy(provider="other"))
        await _kept(begin, second, *others, first)
        await _save(begin, _explained(first))
        async with begin() as uow:
            found = await uow.discrepancies.of_day(PROVIDER, DAY)
        assert [it.id for it in found] == [first.id, second.id]

    async def test_they_are_listed_newest_first(self, begin: Begin) -> None:
        """Page by page, by state, provider and kind."""
        made = [a_discrepancy() for _ in range(3)]
        other = a_discrepancy(provider="other")
        await _kept(begin, *made, other)
        await _save(begin, _explained(made[0]))
        wanted = DiscrepancyFilter(state=DiscrepancyState.OPEN, provider=PROVIDER)
        async with begin() as uow:
            listed = uow.discrepancies.listed
            everything = await listed(DiscrepancyFilter(), Page())
            assert [it.id for it in everything] == [it.id for it in (other, *reversed(made))]
            assert list(await listed(wanted, Page(limit=1))) == [made[2]]
            assert list(await listed(wanted, Page(after=made[2].id))) == [made[1]]
            kind = DiscrepancyFilter(kind=DifferenceKind.DUPLICATE)
            assert list(await listed(kind, Page())) == []

    async def test_what_is_open_is_summed_by_provider_and_currency(self, begin: Begin) -> None:
        """Too much and too little do not cancel each other out; what is resolved counts no more."""
        later = a_discrepancy(3_00, first_seen=NOW + timedelta(hours=1))
        first, done = a_discrepancy(-7_00), a_discrepancy(9_00)
        usd = a_discrepancy(1, provider="other")
        usd = evolve(usd, difference=evolve(usd.difference, gap=Money(1, USD)))
        usd = evolve(usd, corrected=Money.zero(USD), day=DAY + timedelta(days=1))
        async with begin() as uow:
            assert list(await uow.discrepancies.unexplained()) == []
        await _kept(begin, first, later, done, usd)
        await _save(begin, _corrected(done))
        async with begin() as uow:
            found = await uow.discrepancies.unexplained()
            days = await uow.discrepancies.open_days(PROVIDER, 9)
        ours = Unexplained(provider=PROVIDER, count=2, amount=Money(10_00, RUB), oldest=NOW)
        theirs = Unexplained(provider="other", count=1, amount=Money(1, USD), oldest=NOW)
        assert sorted(found, key=lambda it: it.count) == [theirs, ours]
        assert list(days) == [DAY]

    async def test_days_with_something_open_are_told_latest_first(self, begin: Begin) -> None:
        """As many as asked for."""
        days = [DAY + timedelta(days=number) for number in (0, 2, 1, 1)]
        await _kept(begin, *(a_discrepancy(day=day) for day in days))
        async with begin() as uow:
            found = await uow.discrepancies.open_days(PROVIDER, 2)
        assert list(found) == [DAY + timedelta(days=2), DAY + timedelta(days=1)]

    async def test_a_day_is_claimed_by_one_until_it_is_done(self, begin: Begin) -> None:
        """Or until the lease ends; a day may be done again by whoever wants."""
        lease = timedelta(minutes=1)

        async def claim(at: datetime = NOW) -> bool:
            async with begin() as uow:
                return await uow.discrepancies.claim_day(PROVIDER, DAY, at, lease)

        assert [await claim() for _ in range(3)] == [True, False, False]
        assert await claim(NOW + lease)
        async with begin() as uow:
            assert await uow.discrepancies.last_day(PROVIDER) is None
        day = ReconciledDay(provider=PROVIDER, day=DAY, matched=3, differences=1, at=NOW)
        for done in (day, evolve(day, differences=0)):
            await _save(begin, DiscrepancyChange(day=done))
        earlier = evolve(day, day=DAY - timedelta(days=1))
        await _save(begin, DiscrepancyChange(day=earlier))
        assert not await claim(NOW + timedelta(days=9))
        async with begin() as uow:
            assert await uow.discrepancies.last_day(PROVIDER) == DAY
            assert await uow.discrepancies.last_day("other") is None

    async def test_the_audit_knows_of_corrections(self, begin: Begin, audit: Audit) -> None:
        """Clearing that follows them is sound."""
        it = a_discrepancy()
        await _kept(begin, it)
        await _save(begin, _corrected(it))
        assert [found.name async for found in audit.findings() if found.violations] == []
