"""The audit log as rows."""

from foodmarket.adapters.postgres.documents import Document
from foodmarket.adapters.postgres.rows.shared import Row, Values
from foodmarket.domain.accounts.audit import AuditRecord, AuditRecordId, SealedRecord
from foodmarket.domain.accounts.model import AccountId, Channel, Role
from foodmarket.domain.kernel.ids import Id

_FACTS = Document[dict[str, str]](dict[str, str])


def of_audit_record(kept: SealedRecord) -> Values:
    it = kept.record
    return (
        *(it.id, it.at, it.role, it.account_id, it.channel, it.address, it.verb, it.subject),
        *(it.outcome, _FACTS.write(dict(it.facts)), kept.salt, kept.seal),
    )


def audit_record(row: Row) -> SealedRecord:
    id_, at, role, account_id, channel, address, verb, subject, outcome, facts, salt, seal = row
    record = AuditRecord(
        id=AuditRecordId(id_),
        at=at,
        role=None if role is None else Role(role),
        account_id=None if account_id is None else AccountId(account_id),
        channel=Channel(channel),
        address=address,
        verb=verb,
        subject=None if subject is None else Id(subject),
        outcome=outcome,
        facts=_FACTS.read(facts),
    )
    return SealedRecord(record=record, salt=salt, seal=seal)
