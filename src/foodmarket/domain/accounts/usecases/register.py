"""Registering as a customer or as a cook."""

from __future__ import annotations

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.model import (
    Account,
    AccountId,
    Duty,
    Role,
    normal_email,
    strong_password,
)
from foodmarket.domain.accounts.regions import RUSSIA, Cell, resident
from foodmarket.domain.kernel.language import Language


@frozen(kw_only=True)
class RegisterAccount:
    """Register a person who buys (a customer) or works here (staff, courier).

    Cooks register with `foodmarket.domain.catalogue.RegisterCook`, which makes their profile too.
    """

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    passwords: ports.Passwords
    cell: Cell

    async def __call__(
        self,
        *,
        name: str,
        email: str,
        password: str,
        language: Language = Language.RU,
        role: Role = Role.CUSTOMER,
        duties: frozenset[Duty] = frozenset(),
        residence: str = RUSSIA,
    ) -> Account:
        """``residence`` is the country where the person lives.

        Refuses with `BadName`, `MalformedEmail`, `WeakPassword`, `EmailTaken`, and like
        `foodmarket.domain.accounts.regions.resident`.
        """
        lives_in = resident(self.cell, residence)
        account = Account(
            id=self.ids.new(AccountId),
            role=role,
            name=name,
            email=normal_email(email),
            password_hash=await self.passwords.hash(strong_password(password)),
            created_at=self.clock.now(),
            residence=lives_in,
            language=language,
            duties=duties,
        )
        async with self.begin() as uow:
            uow.accounts.add(account)
            await uow.commit()
        return account
