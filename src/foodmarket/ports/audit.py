"""Checking the whole store against what must always be true."""

from collections.abc import AsyncIterator
from typing import Protocol

from attrs import frozen


@frozen(kw_only=True)
class Finding:
    """The result of one check: ``checked`` things looked at, and up to ten that break the rule.

    ``number`` is the invariant's in docs/architecture.md; ``name`` is its stable short name.
    """

    number: int
    name: str
    checked: int
    violations: tuple[str, ...]


class Audit(Protocol):
    """Looks at every order, payment, slot and entry, by its own arithmetic."""

    def findings(self) -> AsyncIterator[Finding]:
        """Check one invariant after the other."""
        ...
