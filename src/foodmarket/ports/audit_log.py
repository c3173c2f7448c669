"""The audit log: who did what to which thing from where, kept for ever."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

import attrs
from attrs import frozen

from foodmarket.domain.accounts.audit import AuditRecord, ChainedRecord
from foodmarket.domain.accounts.model import AccountId
from foodmarket.ports.paging import Page


@frozen(kw_only=True)
class AuditQuery:
    """What is looked for; None leaves it open.

    ``verb`` is a whole verb such as ``refund.ask``, or a family such as ``refund``. ``start`` is
    included, ``end`` is not (UTC).
    """

    actor: AccountId | None = None
    subject: str | None = None
    verb: str | None = None
    start: datetime | None = None
    end: datetime | None = None

    def facts(self) -> dict[str, str]:
        """Return what was asked for, as the log keeps it."""
        asked = attrs.asdict(self)
        return {name: str(value) for name, value in asked.items() if value is not None}


class AuditLog(Protocol):
    """Add a record in the commit of what it tells of; no record is ever changed or removed."""

    def add(self, record: AuditRecord) -> None:
        """Add a record."""
        ...

    async def search(self, query: AuditQuery, page: Page) -> Sequence[AuditRecord]:
        """Return records, newest first; the page cursor is a record's id."""
        ...

    def chained(self) -> AsyncIterator[ChainedRecord]:
        """Return the chained records in order, streamed."""
        ...

    async def extend_chain(self, limit: int) -> int:
        """Chain up to ``limit`` records that are not chained yet; return how many.

        Takes effect at once, not at the commit. Only one caller at a time does it.
        """
        ...

    async def forget_addresses(self, before: datetime, limit: int) -> int:
        """Forget the network addresses of records before an instant; return of how many.

        Takes effect at once, not at the commit.
        """
        ...
