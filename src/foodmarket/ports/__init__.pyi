from foodmarket.ports.accounts import Accounts
from foodmarket.ports.answers import Answer, Answers, Key
from foodmarket.ports.audit import Audit, Finding
from foodmarket.ports.audit_log import AuditLog, AuditQuery
from foodmarket.ports.authenticators import Authenticators
from foodmarket.ports.catalogue import Catalogue
from foodmarket.ports.clock import Clock
from foodmarket.ports.credentials import Credentials
from foodmarket.ports.discrepancies import Discrepancies, DiscrepancyFilter
from foodmarket.ports.disputes import Disputes
from foodmarket.ports.error_reports import ErrorReports
from foodmarket.ports.gate import Entry, Gate, Toll
from foodmarket.ports.ids import Ids
from foodmarket.ports.ledger import BalanceLine, CookBalance, Ledger
from foodmarket.ports.limiter import Allowance, Limiter, Rate
from foodmarket.ports.metrics import Metrics
from foodmarket.ports.notices import Notice, Notices
from foodmarket.ports.notifier import Notifier
from foodmarket.ports.onboarding import Onboarding
from foodmarket.ports.orders import Orders
from foodmarket.ports.outbox import Envelope, Outbox
from foodmarket.ports.paging import Page
from foodmarket.ports.passwords import Passwords
from foodmarket.ports.payment_provider import PaymentProvider
from foodmarket.ports.payouts import Payouts
from foodmarket.ports.permits import Permits
from foodmarket.ports.personal_data import PersonalData
from foodmarket.ports.presence import Presence
from foodmarket.ports.refunds import Refunds
from foodmarket.ports.sessions import Sessions
from foodmarket.ports.statements import Statements
from foodmarket.ports.tombstones import Tombstones
from foodmarket.ports.tracer import Trace, Tracer
from foodmarket.ports.unit_of_work import Begin, UnitOfWork
from foodmarket.ports.vault import Vault
from foodmarket.ports.webhooks import Webhooks

__all__ = [
    "Accounts",
    "Allowance",
    "Answer",
    "Answers",
    "Audit",
    "AuditLog",
    "AuditQuery",
    "Authenticators",
    "BalanceLine",
    "Begin",
    "Catalogue",
    "Clock",
    "CookBalance",
    "Credentials",
    "Discrepancies",
    "DiscrepancyFilter",
    "Disputes",
    "Entry",
    "Envelope",
    "ErrorReports",
    "Finding",
    "Gate",
    "Ids",
    "Key",
    "Ledger",
    "Limiter",
    "Metrics",
    "Notice",
    "Notices",
    "Notifier",
    "Onboarding",
    "Orders",
    "Outbox",
    "Page",
    "Passwords",
    "PaymentProvider",
    "Payouts",
    "Permits",
    "PersonalData",
    "Presence",
    "Rate",
    "Refunds",
    "Sessions",
    "Statements",
    "Toll",
    "Tombstones",
    "Trace",
    "Tracer",
    "UnitOfWork",
    "Vault",
    "Webhooks",
]
