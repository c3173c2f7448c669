"""Paying cooks whose date has come, and finding out what became of payouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.retry import on_fresh_facts
from foodmarket.domain.payments.outcomes import PayoutOutcome, Unknown
from foodmarket.domain.payouts.decisions import payout_request, plan_payouts, settle_payout
from foodmarket.domain.payouts.model import Payout, PayoutId, PayoutState


@frozen(kw_only=True)
class PayCook:
    """Reserve what is due to a cook, then ask the provider for each payout.

    Every payout is stored before the provider is called, so nothing is lost half-way.
    """

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    providers: Mapping[str, ports.PaymentProvider]

    async def __call__(self, cook_id: CookId) -> Sequence[Payout]:
        """Return the payouts that were made; none where nothing is due."""

        async def attempt() -> Sequence[Payout]:
            now = self.clock.now()
            async with self.begin() as uow:
                plan = await uow.payouts.plan(cook_id)
                if plan is None or plan.due_at > now:
                    return ()
                standing = await uow.payouts.standing(cook_id, plan.currency, now)
                provider = self.providers.get(plan.provider or "")
                capabilities = provider.capabilities if provider else None
                change = plan_payouts(
                    plan, standing, capabilities, now, lambda: self.ids.new(PayoutId)
                )
                uow.payouts.save(change)
                await uow.commit()
            return change.payouts

        return [await self.drive(payout) for payout in await on_fresh_facts(attempt)]

    async def drive(self, payout: Payout) -> Payout:
        """Ask for a payout, or look what became of it; return it as recorded."""
        return await self._record(payout, await self._ask(payout))

    async def _ask(self, payout: Payout) -> PayoutOutcome:
        provider = self.providers.get(payout.provider)
        if provider is None:
            return Unknown("provider_not_configured")
        request = payout_request(payout)
        if payout.state is PayoutState.SUBMITTED:
            seen = await provider.look_up_payout(request, payout.reference)
            if payout.reference is not None or not isinstance(seen, Unknown):
                return seen
        return await provider.pay_out(request)

    async def _record(self, payout: Payout, outcome: PayoutOutcome) -> Payout:
        change = settle_payout(payout, outcome, self.clock.now())
        if change is None:
            return payout
        async with self.begin() as uow:
            uow.payouts.save(change)
            try:
                await uow.commit()
            except StaleFacts:  # somebody else heard of it first
                return await uow.payouts.get(payout.id) or payout
        return change.payouts[0]
