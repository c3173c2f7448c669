"""Quoting and placing an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import Actor, Role
from foodmarket.domain.catalogue.errors import UnknownSlot
from foodmarket.domain.catalogue.model import DishId, SlotId
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.decisions import Basket, NewIds, place, quote
from foodmarket.domain.orders.model import Address, OrderId, Purchase, Quote
from foodmarket.domain.orders.usecases.perform import Perform
from foodmarket.domain.payments.errors import UnknownPaymentMethod, UnknownProvider
from foodmarket.domain.payments.model import OperationId, PaymentId, PaymentMethodId

DELIVERY_CODE_DIGITS = 6


@frozen(kw_only=True)
class QuoteOrder:
    """Price a basket and check that it can be ordered, without placing it."""

    begin: ports.Begin
    clock: ports.Clock
    terms: Callable[[], Terms]

    async def __call__(
        self, *, slot_id: SlotId, wanted: Mapping[DishId, int], tip: int = 0
    ) -> Quote:
        """``tip`` is in minor units of the cook's currency. Refuses like `PlaceOrder`."""
        async with self.begin() as uow:
            offer = await uow.catalogue.offer(slot_id, sorted(wanted))
        if offer is None:
            raise UnknownSlot
        basket = Basket(wanted=wanted, tip=Money(tip, offer.cook.currency))
        return quote(offer, basket, self.terms(), self.clock.now())


@frozen(kw_only=True)
class PlaceOrder:
    """Hold portions and money for a customer's choice.

    Answers with the order `authorised` where the money is held at once, `placed` where the
    customer has to confirm at ``payment.action_url`` or the provider has not answered yet (it is
    asked again), and `declined` where the bank said no.
    """

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    providers: Mapping[str, ports.PaymentProvider]
    terms: Callable[[], Terms]
    perform: Perform

    async def __call__(
        self,
        actor: Actor,
        *,
        slot_id: SlotId,
        wanted: Mapping[DishId, int],
        address: Address,
        method_id: PaymentMethodId,
        tip: int = 0,
        key: ports.Key | None = None,
    ) -> Purchase:
        """``tip`` is in minor units of the cook's currency; ``key`` makes it safe to repeat.

        Refuses with `NotAllowed`, `UnknownSlot`, `UnknownPaymentMethod`, `UnknownProvider`,
        `KeyTaken`, and like `foodmarket.domain.orders.decisions.place`.
        """
        if actor.role is not Role.CUSTOMER:
            raise NotAllowed
        async with self.begin() as uow:
            offer = await uow.catalogue.offer(slot_id, sorted(wanted))
            if offer is None:
                raise UnknownSlot
            method = await uow.accounts.method(method_id)
            if method is None or method.customer_id != actor.account_id:
                raise UnknownPaymentMethod
            provider = self.providers.get(method.provider)
            if provider is None:
                raise UnknownProvider(provider=method.provider)
            change = place(
                offer,
                Basket(wanted=wanted, tip=Money(tip, offer.cook.currency)),
                address,
                method,
                provider.capabilities,
                self.terms(),
                self._new_ids(),
                self.clock.now(),
                self.perform.lease,
            )
            uow.catalogue.take(change.purchase.order.reservation)
            uow.orders.add(change)
            if key is not None:
                uow.answers.claim(key, change.purchase.order.id, self.clock.now())
            await uow.commit()
        return await self.perform(change.purchase)

    def _new_ids(self) -> NewIds:
        return NewIds(
            order=self.ids.new(OrderId),
            payment=self.ids.new(PaymentId),
            operation=self.ids.new(OperationId),
            delivery_code=self.ids.digits(DELIVERY_CODE_DIGITS),
        )
