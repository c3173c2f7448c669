"""Everything that is stored about a person, wherever it stands."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.privacy.consents import Consent
from foodmarket.domain.privacy.model import Erasure, Hindrance, Passing, Person


class PersonalData(Protocol):
    """Copies, erases and forgets personal data; keeps the deletion acts."""

    async def export(self, person: Person) -> Mapping[str, tuple[Mapping[str, object], ...]]:
        """Return what is stored about a person, by table; values as JSON knows them, no secrets.

        Tables that hold nothing about the person are left out.
        """
        ...

    async def hindrances(self, person: Person) -> Sequence[Hindrance]:
        """Return what has to come to its end before the person can be erased."""
        ...

    async def erase(self, person: Person, act: Callable[[Mapping[str, int]], Erasure]) -> Erasure:
        """Erase everything personal, and keep the act that is made from the counts by table.

        All of it or nothing, at once and not at the commit. The account can't be signed in to any
        more. Refuses with `StaleFacts` where somebody else changed the erasure.
        """
        ...

    def add_erasure(self, erasure: Erasure) -> None:
        """Add the wish to be erased. The commit refuses with `StaleFacts` a second one."""
        ...

    def save_erasure(self, erasure: Erasure) -> None:
        """Save a changed erasure (its ``version`` is the one after the one that was read)."""
        ...

    async def erasure_of(self, account_id: AccountId) -> Erasure | None:
        """Return an account's erasure."""
        ...

    async def waiting(self, limit: int) -> Sequence[Erasure]:
        """Return erasures that wait, oldest first."""
        ...

    def add_consent(self, consent: Consent) -> None:
        """Add a decision about a purpose. Nothing of it is ever changed or removed."""
        ...

    async def consents(self, account_id: AccountId) -> Sequence[Consent]:
        """Return everything that a person decided, oldest first."""
        ...

    async def forget(self, kind: Passing, before: datetime, limit: int) -> int:
        """Forget things of a kind from before an instant; return of how many.

        Addresses go with the end of their order. Takes effect at once, not at the commit.
        """
        ...
