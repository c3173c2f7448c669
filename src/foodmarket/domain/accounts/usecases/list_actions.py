"""Listing what staff did."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.model import Actor, Duty, StaffAction


@frozen(kw_only=True)
class ListActions:
    """List what staff did, newest first."""

    begin: ports.Begin

    async def __call__(self, actor: Actor, page: ports.Page) -> Sequence[StaffAction]:
        """Refuses with `NotAllowed` for anybody but finance."""
        require_duty(actor, Duty.FINANCE)
        async with self.begin() as uow:
            return await uow.accounts.actions(page)
