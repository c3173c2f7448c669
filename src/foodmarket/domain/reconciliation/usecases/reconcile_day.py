"""Comparing one day of one provider with the book and with our payouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.model import SYSTEM, Actor, Duty
from foodmarket.domain.kernel.retry import on_fresh_facts
from foodmarket.domain.payments.errors import UnknownProvider
from foodmarket.domain.payments.reports import Movement, MovementKind
from foodmarket.domain.payouts.model import Payout, PayoutId
from foodmarket.domain.reconciliation.decisions import reconcile, subject_of, window
from foodmarket.domain.reconciliation.discrepancies import follow_up
from foodmarket.domain.reconciliation.model import (
    ClearedLine,
    DayReport,
    DiscrepancyId,
    Reconciled,
)

SLOWEST_PAYOUT = timedelta(days=30)


@frozen(kw_only=True)
class ReconcileDay:
    """Match a provider's account of a day (UTC) with the book and our payouts, line by line."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    providers: Mapping[str, ports.PaymentProvider]

    async def compare(self, actor: Actor, provider: str, day: date) -> DayReport:
        """Return what agrees and what differs, and keep nothing.

        Refuses with `NotAllowed`, `UnknownProvider` and `ProviderUnavailable`.
        """
        if actor is not SYSTEM:
            require_duty(actor, Duty.FINANCE)
        adapter = self.providers.get(provider)
        if adapter is None:
            raise UnknownProvider(provider=provider)
        start, end = window(day)
        reported = [it async for it in adapter.movements(start, end)]
        async with self.begin() as uow:
            booked = [it async for it in uow.ledger.cleared(provider, start, end)]
            moving = uow.payouts.moving(provider, start - SLOWEST_PAYOUT, end)
            payouts = [it async for it in moving if it.ended_at is None or it.ended_at >= start]
            payouts += await _slower(uow, booked, payouts)
            known = await _known(uow, booked, reported)
        return reconcile(provider, day, booked, reported, known, self.clock.now(), payouts)

    async def __call__(self, actor: Actor, provider: str, day: date) -> Reconciled:
        """Keep what differs, and return all that was ever found of the day, oldest first.

        Doing it again doubles nothing, and resolves what has vanished. Refuses with `NotAllowed`,
        `UnknownProvider` and `ProviderUnavailable`.
        """
        report = await self.compare(actor, provider, day)

        async def attempt() -> Reconciled:
            async with self.begin() as uow:
                kept = await uow.discrepancies.of_day(provider, day)
                now = self.clock.now()
                change = follow_up(report, kept, now, lambda: self.ids.new(DiscrepancyId))
                uow.discrepancies.save(change)
                await uow.commit()
            found = {it.id: it for it in (*kept, *change.discrepancies)}
            return Reconciled(report=report, discrepancies=tuple(found.values()))

        return await on_fresh_facts(attempt)


async def _slower(
    uow: ports.UnitOfWork, booked: Sequence[ClearedLine], payouts: Sequence[Payout]
) -> list[Payout]:
    """Return the payouts in the book that were reserved too long ago to be read with the rest."""
    there = {str(payout.id) for payout in payouts}
    about = {line.about for line in booked if line.kind is MovementKind.PAYOUT} - there
    found = [await uow.payouts.get(PayoutId(it)) for it in sorted(about)]
    return [payout for payout in found if payout is not None]


async def _known(
    uow: ports.UnitOfWork, booked: Sequence[ClearedLine], reported: Sequence[Movement]
) -> set[str]:
    """Return the subjects that are ours: those in the book, and payments without an entry."""
    known = {line.subject for line in booked}
    for movement in reported:
        subject, payment_id = subject_of(movement), movement.payment_id
        if payment_id is None or subject != payment_id or subject in known:
            continue
        if await uow.orders.by_payment(payment_id) is not None:
            known.add(payment_id)
    return known
