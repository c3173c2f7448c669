"""Verifying the hash chain of the book, whatever the store."""

from collections.abc import Callable

from foodmarket import ports
from foodmarket.domain.ledger.model import GENESIS, chain

CHAIN_INVARIANT = 2
MOST_VIOLATIONS = 10


async def verify_chain(
    begin: ports.Begin, checked: Callable[[], object] = lambda: None
) -> ports.Finding:
    """Compute every link anew from the entries; ``checked`` is called for each, for a progress bar.

    An entry that was changed breaks its own link; one that was taken out or put in breaks the next.
    """
    previous, number = GENESIS, 0
    violations: list[str] = []
    async with begin() as uow:
        async for link in uow.ledger.chained():
            number += 1
            if link.number != number:
                violations.append(f"{link.entry.key}: number {link.number} where {number} is due")
                number = link.number
            elif link.digest != chain(previous, link.entry):
                violations.append(f"{link.entry.key}: does not match its link {link.number}")
            previous = link.digest
            checked()
    return ports.Finding(
        number=CHAIN_INVARIANT,
        name="chain_recomputed",
        checked=number,
        violations=tuple(violations[:MOST_VIOLATIONS]),
    )
