"""The adapters in memory keep every port's contract."""

import pytest

from foodmarket.adapters.memory import (
    MemoryGate,
    MemoryLimiter,
    MemoryPasswords,
    MemoryPresence,
    MemorySessions,
    MemoryStore,
    MemoryTombstones,
)
from foodmarket.adapters.system import AdjustableClock
from foodmarket.ports import Audit, Begin
from foodmarket.ports.contracts.samples import NOW
from foodmarket.ports.contracts.store import (
    AccountsSuite,
    AnswersSuite,
    AtomicitySuite,
    AuditLogSuite,
    AuditSuite,
    CatalogueSuite,
    ClaimsSuite,
    CredentialsSuite,
    DiscrepanciesSuite,
    DisputesSuite,
    LedgerSuite,
    NoticesSuite,
    OrdersSuite,
    OutboxSuite,
    PayoutsSuite,
    PermitsSuite,
    PersonalDataSuite,
    PortionsSuite,
    RefundsSuite,
    StatementsSuite,
    WebhooksSuite,
)
from foodmarket.ports.contracts.tools import (
    GateSuite,
    LimiterSuite,
    PasswordsSuite,
    PresenceSuite,
    SessionsSuite,
    TombstonesSuite,
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


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(NOW)


@pytest.fixture
def sessions(clock: AdjustableClock) -> MemorySessions:
    return MemorySessions(clock)


@pytest.fixture
def limiter(clock: AdjustableClock) -> MemoryLimiter:
    return MemoryLimiter(clock)


@pytest.fixture
def gate(sessions: MemorySessions, limiter: MemoryLimiter) -> MemoryGate:
    return MemoryGate(sessions, limiter)


class TestGate(GateSuite):
    pass


@pytest.fixture
def presence(clock: AdjustableClock) -> MemoryPresence:
    return MemoryPresence(clock)


@pytest.fixture
def tombstones() -> MemoryTombstones:
    return MemoryTombstones()


@pytest.fixture(scope="module")
def passwords() -> MemoryPasswords:
    return MemoryPasswords()


class TestAccounts(AccountsSuite):
    pass


class TestAnswers(AnswersSuite):
    pass


class TestAtomicity(AtomicitySuite):
    pass


class TestAuditLog(AuditLogSuite):
    pass


class TestAudit(AuditSuite):
    pass


class TestCatalogue(CatalogueSuite):
    pass


class TestClaims(ClaimsSuite):
    pass


class TestDisputes(DisputesSuite):
    pass


class TestCredentials(CredentialsSuite):
    pass


class TestDiscrepancies(DiscrepanciesSuite):
    pass


class TestLedger(LedgerSuite):
    pass


class TestNotices(NoticesSuite):
    pass


class TestOrders(OrdersSuite):
    pass


class TestOutbox(OutboxSuite):
    pass


class TestPermits(PermitsSuite):
    pass


class TestPortions(PortionsSuite):
    pass


class TestRefunds(RefundsSuite):
    pass


class TestPersonalData(PersonalDataSuite):
    pass


class TestPayouts(PayoutsSuite):
    pass


class TestStatements(StatementsSuite):
    pass


class TestWebhooks(WebhooksSuite):
    pass


class TestLimiter(LimiterSuite):
    pass


class TestPasswords(PasswordsSuite):
    pass


class TestPresence(PresenceSuite):
    pass


class TestSessions(SessionsSuite):
    pass


class TestTombstones(TombstonesSuite):
    pass
