"""The audit log, in memory."""

import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from itertools import islice

from attrs import frozen

from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.domain.accounts.audit import (
    BEGINNING,
    AuditRecord,
    ChainedRecord,
    chain_record,
    forgotten,
    sealed,
)
from foodmarket.ports.audit_log import AuditQuery
from foodmarket.ports.paging import Page

Later = Callable[[Callable[[Commit], None]], None]


@frozen
class MemoryAuditLog:
    _tables: Tables
    _later: Later

    def add(self, record: AuditRecord) -> None:
        kept = sealed(record, secrets.token_hex(16))

        def write(commit: Commit) -> None:
            commit.insert(commit.tables.audit_log, record.id, kept)

        self._later(write)

    async def search(self, query: AuditQuery, page: Page) -> Sequence[AuditRecord]:
        records = [kept.record for kept in self._tables.audit_log.values()]
        newest_first = sorted(records, key=lambda it: it.id, reverse=True)
        after = page.after
        found = (it for it in newest_first if (after is None or it.id < after) and _fits(it, query))
        return list(islice(found, page.limit))

    async def chained(self) -> AsyncIterator[ChainedRecord]:
        for number, (record_id, digest) in enumerate(list(self._tables.audit_chain), start=1):
            kept = self._tables.audit_log.get(record_id)
            if kept is not None:
                yield ChainedRecord(number=number, sealed=kept, digest=digest)

    async def extend_chain(self, limit: int) -> int:
        links = self._tables.audit_chain
        previous = links[-1][1] if links else BEGINNING
        start = len(links)
        for record_id, kept in islice(self._tables.audit_log.items(), start, start + limit):
            previous = chain_record(previous, kept)
            links.append((record_id, previous))
        return len(links) - start

    async def forget_addresses(self, before: datetime, limit: int) -> int:
        log = self._tables.audit_log
        old = (it for it in log.items() if it[1].salt is not None and it[1].record.at < before)
        done = list(islice(old, limit))
        for record_id, kept in done:
            log[record_id] = forgotten(kept)
        return len(done)


def _fits(record: AuditRecord, query: AuditQuery) -> bool:
    return (
        (query.actor is None or record.account_id == query.actor)
        and (query.subject is None or record.subject == query.subject)
        and (query.verb is None or f"{record.verb}.".startswith(f"{query.verb}."))
        and (query.start is None or record.at >= query.start)
        and (query.end is None or record.at < query.end)
    )
