"""The feed of each account."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.events import EventId
from foodmarket.domain.orders.model import OrderId
from foodmarket.ports.paging import Page


@frozen(kw_only=True)
class Notice:
    """Something an account should read; ``event_id`` makes it appear once."""

    event_id: EventId
    account_id: AccountId
    at: datetime
    name: str
    order_id: OrderId
    facts: dict[str, str]


class Notices(Protocol):
    """The feed of each account."""

    def add(self, notice: Notice) -> None:
        """Add a notice; one that is there already changes nothing."""
        ...

    async def of(self, account_id: AccountId, page: Page) -> Sequence[Notice]:
        """Return an account's notices, newest first; the page cursor is an event id."""
        ...
