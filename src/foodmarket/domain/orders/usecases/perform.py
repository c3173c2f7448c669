"""Performing what was asked of a provider, and recording what it answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.retry import on_fresh_facts
from foodmarket.domain.orders.decisions import apply_outcome
from foodmarket.domain.orders.errors import UnknownOrder
from foodmarket.domain.orders.model import OrderId, Purchase
from foodmarket.domain.orders.receipts import receipt_of
from foodmarket.domain.payments.decisions import (
    LEASE,
    NOT_KNOWN,
    UNAVAILABLE,
    repeats,
    request,
    safe_to_repeat,
    seen,
)
from foodmarket.domain.payments.errors import ProviderUnavailable
from foodmarket.domain.payments.model import Operation, OperationId, OperationKind
from foodmarket.domain.payments.outcomes import Outcome, Unknown


@frozen(kw_only=True)
class Perform:
    """Call the provider for a purchase's unfinished operation and record the outcome.

    The operation was committed before, so nothing is lost if this stops half-way: `Resume` takes
    it over after its ``lease``. Returns the purchase as recorded.
    """

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    providers: Mapping[str, ports.PaymentProvider]
    return_url: str | None = None
    lease: timedelta = LEASE

    async def __call__(self, purchase: Purchase) -> Purchase:
        """Perform one operation after the other until nothing more is asked for now."""
        while (operation := purchase.operation) is not None:
            if operation.due_at > self.clock.now() + self.lease:
                break  # a retry that waits for its time
            outcome = await self.call(purchase)
            purchase = await self.record(purchase, operation.id, outcome)
            if purchase.operation is not None and purchase.operation.id == operation.id:
                break  # not final yet: the webhook or the resumer will tell
        return purchase

    async def call(self, purchase: Purchase) -> Outcome:
        """Ask the provider. Whatever goes wrong, the outcome is `Unknown` and not an error."""
        operation = purchase.operation
        provider = self.providers.get(purchase.payment.provider)
        if operation is None or provider is None:
            return Unknown("provider_not_configured")
        makes = provider.capabilities.receipts
        receipt = receipt_of(purchase.order, operation.amount) if makes else None
        asked = request(purchase.payment, operation, self.return_url, receipt)
        match operation.kind:
            case OperationKind.HOLD:
                return await provider.hold(asked)
            case OperationKind.CAPTURE:
                return await provider.capture(asked)
            case OperationKind.CANCEL:
                return await provider.cancel(asked)
            case OperationKind.REFUND:
                return await provider.refund(asked)
            case OperationKind.FEE:
                return await look(self, purchase)

    async def record(
        self, purchase: Purchase, operation_id: OperationId, outcome: Outcome
    ) -> Purchase:
        """Save what follows from the outcome, on fresh facts where somebody was faster."""
        try:
            return await self._save(purchase, outcome)
        except StaleFacts:
            order_id = purchase.order.id

        async def attempt() -> Purchase:
            fresh = await self.load(order_id)
            if fresh.operation is None or fresh.operation.id != operation_id:
                return fresh
            return await self._save(fresh, outcome)

        return await on_fresh_facts(attempt)

    async def load(self, order_id: OrderId) -> Purchase:
        """Return the purchase. Refuses with `UnknownOrder`."""
        async with self.begin() as uow:
            purchase = await uow.orders.purchase(order_id)
        if purchase is None:
            raise UnknownOrder
        return purchase

    async def _save(self, purchase: Purchase, outcome: Outcome) -> Purchase:
        new_id, now = self.ids.new(OperationId), self.clock.now()
        change = apply_outcome(purchase, outcome, now, new_id, self.lease)
        if change is None:
            return purchase
        async with self.begin() as uow:
            uow.orders.save(change)
            await uow.commit()
        return change.purchase


@frozen(kw_only=True)
class Resume:
    """Drive an unfinished operation on: look first, then ask again under the same key."""

    perform: Perform

    async def __call__(self, order_id: OrderId) -> Purchase:
        """Return the purchase as it stands then. Refuses with `UnknownOrder`."""
        return await self.drive(await self.perform.load(order_id))

    async def drive(self, purchase: Purchase) -> Purchase:
        """Do the same for a purchase that is loaded already."""
        operation = purchase.operation
        if operation is None:
            return purchase
        outcome = await look(self.perform, purchase)
        if repeats(operation, outcome) and self._may_ask(purchase, operation, outcome):
            outcome = await self.perform.call(purchase)
        recorded = await self.perform.record(purchase, operation.id, outcome)
        if recorded.operation is not None and recorded.operation.id != operation.id:
            return await self.perform(recorded)
        return recorded

    def _may_ask(self, purchase: Purchase, operation: Operation, outcome: Outcome) -> bool:
        provider = self.perform.providers.get(purchase.payment.provider)
        key_lasts = provider.capabilities.key_lasts if provider is not None else None
        return safe_to_repeat(operation, outcome, key_lasts, self.perform.clock.now())


async def look(perform: Perform, purchase: Purchase) -> Outcome:
    """Return what the provider shows for the purchase's unfinished operation."""
    provider = perform.providers.get(purchase.payment.provider)
    if provider is None or purchase.operation is None:
        return Unknown("provider_not_configured")
    try:
        view = await provider.look_up(purchase.payment)
    except ProviderUnavailable:
        return Unknown(UNAVAILABLE)
    if view is None:
        return Unknown(NOT_KNOWN)
    return seen(purchase.payment, purchase.operation, view)
