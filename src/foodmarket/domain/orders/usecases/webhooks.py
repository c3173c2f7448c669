"""What payment providers notify us of: kept at once, applied later by looking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from foodmarket import ports
from foodmarket.domain.kernel.errors import StoreUnavailable
from foodmarket.domain.kernel.retry import on_fresh_facts
from foodmarket.domain.orders.charging_back import NothingToChargeBack
from foodmarket.domain.orders.errors import UnknownOrder
from foodmarket.domain.orders.usecases.hear_chargeback import HearChargeback
from foodmarket.domain.orders.usecases.perform import Perform, look
from foodmarket.domain.payments.decisions import UNAVAILABLE, repeats
from foodmarket.domain.payments.deliveries import (
    DeliveryId,
    DeliveryState,
    UnknownDelivery,
    WebhookDelivery,
    applied,
    failed,
    ignored,
    put_off,
    received,
    replayed,
)
from foodmarket.domain.payments.errors import ProviderUnavailable
from foodmarket.domain.payments.outcomes import Unknown


@frozen(kw_only=True)
class ReceiveWebhook:
    """Authenticate a provider's notification and keep it; `ApplyWebhook` does the rest."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    providers: Mapping[str, ports.PaymentProvider]

    async def __call__(
        self,
        provider: str,
        headers: Mapping[str, str],
        body: bytes,
        address: str | None = None,
    ) -> WebhookDelivery:
        """Return what is kept; of a repetition, what would have been.

        ``address`` is the sender's, where it is known.
        Refuses with `ForgedWebhook`, and with `UnknownOrder` for an unknown provider.
        """
        adapter = self.providers.get(provider)
        if adapter is None:
            raise UnknownOrder
        notice = adapter.read_webhook(headers, body, address)
        delivery_id, now = self.ids.new(DeliveryId), self.clock.now()
        delivery = received(delivery_id, provider, notice, body, now)
        async with self.begin() as uow:
            uow.webhooks.add(delivery)
            await uow.commit()
        return delivery


@frozen(kw_only=True)
class ApplyWebhook:
    """Take a kept notification as a hint to look at its payment; its content is never believed."""

    begin: ports.Begin
    clock: ports.Clock
    perform: Perform
    hear_chargeback: HearChargeback

    async def __call__(self, delivery: WebhookDelivery) -> WebhookDelivery:
        """Return the delivery as saved: applied, ignored, put off, or parked with its reason.

        Refuses with `StoreUnavailable`, and with `StaleFacts` where somebody else applied it.
        """
        try:
            after = await self._apply(delivery)
        except StoreUnavailable:
            raise  # ours to mend: the delivery's lease brings it again
        except Exception as error:
            after = failed(delivery, _named(error), self.clock.now())
        async with self.begin() as uow:
            uow.webhooks.save(after)
            await uow.commit()
        return evolve(after, version=after.version + 1)

    async def _apply(self, delivery: WebhookDelivery) -> WebhookDelivery:
        if delivery.dispute is not None:
            return await self._apply_dispute(delivery, delivery.dispute)
        if delivery.payment_id is None:
            return ignored(delivery, "not_about_a_payment")
        async with self.begin() as uow:
            order_id = await uow.orders.by_payment(delivery.payment_id)
        if order_id is None:
            return ignored(delivery, "not_our_payment")
        purchase = await self.perform.load(order_id)
        operation = purchase.operation
        if purchase.payment.provider != delivery.provider:
            return ignored(delivery, "not_of_this_provider")
        if operation is None:
            return applied(delivery)
        outcome = await look(self.perform, purchase)
        if outcome == Unknown(UNAVAILABLE):
            return put_off(delivery, UNAVAILABLE, self.clock.now())
        if not repeats(operation, outcome):
            recorded = await self.perform.record(purchase, operation.id, outcome)
            if recorded.operation is not None and recorded.operation.id != operation.id:
                await self.perform(recorded)
        return applied(delivery)

    async def _apply_dispute(self, delivery: WebhookDelivery, reference: str) -> WebhookDelivery:
        try:
            heard = await self.hear_chargeback(delivery.provider, reference)
        except ProviderUnavailable:
            return put_off(delivery, UNAVAILABLE, self.clock.now())
        except NothingToChargeBack:
            return put_off(delivery, NothingToChargeBack.code, self.clock.now())
        return ignored(delivery, "not_our_payment") if heard is None else applied(delivery)


@frozen(kw_only=True)
class ReplayWebhook:
    """Have a kept notification applied anew, for example after what broke it was mended."""

    begin: ports.Begin
    clock: ports.Clock

    async def __call__(self, delivery_id: DeliveryId) -> WebhookDelivery:
        """Return it as the worker will find it. Refuses with `UnknownDelivery`."""

        async def attempt() -> WebhookDelivery:
            async with self.begin() as uow:
                delivery = await uow.webhooks.get(delivery_id)
                if delivery is None:
                    raise UnknownDelivery
                anew = replayed(delivery, self.clock.now())
                uow.webhooks.save(anew)
                await uow.commit()
            return evolve(anew, version=anew.version + 1)

        return await on_fresh_facts(attempt)


@frozen(kw_only=True)
class ListWebhooks:
    """Show kept notifications to those who run the marketplace."""

    begin: ports.Begin

    async def __call__(
        self, page: ports.Page, state: DeliveryState | None = None
    ) -> Sequence[WebhookDelivery]:
        """Return them newest first."""
        async with self.begin() as uow:
            return await uow.webhooks.found(state, page)

    async def one(self, delivery_id: DeliveryId) -> WebhookDelivery:
        """Refuses with `UnknownDelivery`."""
        async with self.begin() as uow:
            delivery = await uow.webhooks.get(delivery_id)
        if delivery is None:
            raise UnknownDelivery
        return delivery


def _named(error: Exception) -> str:
    """Name what went wrong for whoever looks at a parked delivery; a refusal by its data too."""
    return f"{type(error).__name__}: {error}"[:300]
