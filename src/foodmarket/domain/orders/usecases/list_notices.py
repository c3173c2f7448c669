"""Reading the feed of an account."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import Actor


@frozen(kw_only=True)
class ListNotices:
    """List what an account should read about its orders, newest first."""

    begin: ports.Begin

    async def __call__(self, actor: Actor, page: ports.Page) -> Sequence[ports.Notice]:
        """Return one page. Refuses with `NotAllowed` for an actor without an account."""
        if actor.account_id is None:
            raise NotAllowed
        async with self.begin() as uow:
            return await uow.notices.of(actor.account_id, page)
