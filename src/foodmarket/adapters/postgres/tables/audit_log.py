"""The audit log and its chain."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
)

from foodmarket.adapters.postgres.columns import (
    document,
    ident,
    instant,
    key,
    minor,
    table,
    words,
)

audit_log = table(
    "audit_log",
    ident("id"),
    instant("at"),
    words("role", nullable=True),
    ident("account_id", nullable=True),
    words("channel"),
    words("address", nullable=True),
    words("verb"),
    ident("subject", nullable=True),
    words("outcome"),
    document("facts"),
    words("salt", nullable=True),
    words("seal"),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    key("audit_log", "id"),
    UniqueConstraint("position", name="audit_log_position"),
    Index("audit_log_of_account", "account_id", "id"),
    Index("audit_log_of_subject", "subject", "id"),
    Index("audit_log_at", "at", postgresql_using="brin"),
)

audit_unchained = table(
    "audit_unchained",
    minor("position"),
    key("audit_unchained", "position"),
)

audit_chain = table(
    "audit_chain",
    minor("number"),
    minor("position"),
    words("digest"),
    key("audit_chain", "number"),
    UniqueConstraint("position", name="audit_chain_record"),
    ForeignKeyConstraint(["position"], ["audit_log.position"], name="audit_chain_of_record"),
)
