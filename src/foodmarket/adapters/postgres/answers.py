"""Keyed requests and their answers, and the feeds of accounts."""

from collections.abc import Sequence
from datetime import datetime

from attrs import define
from sqlalchemy import Integer, LargeBinary, SmallInteger, Text, bindparam, func, select, update

from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.documents import Document
from foodmarket.adapters.postgres.writes import Writes
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.events import EventId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.orders.model import OrderId
from foodmarket.ports.answers import Answer, Key
from foodmarket.ports.notices import Notice
from foodmarket.ports.paging import Page

_FACTS = Document[dict[str, str]](dict[str, str])
_THIS = (
    t.answers.c.owner == bindparam("owner_id", type_=Text),
    t.answers.c.text == bindparam("key_text", type_=Text),
)
_RECALL = compiled(select(t.answers).where(*_THIS))
_FILL = compiled(
    update(t.answers)
    .where(*_THIS)
    .values(
        status=func.coalesce(t.answers.c.status, bindparam("given_status", type_=SmallInteger)),
        body=func.coalesce(t.answers.c.body, bindparam("given_body", type_=LargeBinary)),
    )
    .returning(t.answers.c.body)
)
_FEED = compiled(
    select(t.notices)
    .where(t.notices.c.account_id == bindparam("id", type_=Text))
    .where(t.notices.c.event_id < bindparam("after", type_=Text))
    .order_by(t.notices.c.event_id.desc())
    .limit(bindparam("limit", type_=Integer))
)
_LAST = "~"  # sorts after every id


@define
class PostgresAnswers:
    _database: Database
    _writes: Writes

    def claim(self, key: Key, subject: Id, at: datetime) -> None:
        batch = self._writes.to("answers", (key.owner, key.text))
        batch.add("add_answers", (key.owner, key.text, key.fingerprint, subject, at))

    async def recall(self, owner: AccountId, text: str) -> Answer | None:
        row = await self._database.row(_RECALL, owner_id=owner, key_text=text)
        if row is None:
            return None
        owner_id, key_text, fingerprint, subject, claimed_at, status, body = row
        return Answer(
            key=Key(owner=AccountId(owner_id), text=key_text, fingerprint=fingerprint),
            subject=Id(subject),
            claimed_at=claimed_at,
            status=status,
            body=body,
        )

    async def fill(self, key: Key, status: int, body: bytes) -> bytes:
        row = await self._database.row(
            _FILL, owner_id=key.owner, key_text=key.text, given_status=status, given_body=body
        )
        return body if row is None else bytes(row[0])


@define
class PostgresNotices:
    _database: Database
    _writes: Writes

    def add(self, notice: Notice) -> None:
        batch = self._writes.to("notices", (notice.account_id, notice.event_id))
        batch.add(
            "add_notices",
            (
                *(notice.event_id, notice.account_id, notice.at, notice.name, notice.order_id),
                _FACTS.write(notice.facts),
            ),
        )

    async def of(self, account_id: AccountId, page: Page) -> Sequence[Notice]:
        rows = await self._database.rows(
            _FEED, id=account_id, after=page.after or _LAST, limit=page.limit
        )
        return [
            Notice(
                event_id=EventId(event_id),
                account_id=AccountId(owner),
                at=at,
                name=name,
                order_id=OrderId(order_id),
                facts=_FACTS.read(facts),
            )
            for event_id, owner, at, name, order_id, facts in rows
        ]
