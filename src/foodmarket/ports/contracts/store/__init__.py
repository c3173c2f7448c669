"""Suites of the unit of work, one per repository, and of the audit.

Fixtures: ``begin`` opens units of work on an *empty* store; ``raw`` is its side door
(`foodmarket.ports.contracts.raw`).
"""

from foodmarket.ports.contracts.store.accounts import AccountsSuite
from foodmarket.ports.contracts.store.answers import AnswersSuite, NoticesSuite
from foodmarket.ports.contracts.store.atomicity import AtomicitySuite
from foodmarket.ports.contracts.store.audit import AuditSuite
from foodmarket.ports.contracts.store.audit_log import AuditLogSuite
from foodmarket.ports.contracts.store.catalogue import CatalogueSuite
from foodmarket.ports.contracts.store.claims import ClaimsSuite
from foodmarket.ports.contracts.store.credentials import CredentialsSuite
from foodmarket.ports.contracts.store.discrepancies import DiscrepanciesSuite
from foodmarket.ports.contracts.store.disputes import DisputesSuite
from foodmarket.ports.contracts.store.ledger import LedgerSuite
from foodmarket.ports.contracts.store.orders import OrdersSuite
from foodmarket.ports.contracts.store.outbox import OutboxSuite
from foodmarket.ports.contracts.store.payouts import PayoutsSuite
from foodmarket.ports.contracts.store.permits import PermitsSuite
from foodmarket.ports.contracts.store.personal_data import PersonalDataSuite
from foodmarket.ports.contracts.store.portions import PortionsSuite
from foodmarket.ports.contracts.store.refunds import RefundsSuite
from foodmarket.ports.contracts.store.statements import StatementsSuite
from foodmarket.ports.contracts.store.webhooks import WebhooksSuite

SUITES = (
    AccountsSuite,
    AnswersSuite,
    AtomicitySuite,
    AuditLogSuite,
    CatalogueSuite,
    ClaimsSuite,
    DisputesSuite,
    CredentialsSuite,
    DiscrepanciesSuite,
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
__all__ = [
    "SUITES",
    "AccountsSuite",
    "AnswersSuite",
    "AtomicitySuite",
    "AuditLogSuite",
    "AuditSuite",
    "CatalogueSuite",
    "ClaimsSuite",
    "CredentialsSuite",
    "DiscrepanciesSuite",
    "DisputesSuite",
    "LedgerSuite",
    "NoticesSuite",
    "OrdersSuite",
    "OutboxSuite",
    "PayoutsSuite",
    "PermitsSuite",
    "PersonalDataSuite",
    "PortionsSuite",
    "RefundsSuite",
    "StatementsSuite",
    "WebhooksSuite",
]
