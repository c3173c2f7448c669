"""Writing a cook's statement, line by line, however many there are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import Actor
from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.kernel.time import Window
from foodmarket.domain.ledger.model import payable
from foodmarket.domain.statements.decisions import line_of
from foodmarket.domain.statements.model import CookStatement, StatementLine


@frozen(kw_only=True)
class WriteStatement:
    """Write what happened to a cook's money from ``start`` up to, not including, ``end`` (UTC)."""

    begin: ports.Begin

    async def __call__(
        self, actor: Actor, currency: Currency, start: datetime, end: datetime
    ) -> tuple[CookStatement, AsyncIterator[StatementLine]]:
        """Return the head, and the lines as they are read: oldest first.

        Refuses with `NotAllowed`, `EmptyWindow` and `NotUtc`.
        """
        if actor.cook_id is None:
            raise NotAllowed
        period, account = Window(start, end), payable(actor.cook_id)
        async with self.begin() as uow:
            opening = await uow.ledger.balance_at(account, currency, period.start)
        head = CookStatement(
            cook_id=actor.cook_id, start=period.start, end=period.end, opening=opening.amount
        )
        return head, self._lines(head)

    async def _lines(self, head: CookStatement) -> AsyncIterator[StatementLine]:
        account, balance = payable(head.cook_id), head.opening
        async with self.begin() as uow:
            entries = uow.ledger.entries_on(account, balance.currency, head.start, head.end)
            async for entry in entries:
                line = line_of(entry, head.cook_id, balance)
                balance = line.balance
                yield line
