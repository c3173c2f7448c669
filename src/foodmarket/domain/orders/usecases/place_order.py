"""Quoting and placing an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import Actor, Role
from foodmarket.domain.accounts.usecases.show_account import require_verified
from foodmarket.domain.catalogue.errors import UnknownSlot
from foodmarket.domain.catalogue.model import DishId, Offer, SlotId
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.decisions import Basket, NewIds, place, quote
from foodmarket.domain.orders.model import Address, OrderId, Purchase, Quote
from foodmarket.domain.orders.usecases.perform import Perform
from foodmarket.domain.payments.errors import (
    NoRail,
    ProviderUnavailable,
    UnknownPaymentMethod,
    UnknownProvider,
)
from foodmarket.domain.payments.model import (
    OperationId,
    PaymentChoice,
    PaymentId,
    PaymentMethod,
    PaymentMethodId,
)
from foodmarket.domain.payments.rails import Candidate, Plan, Rail, choose, fitting, named

DELIVERY_CODE_DIGITS = 6


@frozen(kw_only=True)
class ChooseRail:
    """Find the provider for an order whose customer did not save a way to pay.

    ``rails`` are asked in order; without any, every provider serves everything.
    """

    providers: Mapping[str, ports.PaymentProvider]
    rails: Sequence[Rail] = ()

    def check(self, offer: Offer, priced: Quote, terms: Terms, now: datetime) -> None:
        """Refuse with `NoRail`, or with `TermsDoNotFit`, what no rail can take on, up or down."""
        fitting(self._candidates(offer), _plan(priced, terms, now))

    def __call__(self, offer: Offer, priced: Quote, terms: Terms, now: datetime) -> str:
        """Return the provider's name. Refuses like `check`, and with `ProviderUnavailable`."""
        return choose(self._candidates(offer), _plan(priced, terms, now)).name

    def _candidates(self, offer: Offer) -> list[Candidate]:
        rails = self.rails or (Rail(providers=tuple(self.providers)),)
        currency, country = offer.cook.currency, offer.cook.country
        found = [
            Candidate(name=name, capabilities=it.capabilities, available=it.available)
            for name in named(rails, currency, country)
            if (it := self.providers.get(name)) is not None
        ]
        if not found:
            raise NoRail(currency=currency, country=country)
        return found


def _plan(priced: Quote, terms: Terms, now: datetime) -> Plan:
    return Plan(terms=terms, amount=priced.bill.total, window=priced.window, now=now)


@frozen(kw_only=True)
class QuoteOrder:
    """Price a basket and check that it can be ordered, without placing it."""

    begin: ports.Begin
    clock: ports.Clock
    terms: Callable[[], Terms]
    choose_rail: ChooseRail

    async def __call__(
        self, *, slot_id: SlotId, wanted: Mapping[DishId, int], tip: int = 0
    ) -> Quote:
        """``tip`` is in minor units of the cook's currency. Refuses like `PlaceOrder`."""
        async with self.begin() as uow:
            offer = await uow.catalogue.offer(slot_id, sorted(wanted))
        if offer is None:
            raise UnknownSlot
        basket = Basket(wanted=wanted, tip=Money(tip, offer.cook.currency))
        terms, now = self.terms(), self.clock.now()
        priced = quote(offer, basket, terms, now)
        self.choose_rail.check(offer, priced, terms, now)
        return priced


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
    choose_rail: ChooseRail
    verified_email: bool = False

    async def __call__(
        self,
        actor: Actor,
        *,
        slot_id: SlotId,
        wanted: Mapping[DishId, int],
        address: Address,
        method_id: PaymentMethodId | None = None,
        tip: int = 0,
        key: ports.Key | None = None,
    ) -> Purchase:
        """``tip`` is in minor units of the cook's currency; ``key`` makes it safe to repeat.

        Without ``method_id`` the rail is chosen here, and the customer pays on its page.
        Refuses with `NotAllowed`, `NotVerified` (where ``verified_email`` is asked for),
        `UnknownSlot`, `UnknownPaymentMethod`, `UnknownProvider`, `NoRail`, `ProviderUnavailable`
        (nothing was placed), `KeyTaken`, and like `foodmarket.domain.orders.decisions.place`.
        """
        if actor.role is not Role.CUSTOMER or actor.account_id is None:
            raise NotAllowed
        async with self.begin() as uow:
            if self.verified_email and not actor.verified:
                await require_verified(uow, actor.account_id)
            found = await uow.orders.checkout(slot_id, sorted(wanted), method_id)
            offer = found.offer
            if offer is None:
                raise UnknownSlot
            basket = Basket(wanted=wanted, tip=Money(tip, offer.cook.currency))
            terms, now = self.terms(), self.clock.now()
            if method_id is None:
                priced = quote(offer, basket, terms, now)
                name = self.choose_rail(offer, priced, terms, now)
                method: PaymentMethod | PaymentChoice = PaymentChoice(
                    customer_id=actor.account_id, provider=name
                )
            else:
                method = _own(found.method, actor)
            provider = self.providers.get(method.provider)
            if provider is None:
                raise UnknownProvider(provider=method.provider)
            if not provider.available:
                raise ProviderUnavailable(provider=method.provider)
            change = place(
                offer,
                basket,
                address,
                method,
                provider.capabilities,
                terms,
                self._new_ids(),
                now,
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


def _own(method: PaymentMethod | None, actor: Actor) -> PaymentMethod:
    if method is None or method.customer_id != actor.account_id:
        raise UnknownPaymentMethod
    return method
