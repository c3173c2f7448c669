"""The documents that cooks show."""

from collections.abc import Sequence
from datetime import datetime

from attrs import define, evolve
from sqlalchemy import DateTime, Integer, Text, bindparam, literal_column, select

from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.documents import Document
from foodmarket.adapters.postgres.writes import Writes
from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.permits.model import Permit, PermitId
from foodmarket.ports.paging import Page

_PERMITS = Document[Permit](Permit)
_ID, _LIMIT = bindparam("id", type_=Text), bindparam("limit", type_=Integer)
_permits = t.permits.c
_PERMIT = compiled(select(_permits.facts).where(_permits.id == _ID))
_OF_COOK = compiled(
    select(_permits.facts).where(_permits.cook_id == _ID).order_by(_permits.id.desc())
)
_WAITING = compiled(
    select(_permits.facts)
    .where(literal_column("state = 'submitted'"), _permits.id > _ID)
    .order_by(_permits.id)
    .limit(_LIMIT)
)
_DUE = compiled(
    select(_permits.id)
    .where(_permits.due_at <= bindparam("now", type_=DateTime(timezone=True)))
    .order_by(_permits.due_at, _permits.id)
    .limit(_LIMIT)
)


@define
class PostgresPermits:
    _database: Database
    _writes: Writes

    def add(self, permit: Permit) -> None:
        facts = _PERMITS.write(permit)
        row = (permit.id, permit.cook_id, permit.state, permit.due_at, facts, permit.version)
        self._writes.to("permits", permit.id).add("add_permits", row)

    def save(self, permit: Permit) -> None:
        saved = evolve(permit, version=permit.version + 1)
        facts = _PERMITS.write(saved)
        row = (permit.id, permit.version, permit.state, permit.due_at, facts, saved.version)
        self._writes.to("permits", permit.id).write("save_permit", row)

    async def get(self, permit_id: PermitId) -> Permit | None:
        return _PERMITS.read_optional(await self._database.value(_PERMIT, id=permit_id))

    async def of_cook(self, cook_id: CookId) -> Sequence[Permit]:
        rows = await self._database.rows(_OF_COOK, id=cook_id)
        return [_PERMITS.read(facts) for (facts,) in rows]

    async def waiting(self, page: Page) -> Sequence[Permit]:
        rows = await self._database.rows(_WAITING, id=page.after or "", limit=page.limit)
        return [_PERMITS.read(facts) for (facts,) in rows]

    async def due(self, now: datetime, limit: int) -> Sequence[PermitId]:
        return [PermitId(it) for (it,) in await self._database.rows(_DUE, now=now, limit=limit)]
