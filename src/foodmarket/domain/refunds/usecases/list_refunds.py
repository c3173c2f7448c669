"""Listing refunds for staff."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.model import Actor, Duty
from foodmarket.domain.refunds.model import Refund, RefundState


@frozen(kw_only=True)
class ListRefunds:
    """List refunds in one state, oldest first: what waits for approval, what is parked."""

    begin: ports.Begin

    async def __call__(
        self, actor: Actor, state: RefundState, page: ports.Page
    ) -> Sequence[Refund]:
        """Refuses with `NotAllowed` for anybody but support and finance."""
        require_duty(actor, Duty.SUPPORT, Duty.FINANCE)
        async with self.begin() as uow:
            return await uow.refunds.listed(state, page)
