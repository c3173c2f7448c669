"""The store in PostgreSQL keeps the contracts of the unit of work and of the audit."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from foodmarket.adapters.postgres import PostgresStore
from foodmarket.ports import Audit, Begin
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
from tests.contract.raw_postgres import RawPostgres


@pytest.fixture
async def store(migrated_url: str) -> AsyncIterator[PostgresStore]:
    async with PostgresStore.open(migrated_url) as store:
        yield store


@pytest.fixture
def begin(store: PostgresStore) -> Begin:
    return store.begin


@pytest.fixture
async def raw(migrated_url: str) -> AsyncIterator[RawPostgres]:
    connection = await asyncpg.connect(migrated_url)
    yield RawPostgres(connection)
    await connection.close()


@pytest.fixture
def damage(raw: RawPostgres) -> RawPostgres:
    return raw


@pytest.fixture
def audit(store: PostgresStore) -> Audit:
    return store.audit


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
