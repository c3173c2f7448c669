"""The adapters in memory keep every port's contract."""

import pytest

from foodmarket.adapters.memory import MemoryStore
from foodmarket.ports import Audit, Begin
from foodmarket.ports.contracts.store import (
    AccountsSuite,
    AnswersSuite,
    AtomicitySuite,
    AuditSuite,
    CatalogueSuite,
    ClaimsSuite,
    LedgerSuite,
    NoticesSuite,
    OrdersSuite,
    OutboxSuite,
    PortionsSuite,
    StatementsSuite,
)
from tests.contract.raw_memory import RawMemory


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def begin(store: MemoryStore) -> Begin:
    return store.begin


@pytest.fixture
def raw(store: MemoryStore) -> RawMemory:
    return RawMemory(store)


@pytest.fixture
def damage(raw: RawMemory) -> RawMemory:
    return raw


@pytest.fixture
def audit(store: MemoryStore) -> Audit:
    return store.audit


class TestAccounts(AccountsSuite):
    pass


class TestAnswers(AnswersSuite):
    pass


class TestAtomicity(AtomicitySuite):
    pass


class TestAudit(AuditSuite):
    pass


class TestCatalogue(CatalogueSuite):
    pass


class TestClaims(ClaimsSuite):
    pass


class TestLedger(LedgerSuite):
    pass


class TestNotices(NoticesSuite):
    pass


class TestOrders(OrdersSuite):
    pass


class TestOutbox(OutboxSuite):
    pass


class TestPortions(PortionsSuite):
    pass


class TestStatements(StatementsSuite):
    pass
