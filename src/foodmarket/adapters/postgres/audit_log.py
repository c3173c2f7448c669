"""The audit log."""

import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from attrs import define
from sqlalchemy import (
    DateTime,
    Integer,
    Select,
    Text,
    bindparam,
    func,
    literal,
    null,
    select,
    update,
)

from foodmarket.adapters.postgres import rows
from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.chain import chaining, extend
from foodmarket.adapters.postgres.compiled import Statement, compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.writes import Writes
from foodmarket.domain.accounts.audit import (
    BEGINNING,
    AuditRecord,
    ChainedRecord,
    chain_record,
    sealed,
)
from foodmarket.ports.audit_log import AuditQuery
from foodmarket.ports.paging import Page

_log = t.audit_log.c
_RECORD = [it for it in _log if it.identity is None]
_AUDIT_LOG = chaining(
    lock=0x6175646974,  # "audit"
    genesis=BEGINNING,
    link=lambda previous, row: chain_record(previous, rows.audit_record(row)),
    chain=t.audit_chain,
    unchained=t.audit_unchained,
    rows=select(_log.position, *_RECORD).join_from(
        t.audit_unchained, t.audit_log, t.audit_unchained.c.position == _log.position
    ),
)
_CHAINED = compiled(
    select(t.audit_chain.c.number, t.audit_chain.c.digest, *_RECORD)
    .join_from(t.audit_chain, t.audit_log, t.audit_chain.c.position == _log.position)
    .order_by(t.audit_chain.c.number)
)
_LIMIT = bindparam("limit", type_=Integer)
_old = (
    select(_log.id)
    .where(_log.at < bindparam("before", type_=DateTime(timezone=True)), _log.salt.is_not(None))
    .limit(_LIMIT)
)
_FORGET = compiled(
    update(t.audit_log)
    .where(_log.id.in_(_old))
    .values(address=null(), salt=null())
    .returning(_log.position)
)


def _text(name: str) -> Any:
    return bindparam(name, type_=Text)


def _instant(name: str) -> Any:
    return bindparam(name, type_=DateTime(timezone=True))


_WHERE = {
    "actor": _log.account_id == _text("actor"),
    "subject": _log.subject == _text("subject"),
    "verb": func.starts_with(_log.verb + literal("."), _text("verb") + literal(".")),
    "start": _log.at >= _instant("start"),
    "end": _log.at < _instant("end"),
    "after": _log.id < _text("after"),
}


@lru_cache(maxsize=64)
def _searching(asked: frozenset[str]) -> Statement:
    """Compile the search for what is asked; what is left open is not in the statement."""
    found: Select[Any] = select(*_RECORD).where(*(_WHERE[name] for name in sorted(asked)))
    return compiled(found.order_by(_log.id.desc()).limit(_LIMIT))


@define
class PostgresAuditLog:
    _database: Database
    _writes: Writes

    def add(self, record: AuditRecord) -> None:
        kept = sealed(record, secrets.token_hex(16))
        batch = self._writes.to("audit_log", record.id)
        batch.add("add_audit_records", rows.of_audit_record(kept))

    async def search(self, query: AuditQuery, page: Page) -> Sequence[AuditRecord]:
        asked: dict[str, object] = {
            "actor": query.actor,
            "subject": query.subject,
            "verb": query.verb,
            "start": query.start,
            "end": query.end,
            "after": page.after,
        }
        given = {name: value for name, value in asked.items() if value is not None}
        found = await self._database.rows(_searching(frozenset(given)), **given, limit=page.limit)
        return [rows.audit_record(row).record for row in found]

    async def chained(self) -> AsyncIterator[ChainedRecord]:
        async for number, digest, *row in self._database.stream(_CHAINED):
            yield ChainedRecord(number=number, sealed=rows.audit_record(row), digest=digest)

    async def extend_chain(self, limit: int) -> int:
        return await extend(self._database, _AUDIT_LOG, limit)

    async def forget_addresses(self, before: datetime, limit: int) -> int:
        return len(await self._database.rows(_FORGET, before=before, limit=limit))
