"""Learning of chargebacks: by a notification's hint, or by asking the provider for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.kernel.retry import on_fresh_facts
from foodmarket.domain.orders.charging_back import NothingToChargeBack, hear_chargeback
from foodmarket.domain.orders.model import OrderId, Purchase
from foodmarket.domain.orders.usecases.perform import Perform
from foodmarket.domain.orders.usecases.submit_evidence import SubmitEvidence
from foodmarket.domain.payments.model import OperationId
from foodmarket.domain.payments.reports import ProviderDispute

LOOKS_BACK = timedelta(days=30)


@frozen(kw_only=True)
class HearChargeback:
    """Book what a provider shows of a dispute; heard twice or out of order it changes nothing."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    perform: Perform
    submit_evidence: SubmitEvidence
    providers: Mapping[str, ports.PaymentProvider]

    async def __call__(self, provider: str, reference: str) -> Purchase | None:
        """Look a dispute up; None where it is about none of our payments.

        Refuses with `ProviderUnavailable`, and with `NothingToChargeBack` where it is too early.
        """
        adapter = self.providers.get(provider)
        found = await adapter.look_up_dispute(reference) if adapter is not None else None
        return None if found is None else await self.hear(provider, found)

    async def all_of(self, provider: str, since: timedelta = LOOKS_BACK) -> int:
        """Look at every dispute that changed lately; return at how many of ours.

        Evidence that got no answer is sent again. Refuses with `ProviderUnavailable`.
        """
        adapter, heard = self.providers[provider], 0
        if not adapter.capabilities.disputes:
            return 0
        async for found in adapter.disputes(self.clock.now() - since):
            try:
                purchase = await self.hear(provider, found)
            except NothingToChargeBack:
                continue  # the capture is still to be recorded: next time
            for dispute in purchase.disputes if purchase else ():
                if dispute.unsent is not None and not dispute.state.final and purchase:
                    await self.submit_evidence(purchase, dispute.id)
            heard += purchase is not None
        return heard

    async def hear(self, provider: str, found: ProviderDispute) -> Purchase | None:
        """Bring the order's document to where the provider shows the dispute."""
        if found.payment_id is None:
            return None
        async with self.begin() as uow:
            order_id = await uow.orders.by_payment(found.payment_id)
        if order_id is None:
            return None
        known: OrderId = order_id

        async def attempt() -> Purchase | None:
            purchase = await self.perform.load(known)
            if purchase.payment.provider != provider:
                return None
            now, new_id = self.clock.now(), self.ids.new(OperationId)
            change = hear_chargeback(purchase, found, now, new_id, self.perform.lease)
            if change is None:
                return purchase
            async with self.begin() as uow:
                uow.orders.save(change)
                await uow.commit()
            return change.purchase

        heard = await on_fresh_facts(attempt)
        return None if heard is None else await self.perform(heard)
