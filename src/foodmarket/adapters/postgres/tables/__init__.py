"""The tables, and every constraint by the name under which `refusals` knows it.

Identifiers are text that sorts by time (collation C); amounts are minor units of the row's
currency; instants are UTC. What is frozen with an order and never searched for is ``jsonb``.
Columns stand in the order in which `rows` reads them.
"""

from foodmarket.adapters.postgres.columns import metadata
from foodmarket.adapters.postgres.tables.accounts import (
    accounts,
    api_keys,
    ceremonies,
    challenges,
    passkeys,
    payment_methods,
    second_factors,
)
from foodmarket.adapters.postgres.tables.audit_log import audit_chain, audit_log, audit_unchained
from foodmarket.adapters.postgres.tables.catalogue import cooks, dishes, slot_dishes, slots
from foodmarket.adapters.postgres.tables.discrepancies import discrepancies, reconciled_days
from foodmarket.adapters.postgres.tables.ledger import (
    ledger_balances,
    ledger_chain,
    ledger_entries,
    ledger_postings,
    ledger_totals,
    ledger_unchained,
)
from foodmarket.adapters.postgres.tables.messages import (
    WAITING_WEBHOOK,
    answers,
    notices,
    outbox,
    webhooks,
)
from foodmarket.adapters.postgres.tables.orders import order_steps, orders
from foodmarket.adapters.postgres.tables.payments import (
    UNFINISHED,
    UNFINISHED_OPERATION,
    disputes,
    operations,
    payments,
    refunds,
)
from foodmarket.adapters.postgres.tables.payouts import payout_plans, payouts
from foodmarket.adapters.postgres.tables.permits import permits
from foodmarket.adapters.postgres.tables.privacy import consents, erasures

__all__ = [
    "UNFINISHED",
    "UNFINISHED_OPERATION",
    "WAITING_WEBHOOK",
    "accounts",
    "answers",
    "api_keys",
    "audit_chain",
    "audit_log",
    "audit_unchained",
    "ceremonies",
    "challenges",
    "consents",
    "cooks",
    "discrepancies",
    "dishes",
    "disputes",
    "erasures",
    "ledger_balances",
    "ledger_chain",
    "ledger_entries",
    "ledger_postings",
    "ledger_totals",
    "ledger_unchained",
    "metadata",
    "notices",
    "operations",
    "order_steps",
    "orders",
    "outbox",
    "passkeys",
    "payment_methods",
    "payments",
    "payout_plans",
    "payouts",
    "permits",
    "reconciled_days",
    "refunds",
    "second_factors",
    "slot_dishes",
    "slots",
    "webhooks",
]
