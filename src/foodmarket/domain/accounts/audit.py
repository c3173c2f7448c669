"""The audit log: who did what to which thing, from where, and what came of it.

Records are bound to all before them by a hash chain. The caller's network address is personal
data with an end, so the chain binds a salted seal of it: once address and salt are forgotten, the
seal says nothing any more and the chain still holds.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from attrs import evolve, field, frozen

from foodmarket.domain.accounts.model import AccountId, Actor, Channel, Origin, Role
from foodmarket.domain.kernel.ids import Id

DONE = "done"
BEGINNING = "0" * 64


class AuditRecordId(Id):
    """Identifies one line of the audit log."""

    __slots__ = ()
    prefix = "aud"


@frozen(kw_only=True)
class AuditRecord:
    """One line of the audit log, kept for ever. ``at`` is in UTC.

    Without ``account_id`` nobody was signed in. ``verb`` names what was done, such as
    ``refund.ask``; ``outcome`` is ``done`` or the code of the refusal. ``facts`` are ids, codes
    and amounts, never personal data.
    """

    id: AuditRecordId
    at: datetime
    role: Role | None
    account_id: AccountId | None
    channel: Channel
    address: str | None
    verb: str
    subject: Id | None
    outcome: str = DONE
    facts: Mapping[str, str] = field(factory=dict)


@frozen(kw_only=True)
class SealedRecord:
    """A record with what the chain binds instead of its address: ``seal`` (SHA-256, hex).

    ``salt`` is None once the address was forgotten.
    """

    record: AuditRecord
    salt: str | None
    seal: str

    @property
    def intact(self) -> bool:
        """Tell whether the address is the one that was sealed, or forgotten."""
        if self.salt is None:
            return self.record.address is None
        return self.seal == sealed(self.record, self.salt).seal


@frozen(kw_only=True)
class ChainedRecord:
    """A sealed record with its number (1, 2, 3, … without gaps) and its link of the chain."""

    number: int
    sealed: SealedRecord
    digest: str


def recorded(
    who: Actor | Origin,
    verb: str,
    subject: Id | None,
    record_id: AuditRecordId,
    at: datetime,
    *,
    outcome: str = DONE,
    facts: Mapping[str, str] | None = None,
) -> AuditRecord:
    """Return the line for something that was done or refused.

    ``who`` is an origin alone where nobody is signed in, as when signing in fails.
    """
    actor, origin = (who, who.origin) if isinstance(who, Actor) else (None, who)
    return AuditRecord(
        id=record_id,
        at=at,
        role=actor.role if actor else None,
        account_id=actor.account_id if actor else None,
        channel=origin.channel,
        address=origin.address,
        verb=verb,
        subject=subject,
        outcome=outcome,
        facts=dict(facts or {}),
    )


def sealed(record: AuditRecord, salt: str) -> SealedRecord:
    """Seal the record's address with a secret ``salt`` of its own."""
    return SealedRecord(
        record=record, salt=salt, seal=_digest([salt, record.id, record.address or ""])
    )


def forgotten(kept: SealedRecord) -> SealedRecord:
    """Return the record without its address; its link still holds."""
    return evolve(kept, record=evolve(kept.record, address=None), salt=None)


def chain_record(previous: str, kept: SealedRecord) -> str:
    """Return the SHA-256 (hex) that binds a record to all records before it in the chain."""
    it = kept.record
    who = [it.role or "", it.account_id or "", it.channel]
    what = [it.verb, it.subject or "", it.outcome, *sorted(f"{k}={v}" for k, v in it.facts.items())]
    return _digest(
        [previous, it.id, it.at.isoformat(timespec="microseconds"), *who, *what, kept.seal]
    )


def _digest(words: list[str]) -> str:
    return sha256(json.dumps([str(word) for word in words]).encode()).hexdigest()
