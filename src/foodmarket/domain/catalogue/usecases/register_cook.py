"""Registering as a cook."""

from __future__ import annotations

from attrs import evolve, frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import (
    Account,
    AccountId,
    Actor,
    CookId,
    Role,
    normal_email,
    strong_password,
)
from foodmarket.domain.accounts.regions import Cell, resident
from foodmarket.domain.catalogue.decisions import check_cook
from foodmarket.domain.catalogue.errors import UnknownCook
from foodmarket.domain.catalogue.model import CookProfile
from foodmarket.domain.kernel.language import Bilingual, Language
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.kernel.retry import on_fresh_facts


@frozen(kw_only=True)
class RegisterCook:
    """Make a cook's account and public profile together."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    passwords: ports.Passwords
    cell: Cell
    permits_first: bool = False

    async def __call__(
        self,
        *,
        name: str,
        email: str,
        password: str,
        kitchen: Bilingual,
        city: str,
        time_zone: str,
        delivery_fee: Money,
        about: Bilingual | None = None,
        country: str = "RU",
        language: Language = Language.RU,
    ) -> CookProfile:
        """Refuses like `foodmarket.domain.accounts.RegisterAccount`, and with `BadCook`.

        ``country`` is where the cook lives and cooks.

        ``delivery_fee`` also sets the currency that the cook sells in. With ``permits_first``
        nothing is on offer before the cook's documents were accepted.
        """
        lives_in, now = resident(self.cell, country), self.clock.now()
        account = Account(
            id=self.ids.new(AccountId),
            role=Role.COOK,
            name=name,
            email=normal_email(email),
            password_hash=await self.passwords.hash(strong_password(password)),
            created_at=now,
            residence=lives_in,
            language=language,
        )
        cook = check_cook(
            CookProfile(
                id=self.ids.new(CookId),
                account_id=account.id,
                name=kitchen,
                about=about,
                city=city.strip(),
                country=country,
                time_zone=time_zone,
                currency=delivery_fee.currency,
                delivery_fee=delivery_fee,
                permitted_until=now if self.permits_first else None,
            )
        )
        async with self.begin() as uow:
            uow.accounts.add(account)
            uow.catalogue.add_cook(cook)
            await uow.commit()
        return cook


@frozen(kw_only=True)
class OpenKitchen:
    """Take new orders, or none for now."""

    begin: ports.Begin

    async def __call__(self, actor: Actor, *, taking_orders: bool) -> CookProfile:
        """Refuses with `NotAllowed` for anybody but a cook."""
        cook_id = actor.cook_id
        if cook_id is None:
            raise NotAllowed

        async def attempt() -> CookProfile:
            async with self.begin() as uow:
                cook = await uow.catalogue.cook(cook_id)
                if cook is None:
                    raise UnknownCook
                uow.catalogue.save_cook(evolve(cook, open=taking_orders))
                await uow.commit()
            return evolve(cook, open=taking_orders, version=cook.version + 1)

        return await on_fresh_facts(attempt)
