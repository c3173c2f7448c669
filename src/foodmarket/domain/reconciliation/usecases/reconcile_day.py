"""Comparing one day of one provider with the book."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.model import SYSTEM, Actor, Duty
from foodmarket.domain.payments.errors import UnknownProvider
from foodmarket.domain.payments.reports import Movement
from foodmarket.domain.reconciliation.decisions import reconcile, subject_of, window
from foodmarket.domain.reconciliation.model import ClearedLine, DayReport


@frozen(kw_only=True)
class ReconcileDay:
    """Match a provider's account of a day (UTC) with the book, line by line."""

    begin: ports.Begin
    clock: ports.Clock
    providers: Mapping[str, ports.PaymentProvider]

    async def __call__(self, actor: Actor, provider: str, day: date) -> DayReport:
        """Refuses with `NotAllowed`, `UnknownProvider` and `ProviderUnavailable`."""
        if actor is not SYSTEM:
            require_duty(actor, Duty.FINANCE)
        adapter = self.providers.get(provider)
        if adapter is None:
            raise UnknownProvider(provider=provider)
        start, end = window(day)
        reported = [it async for it in adapter.movements(start, end)]
        async with self.begin() as uow:
            booked = [it async for it in uow.ledger.cleared(provider, start, end)]
            known = await _known(uow, booked, reported)
        return reconcile(provider, day, booked, reported, known, self.clock.now())


async def _known(
    uow: ports.UnitOfWork, booked: list[ClearedLine], reported: list[Movement]
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
