"""Saving a way to pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import Actor, Role
from foodmarket.domain.payments.card_numbers import refuse_card_number
from foodmarket.domain.payments.errors import UnknownProvider
from foodmarket.domain.payments.model import PaymentMethod, PaymentMethodId


@frozen(kw_only=True)
class SaveMethod:
    """Save a token that a payment provider gave out for a customer's card or wallet."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    providers: Mapping[str, ports.PaymentProvider]

    async def __call__(
        self, actor: Actor, *, provider: str, token: str, label: str, key: ports.Key | None = None
    ) -> PaymentMethod:
        """Refuses with `NotAllowed`, `UnknownProvider`, `CardNumberRefused` and `KeyTaken`."""
        if actor.role is not Role.CUSTOMER or actor.account_id is None:
            raise NotAllowed
        if provider not in self.providers:
            raise UnknownProvider(provider=provider[:40])
        refuse_card_number(token, label)
        method = PaymentMethod(
            id=self.ids.new(PaymentMethodId),
            customer_id=actor.account_id,
            provider=provider,
            token=token,
            label=label.strip(),
        )
        async with self.begin() as uow:
            uow.accounts.add_method(method)
            if key is not None:
                uow.answers.claim(key, method.id, self.clock.now())
            await uow.commit()
        return method


@frozen(kw_only=True)
class ListMethods:
    """List a customer's saved ways to pay."""

    begin: ports.Begin

    async def __call__(self, actor: Actor) -> Sequence[PaymentMethod]:
        """Refuses with `NotAllowed` for anybody but a customer."""
        if actor.role is not Role.CUSTOMER or actor.account_id is None:
            raise NotAllowed
        async with self.begin() as uow:
            return await uow.accounts.methods(actor.account_id)
