"""Keyed requests, so that a repeated one acts once."""

from datetime import datetime
from typing import Protocol

from attrs import frozen

from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.ids import Id


@frozen(kw_only=True)
class Key:
    """A client's idempotency key: ``owner`` chose ``text`` for a request with ``fingerprint``."""

    owner: AccountId
    text: str
    fingerprint: str


@frozen(kw_only=True)
class Answer:
    """What became of a keyed request: the thing it made or moved, and the answer once given."""

    key: Key
    subject: Id
    claimed_at: datetime
    status: int | None = None
    body: bytes | None = None


class Answers(Protocol):
    """Keyed requests and their answers, so that a repeated request acts once."""

    def claim(self, key: Key, subject: Id, at: datetime) -> None:
        """Use the key in this commit, which refuses with `KeyTaken` where it was used before."""
        ...

    async def recall(self, owner: AccountId, text: str) -> Answer | None:
        """Return what became of the key."""
        ...

    async def fill(self, key: Key, status: int, body: bytes) -> bytes:
        """Keep the answer unless there is one; return the one that stands. Takes effect at once.

        Whoever comes second, a slow first try or its repetition, has to answer with the other's.
        """
        ...
