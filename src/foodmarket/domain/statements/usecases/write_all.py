"""Writing the statements of all cooks, one after the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.model import SYSTEM, Actor, Duty
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.statements.model import CookStatement
from foodmarket.domain.statements.usecases.write_statement import Statement, WriteStatement


@frozen(kw_only=True)
class WriteAllStatements:
    """Write what happened to every cook's money from ``start`` up to, not including, ``end``.

    The names of ``at_once`` cooks are read at once. That somebody did is recorded.
    """

    begin: ports.Begin
    write_statement: WriteStatement
    at_once: int = 500

    async def __call__(
        self, actor: Actor, start: datetime, end: datetime
    ) -> AsyncIterator[Statement]:
        """Return a statement for each cook and currency. Each has to be read before the next.

        Refuses with `NotAllowed`, `EmptyWindow` and `NotUtc`.
        """
        _require_finance(actor)
        await self._note(actor, start, end)
        page = ports.Page(limit=self.at_once)
        while True:
            async with self.begin() as uow:
                cooks = await uow.statements.cooks(page)
            for cook_id, currencies in cooks:
                for currency in currencies:
                    yield await self.write_statement(actor, currency, start, end, cook_id)
            if len(cooks) < self.at_once:
                return
            page = ports.Page(limit=self.at_once, after=cooks[-1][0])

    async def count(self) -> int:
        """Return how many cooks there is something to state of."""
        async with self.begin() as uow:
            return await uow.statements.count_cooks()

    async def booked(self, head: CookStatement) -> Money:
        """Return what the book says was payable to that cook at the end of that statement."""
        cook_id, currency = head.cook_id, head.opening.currency
        async with self.begin() as uow:
            return await uow.statements.payable_before(cook_id, currency, head.end)

    async def closing(self, actor: Actor, end: datetime) -> Sequence[Money]:
        """Return what the book says was payable to all cooks together, one per currency.

        Refuses with `NotAllowed`.
        """
        _require_finance(actor)
        async with self.begin() as uow:
            return await uow.statements.all_payable_before(end)

    async def _note(self, actor: Actor, start: datetime, end: datetime) -> None:
        clock, ids = self.write_statement.clock, self.write_statement.ids
        record_id, period = ids.new(AuditRecordId), {"start": str(start), "end": str(end)}
        async with self.begin() as uow:
            uow.audit_log.add(
                recorded(actor, "statement.read_all", None, record_id, clock.now(), facts=period)
            )
            await uow.commit()


def _require_finance(actor: Actor) -> None:
    if actor is not SYSTEM:
        require_duty(actor, Duty.FINANCE)
