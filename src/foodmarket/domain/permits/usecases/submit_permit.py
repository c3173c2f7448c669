"""A cook's own permits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import Actor
from foodmarket.domain.catalogue.errors import UnknownCook
from foodmarket.domain.permits.decisions import check_permit
from foodmarket.domain.permits.model import Permit, PermitId, PermitKind


@frozen(kw_only=True)
class SubmitPermit:
    """Name a document that one has, for staff to look at."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids

    async def __call__(
        self, actor: Actor, *, kind: PermitKind, reference: str, expires_on: date | None
    ) -> Permit:
        """Refuses with `NotAllowed` and `BadPermit`."""
        if actor.cook_id is None:
            raise NotAllowed
        now = self.clock.now()
        permit = Permit(
            id=self.ids.new(PermitId),
            cook_id=actor.cook_id,
            kind=kind,
            reference=reference.strip(),
            expires_on=expires_on,
            submitted_at=now,
        )
        async with self.begin() as uow:
            uow.permits.add(check_permit(permit, now.date()))
            await uow.commit()
        return permit


@frozen(kw_only=True)
class ListPermits:
    """List one's permits, newest first, and until when one may cook."""

    begin: ports.Begin

    async def __call__(self, actor: Actor) -> tuple[Sequence[Permit], datetime | None]:
        """None: without end. Refuses with `NotAllowed` and `UnknownCook`."""
        if actor.cook_id is None:
            raise NotAllowed
        async with self.begin() as uow:
            cook = await uow.catalogue.cook(actor.cook_id)
            if cook is None:
                raise UnknownCook
            return await uow.permits.of_cook(actor.cook_id), cook.permitted_until
