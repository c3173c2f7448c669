"""Verifying the hash chains of the book and of the audit log, whatever the store."""

from collections.abc import Callable

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import BEGINNING, chain_record
from foodmarket.domain.ledger.model import GENESIS, chain

CHAIN_INVARIANT = 2
MOST_VIOLATIONS = 10
STRIDE = 1000  # links between two calls of whoever shows the progress


async def verify_chain(
    begin: ports.Begin, checked: Callable[[int], object] = lambda _: None
) -> ports.Finding:
    """Compute every link anew from the entries, which are streamed: a book may have any size.

    ``checked`` is told now and then how many were looked at, for a progress bar. An entry that was
    changed breaks its own link; one that was taken out or put in breaks the next.
    """
    previous, number = GENESIS, 0
    violations: list[str] = []
    async with begin() as uow:
        async for link in uow.ledger.chained():
            number += 1
            if link.number != number:
                broken = f"{link.entry.key}: number {link.number} where {number} is due"
                number = link.number
            elif link.digest != chain(previous, link.entry):
                broken = f"{link.entry.key}: does not match its link {link.number}"
            else:
                broken = ""
            if broken and len(violations) < MOST_VIOLATIONS:
                violations.append(broken)
            previous = link.digest
            if not number % STRIDE:
                checked(number)
    checked(number)
    return ports.Finding(
        number=CHAIN_INVARIANT,
        name="chain_recomputed",
        checked=number,
        violations=tuple(violations),
    )


@frozen(kw_only=True)
class AuditLogReport:
    """How many links of the audit log were looked at, the last one's digest, what is broken."""

    checked: int
    digest: str
    violations: tuple[str, ...]


async def verify_audit_log(
    begin: ports.Begin, checked: Callable[[], object] = lambda: None
) -> AuditLogReport:
    """Compute every link of the audit log anew from its records.

    Whoever keeps number and digest of the last link elsewhere also notices when the end of the
    log was cut off.
    """
    previous, number = BEGINNING, 0
    violations: list[str] = []
    async with begin() as uow:
        async for link in uow.audit_log.chained():
            number += 1
            name = link.sealed.record.id
            if link.number != number:
                violations.append(f"{name}: number {link.number} where {number} is due")
                number = link.number
            elif link.digest != chain_record(previous, link.sealed):
                violations.append(f"{name}: does not match its link {link.number}")
            elif not link.sealed.intact:
                violations.append(f"{name}: its address is not the one that was sealed")
            previous = link.digest
            checked()
    return AuditLogReport(
        checked=number, digest=previous, violations=tuple(violations[:MOST_VIOLATIONS])
    )
