"""The statements of all cooks: each one, however many are read at once; for finance alone."""

from datetime import timedelta

import pytest

from foodmarket import ports
from foodmarket.adapters.memory import MemoryStore
from foodmarket.adapters.system import AdjustableClock, SystemIds
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import SYSTEM, AccountId, Actor, Duty, Role
from foodmarket.domain.statements import WriteAllStatements, WriteStatement
from foodmarket.ports.contracts.samples import NOW
from foodmarket.ports.contracts.stage import Stage

START, END = NOW - timedelta(days=1), NOW + timedelta(days=1)
SUPPORT, FINANCE = (
    Actor(Role.STAFF, AccountId.of(40), duties=frozenset({duty}))
    for duty in (Duty.SUPPORT, Duty.FINANCE)
)


@pytest.mark.parametrize("at_once", [1, 2, 3, 4])
async def test_no_cook_is_left_out_and_none_is_stated_twice(at_once: int) -> None:
    store = MemoryStore()
    stage = Stage(store.begin)
    shops = [await stage.shop() for _ in range(3)]
    for shop in shops:
        await stage.completed(shop)
    write_all = _write_all(store, at_once)
    stated = [head.cook_id async for head, _ in write_all(SYSTEM, START, END)]
    assert stated == [shop.cook.id for shop in shops]
    assert await write_all.count() == 3


async def test_only_finance_reads_the_statements_of_all() -> None:
    write_all = _write_all(MemoryStore())
    assert [it async for it in write_all(FINANCE, START, END)] == []
    for actor in (SUPPORT, Actor(Role.COOK)):
        with pytest.raises(NotAllowed):
            _ = [it async for it in write_all(actor, START, END)]
        with pytest.raises(NotAllowed):
            await write_all.closing(actor, END)


async def test_who_has_all_statements_written_is_recorded() -> None:
    store = MemoryStore()
    assert [it async for it in _write_all(store)(SYSTEM, START, END)] == []
    async with store.begin() as uow:
        found = await uow.audit_log.search(ports.AuditQuery(verb="statement"), ports.Page())
    assert [(it.role, it.verb, it.facts["start"]) for it in found] == [
        (Role.SYSTEM, "statement.read_all", str(START))
    ]


def _write_all(store: MemoryStore, at_once: int = 500) -> WriteAllStatements:
    clock, ids = AdjustableClock(NOW), SystemIds()
    write_statement = WriteStatement(begin=store.begin, clock=clock, ids=ids)
    return WriteAllStatements(begin=store.begin, write_statement=write_statement, at_once=at_once)
