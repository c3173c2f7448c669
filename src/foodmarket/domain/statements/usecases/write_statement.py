"""Writing a cook's statement, line by line, however many there are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import datetime

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecordId, recorded
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import Actor, CookId, Role
from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.kernel.time import Window
from foodmarket.domain.payouts.decisions import reserving
from foodmarket.domain.payouts.errors import UnknownPayout
from foodmarket.domain.payouts.model import PayoutId
from foodmarket.domain.statements.decisions import line_of, whose
from foodmarket.domain.statements.model import CookStatement, StatedEntry, StatementLine

Statement = tuple[CookStatement, AsyncIterator[StatementLine]]


@frozen(kw_only=True)
class WriteStatement:
    """Write what happened to a cook's money from ``start`` up to, not including, ``end`` (UTC).

    A cook reads their own; finance names the cook, and that is recorded.
    """

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids

    async def __call__(
        self,
        actor: Actor,
        currency: Currency,
        start: datetime,
        end: datetime,
        cook_id: CookId | None = None,
    ) -> Statement:
        """Return the head, and the lines as they are read: oldest first.

        Refuses with `NotAllowed`, `EmptyWindow` and `NotUtc`.
        """
        cook_id, period = whose(actor, cook_id), Window(start, end)
        async with self.begin() as uow:
            opening = await uow.statements.payable_before(cook_id, currency, period.start)
            plan = await uow.payouts.plan(cook_id)
            await self._note(uow, actor, cook_id)
        head = CookStatement(
            cook_id=cook_id,
            start=period.start,
            end=period.end,
            opening=opening,
            next_payout_at=plan.due_at if plan and plan.destination else None,
        )
        return head, self._lines(
            head, lambda uow: uow.statements.between(cook_id, currency, period.start, period.end)
        )

    async def of_payout(self, actor: Actor, payout_id: PayoutId) -> Statement:
        """Return what led to a payout, from the payout before up to this one.

        Refuses with `NotAllowed` and `UnknownPayout`.
        """
        async with self.begin() as uow:
            payout = await uow.payouts.get(payout_id)
            if payout is None:
                raise UnknownPayout
            cook_id, currency = _whose_payout(actor, payout.cook_id), payout.amount.currency
            before = await uow.payouts.before(payout)
            plan = await uow.payouts.plan(cook_id)
            after = reserving(before.id) if before else None
            opening = await uow.statements.payable_through(cook_id, currency, after or "")
            await self._note(uow, actor, payout_id)
        head = CookStatement(
            cook_id=cook_id,
            start=before.reserved_at if before else None,
            end=payout.reserved_at,
            opening=opening,
            payout=payout,
            next_payout_at=plan.due_at if plan else None,
        )
        until = reserving(payout.id)
        return head, self._lines(
            head, lambda uow: uow.statements.booked_after(cook_id, currency, after, until)
        )

    async def _note(self, uow: ports.UnitOfWork, actor: Actor, subject: CookId | PayoutId) -> None:
        if actor.role is Role.STAFF:
            record_id, now = self.ids.new(AuditRecordId), self.clock.now()
            uow.audit_log.add(recorded(actor, "statement.read", subject, record_id, now))
            await uow.commit()

    async def _lines(
        self,
        head: CookStatement,
        read: Callable[[ports.UnitOfWork], AsyncIterator[StatedEntry]],
    ) -> AsyncIterator[StatementLine]:
        balance = head.opening
        async with self.begin() as uow:
            async for stated in read(uow):
                line = line_of(stated, head.cook_id, balance)
                balance = line.balance
                yield line


def _whose_payout(actor: Actor, cook_id: CookId) -> CookId:
    try:
        return whose(actor, cook_id)
    except NotAllowed:
        if actor.cook_id is None:
            raise
        raise UnknownPayout from None  # whether there is one is not another cook's business
