"""Forgetting what is past its time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.privacy.model import Passing

BATCH = 500


@frozen(kw_only=True)
class ForgetPast:
    """Remove personal data whose time is over; ``periods`` say how long each kind is kept."""

    begin: ports.Begin
    clock: ports.Clock
    periods: Mapping[Passing, timedelta]

    async def __call__(self) -> int:
        """Return how many things were forgotten; none once nothing is past its time."""
        forgotten = 0
        for kind, period in self.periods.items():
            async with self.begin() as uow:
                before = self.clock.now() - period
                forgotten += await uow.personal_data.forget(kind, before, BATCH)
        return forgotten
