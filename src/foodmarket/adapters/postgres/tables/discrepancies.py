"""What book and providers disagree on, and which days were compared."""

from sqlalchemy import Column, Date, Index, UniqueConstraint, text

from foodmarket.adapters.postgres.columns import (
    count,
    document,
    ident,
    instant,
    key,
    minor,
    table,
    words,
)

UNRESOLVED = text("state IN ('open', 'proposed')")

discrepancies = table(
    "discrepancies",
    ident("id"),
    words("provider"),
    Column("day", Date, nullable=False),
    ident("identity"),
    words("currency"),
    instant("first_seen"),
    words("kind"),
    words("state"),
    minor("unexplained"),
    minor("corrected"),
    document("facts"),
    count("version"),
    key("discrepancies", "id"),
    UniqueConstraint("provider", "identity", name="discrepancies_identity"),
    Index("discrepancies_of_day", "provider", "day"),
    Index("discrepancies_unresolved", "id", postgresql_where=UNRESOLVED),
    fillfactor=70,
)

reconciled_days = table(
    "reconciled_days",
    words("provider"),
    Column("day", Date, nullable=False),
    count("matched"),
    count("differences"),
    instant("at", nullable=True),
    instant("claimed_until", nullable=True),
    key("reconciled_days", "provider", "day"),
)
