"""Showing a cook's money."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import Actor
from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.ledger.model import Entry, payable


@frozen(kw_only=True)
class ShowBalance:
    """Show what is held, retained, payable and owed, and the orders behind it."""

    begin: ports.Begin

    async def __call__(self, actor: Actor) -> Sequence[ports.CookBalance]:
        """Return one balance per currency. Refuses with `NotAllowed` for anybody but a cook."""
        if actor.cook_id is None:
            raise NotAllowed
        async with self.begin() as uow:
            return await uow.ledger.cook_balances(actor.cook_id)

    async def lines(self, actor: Actor, page: ports.Page) -> Sequence[ports.BalanceLine]:
        """Return the orders that hold or retain money, newest first. Refuses with `NotAllowed`."""
        if actor.cook_id is None:
            raise NotAllowed
        async with self.begin() as uow:
            return await uow.ledger.cook_lines(actor.cook_id, page)

    async def statement(
        self, actor: Actor, currency: Currency, page: ports.Page
    ) -> Sequence[Entry]:
        """Return what was booked on the cook's payable account, newest first."""
        if actor.cook_id is None:
            raise NotAllowed
        async with self.begin() as uow:
            return await uow.ledger.statement(payable(actor.cook_id), currency, page)
