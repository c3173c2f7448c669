"""Checks of the whole store, in SQL of their own."""

from collections.abc import AsyncIterator

from attrs import frozen

from foodmarket.adapters.postgres.audit_money import MONEY
from foodmarket.adapters.postgres.audit_process import PROCESS
from foodmarket.adapters.postgres.audit_rules import Rule
from foodmarket.adapters.postgres.database import Database
from foodmarket.ports.audit import Finding

_RULES: tuple[Rule, ...] = tuple(sorted((*MONEY, *PROCESS), key=lambda rule: rule.number))


@frozen
class PostgresAudit:
    """Looks at every order, payment, slot and entry without the code that wrote them."""

    _database: Database

    async def findings(self) -> AsyncIterator[Finding]:
        for rule in _RULES:
            found = await self._database.patient_row(rule.statement)
            checked, violations = found if found is not None else (0, ())
            yield Finding(
                number=rule.number,
                name=rule.name,
                checked=checked,
                violations=tuple(violations),
            )
