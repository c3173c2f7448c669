"""What must always be true, checked over a store in memory.

Each check is a generator of sentences, one per violation; it derives what should be from other
facts than those that it checks. The numbers are those of docs/architecture.md.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sized

from attrs import frozen

from foodmarket.adapters.memory import audit_money, audit_process
from foodmarket.adapters.memory.tables import Tables
from foodmarket.ports.audit import Finding

MOST_SHOWN = 10
Rule = Callable[[Tables], Iterator[str]]


@frozen
class Check:
    """One invariant: ``rows`` are what is looked at, ``rule`` finds what breaks it."""

    number: int
    name: str
    rows: Callable[[Tables], Sized]
    rule: Rule


CHECKS = (
    Check(1, "entries_balance", lambda t: t.entries, audit_money.entries_balance),
    Check(2, "chain_unbroken", lambda t: t.chain, audit_money.chain_unbroken),
    Check(3, "captured_within_amount", lambda t: t.payments, audit_money.captured_within_amount),
    Check(4, "refunds_within_captured", lambda t: t.payments, audit_money.refunds_within_captured),
    Check(4, "refunds_told", lambda t: t.refunds, audit_money.refunds_told),
    Check(5, "balances_match_entries", lambda t: t.balances, audit_money.balances_match_entries),
    Check(5, "balances_not_negative", lambda t: t.balances, audit_money.balances_not_negative),
    Check(6, "portions_within_offer", lambda t: t.slots, audit_process.portions_within_offer),
    Check(7, "clearing_matches_payments", lambda t: t.payments, audit_money.clearing_matches),
    Check(7, "disputes_are_booked", lambda t: t.disputes, audit_money.disputes_are_booked),
    Check(8, "live_orders_have_deadlines", lambda t: t.orders, audit_process.deadlines_set),
    Check(9, "ended_orders_hold_nothing", lambda t: t.orders, audit_process.ended_hold_nothing),
    Check(9, "disputed_orders_hold_still", lambda t: t.disputes, audit_process.disputed_hold_still),
    Check(10, "events_match_steps", lambda t: t.events_of, audit_process.events_match_steps),
    Check(11, "payouts_are_reserved", lambda t: t.payouts, audit_money.payouts_are_reserved),
    Check(12, "answers_have_subjects", lambda t: t.answers, audit_process.answers_have_subjects),
    Check(13, "steps_along_edges", lambda t: t.orders, audit_process.steps_along_edges),
    Check(16, "operations_recorded", lambda t: t.operations, audit_process.operations_recorded),
    Check(16, "money_is_booked", lambda t: t.payments, audit_money.money_is_booked),
)


@frozen
class MemoryAudit:
    """Looks at every row, one invariant after the other."""

    _tables: Tables

    async def findings(self) -> AsyncIterator[Finding]:
        for check in CHECKS:
            yield Finding(
                number=check.number,
                name=check.name,
                checked=len(check.rows(self._tables)),
                violations=tuple(check.rule(self._tables))[:MOST_SHOWN],
            )
