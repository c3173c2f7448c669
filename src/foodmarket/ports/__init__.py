"""What the domain needs from outside: one small protocol per need, in the domain's words.

Use cases name them as ``ports.Clock``. `foodmarket.ports.contracts` holds the executable half: a
test suite for each protocol that every adapter passes.

Ports speak of the domain's models and use cases speak of ports, so a name is imported only when
it is first used; type checkers read ``__init__.pyi``.
"""

from foodmarket.domain.kernel.naming import on_first_use

_HOMES = {
    "Accounts": "accounts",
    "Allowance": "limiter",
    "Answer": "answers",
    "Answers": "answers",
    "Audit": "audit",
    "AuditLog": "audit_log",
    "AuditQuery": "audit_log",
    "BalanceLine": "ledger",
    "Authenticators": "authenticators",
    "Begin": "unit_of_work",
    "Catalogue": "catalogue",
    "Clock": "clock",
    "CookBalance": "ledger",
    "Credentials": "credentials",
    "Discrepancies": "discrepancies",
    "DiscrepancyFilter": "discrepancies",
    "Disputes": "disputes",
    "Entry": "gate",
    "Envelope": "outbox",
    "ErrorReports": "error_reports",
    "Finding": "audit",
    "Gate": "gate",
    "Ids": "ids",
    "Key": "answers",
    "Ledger": "ledger",
    "Limiter": "limiter",
    "Metrics": "metrics",
    "Notice": "notices",
    "Notices": "notices",
    "Notifier": "notifier",
    "Onboarding": "onboarding",
    "Orders": "orders",
    "Outbox": "outbox",
    "Page": "paging",
    "Passwords": "passwords",
    "PaymentProvider": "payment_provider",
    "Payouts": "payouts",
    "Permits": "permits",
    "PersonalData": "personal_data",
    "Presence": "presence",
    "Rate": "limiter",
    "Refunds": "refunds",
    "Sessions": "sessions",
    "Toll": "gate",
    "Statements": "statements",
    "Tombstones": "tombstones",
    "Trace": "tracer",
    "Tracer": "tracer",
    "UnitOfWork": "unit_of_work",
    "Vault": "vault",
    "Webhooks": "webhooks",
}
__all__ = list(_HOMES)
__getattr__ = on_first_use(__name__, _HOMES)
