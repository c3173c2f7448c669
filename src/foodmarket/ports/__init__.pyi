from foodmarket.ports.audit import Audit, Finding
from foodmarket.ports.clock import Clock
from foodmarket.ports.ids import Ids
from foodmarket.ports.limiter import Allowance, Limiter, Rate
from foodmarket.ports.passwords import Passwords
from foodmarket.ports.payment_provider import PaymentProvider
from foodmarket.ports.presence import Presence
from foodmarket.ports.sessions import Sessions
from foodmarket.ports.unit_of_work import (
    Accounts,
    Answer,
    Answers,
    BalanceLine,
    Begin,
    Catalogue,
    CookBalance,
    Envelope,
    Key,
    Ledger,
    Notice,
    Notices,
    Orders,
    Outbox,
    Page,
    Payouts,
    Refunds,
    UnitOfWork,
    Webhooks,
)

__all__ = [
    "Accounts",
    "Allowance",
    "Answer",
    "Answers",
    "Audit",
    "BalanceLine",
    "Begin",
    "Catalogue",
    "Clock",
    "CookBalance",
    "Envelope",
    "Finding",
    "Ids",
    "Key",
    "Ledger",
    "Limiter",
    "Notice",
    "Notices",
    "Orders",
    "Outbox",
    "Page",
    "Passwords",
    "PaymentProvider",
    "Payouts",
    "Presence",
    "Rate",
    "Refunds",
    "Sessions",
    "UnitOfWork",
    "Webhooks",
]
