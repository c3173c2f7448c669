"""The audit log comes back as it was written, is found by what it tells of, and is chained."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from foodmarket.domain.accounts.audit import (
    BEGINNING,
    AuditRecord,
    AuditRecordId,
    ChainedRecord,
    chain_record,
    recorded,
)
from foodmarket.domain.accounts.model import AccountId, Actor, Channel, Duty, Origin, Role
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.orders.model import OrderId
from foodmarket.ports.audit_log import AuditQuery
from foodmarket.ports.contracts.samples import NOW, an_id
from foodmarket.ports.paging import Page
from foodmarket.ports.unit_of_work import Begin

HOUR = timedelta(hours=1)
ADDRESS = "203.0.113.7"


def an_actor() -> Actor:
    """Return somebody of finance, who came in with a browser."""
    origin = Origin(Channel.BROWSER, ADDRESS)
    return Actor(Role.STAFF, an_id(AccountId), duties=frozenset({Duty.FINANCE}), origin=origin)


def a_record(verb: str = "refund.ask", who: Actor | Origin | None = None, **facts: Any) -> Any:
    """Return a record of `NOW` about an order, unless other ``facts`` are given."""
    default: dict[str, Any] = {
        "subject": an_id(OrderId),
        "record_id": an_id(AuditRecordId),
        "at": NOW,
        "facts": {"amount": "100 RUB", "почему": "так"},
    }
    return recorded(who or an_actor(), verb, **default | facts)


async def written(begin: Begin, *records: AuditRecord) -> None:
    """Add records in one commit."""
    async with begin() as uow:
        for record in records:
            uow.audit_log.add(record)
        await uow.commit()


async def links(begin: Begin) -> list[ChainedRecord]:
    """Return the chain, after checking every link by its own arithmetic."""
    async with begin() as uow:
        found = [link async for link in uow.audit_log.chained()]
    previous = BEGINNING
    for number, link in enumerate(found, start=1):
        assert link.number == number
        assert link.digest == chain_record(previous, link.sealed)
        assert link.sealed.intact
        previous = link.digest
    return found


class AuditLogSuite:
    """Fixtures: ``begin``."""

    async def test_records_come_back_newest_first(self, begin: Begin) -> None:
        """Field by field, page by page; somebody who is not signed in, too."""
        first, signing_in = a_record(), Origin(Channel.TOKEN)
        refused = a_record("session.open", signing_in, subject=None, outcome="wrong_credentials")
        records = [first, refused, a_record()]
        await written(begin, *records)
        newest = records[::-1]
        async with begin() as uow:
            search = uow.audit_log.search
            assert list(await search(AuditQuery(), Page(limit=2))) == newest[:2]
            assert list(await search(AuditQuery(), Page(after=newest[1].id))) == newest[2:]

    async def test_records_are_found_by_what_they_tell_of(self, begin: Begin) -> None:
        """By actor, by subject, by a verb or its family, by the period, and by all at once."""
        somebody = an_actor()
        asked = a_record("refund.ask", somebody)
        approved = a_record("refund.approve", subject=asked.subject, at=NOW + HOUR)
        other = a_record("refunds.read", somebody, at=NOW + 2 * HOUR)
        await written(begin, asked, approved, other)
        for query, found in (
            (AuditQuery(actor=somebody.account_id), [other, asked]),
            (AuditQuery(subject=asked.subject), [approved, asked]),
            (AuditQuery(verb="refund.ask"), [asked]),
            (AuditQuery(verb="refund"), [approved, asked]),
            (AuditQuery(start=NOW + HOUR), [other, approved]),
            (AuditQuery(end=NOW + HOUR), [asked]),
            (AuditQuery(actor=somebody.account_id, verb="refund", end=NOW + HOUR), [asked]),
            (AuditQuery(actor=an_id(AccountId)), []),
        ):
            async with begin() as uow:
                assert list(await uow.audit_log.search(query, Page())) == found, query

    async def test_a_record_is_written_once(self, begin: Begin) -> None:
        """A second one under the same id is refused, and the first stays as it was."""
        record = a_record()
        await written(begin, record)
        with pytest.raises(StaleFacts):
            await written(begin, a_record("order.read", record_id=record.id))
        async with begin() as uow:
            assert list(await uow.audit_log.search(AuditQuery(), Page())) == [record]

    async def test_the_chain_follows_the_records(self, begin: Begin) -> None:
        """In batches; what comes later is chained to what was there."""
        records = [a_record() for _ in range(3)]
        await written(begin, *records)
        async with begin() as uow:
            assert await uow.audit_log.extend_chain(2) == 2
            assert await uow.audit_log.extend_chain(10) == 1
            assert await uow.audit_log.extend_chain(10) == 0
        await written(begin, a_record())
        async with begin() as uow:
            assert await uow.audit_log.extend_chain(10) == 1
        chain = await links(begin)
        assert [link.sealed.record for link in chain][:3] == records
        assert len(chain) == 4

    async def test_many_who_extend_the_chain_at_once_do_it_once(self, begin: Begin) -> None:
        """No record is chained twice."""
        await written(begin, *(a_record() for _ in range(20)))

        async def extend() -> int:
            async with begin() as uow:
                return await uow.audit_log.extend_chain(20)

        assert sum(await asyncio.gather(*(extend() for _ in range(4)))) == 20
        assert len(await links(begin)) == 20

    async def test_addresses_are_forgotten_and_the_chain_holds(self, begin: Begin) -> None:
        """Those before the instant alone, as many as asked for; the rest of a record stays."""
        old, recent = [a_record(at=NOW - HOUR) for _ in range(3)], a_record()
        await written(begin, *old, recent)
        async with begin() as uow:
            await uow.audit_log.extend_chain(10)
            assert await uow.audit_log.forget_addresses(NOW, 2) == 2
            assert await uow.audit_log.forget_addresses(NOW, 10) == 1
            assert await uow.audit_log.forget_addresses(NOW, 10) == 0
        records = [link.sealed.record for link in await links(begin)]
        assert [it.address for it in records] == [None, None, None, ADDRESS]
        assert [it.verb for it in records] == ["refund.ask"] * 4
        assert [it.account_id for it in records[:3]] == [it.account_id for it in old]
