"""The book."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    SmallInteger,
    UniqueConstraint,
)

from foodmarket.adapters.postgres.columns import (
    ident,
    instant,
    key,
    minor,
    table,
    words,
)

ledger_entries = table(
    "ledger_entries",
    ident("key"),
    words("kind"),
    instant("at"),
    words("currency"),
    ident("order_id"),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    key("ledger_entries", "key"),
    UniqueConstraint("position", name="ledger_entries_position"),
    Index("ledger_entries_of_order", "order_id", "position"),
    Index("ledger_entries_at", "at", postgresql_using="brin"),
)

ledger_postings = table(
    "ledger_postings",
    minor("position"),
    Column("line", SmallInteger, nullable=False),
    ident("account"),
    words("currency"),
    minor("amount"),
    key("ledger_postings", "position", "line"),
    ForeignKeyConstraint(
        ["position"], ["ledger_entries.position"], name="ledger_postings_of_entry"
    ),
    CheckConstraint("amount <> 0", name="ledger_postings_amount"),
    Index("ledger_postings_of_account", "account", "position"),
)

ledger_balances = table(
    "ledger_balances",
    ident("account"),
    words("currency"),
    minor("amount"),
    key("ledger_balances", "account", "currency"),
    CheckConstraint("amount >= 0", name="ledger_balances_amount"),
    fillfactor=50,
)

# Of all accounts of a kind, credit less debit, over the entries that are chained.
ledger_totals = table(
    "ledger_totals",
    words("kind"),
    words("currency"),
    minor("amount"),
    key("ledger_totals", "kind", "currency"),
)

ledger_unchained = table(
    "ledger_unchained",
    minor("position"),
    key("ledger_unchained", "position"),
)

ledger_chain = table(
    "ledger_chain",
    minor("number"),
    minor("position"),
    words("digest"),
    key("ledger_chain", "number"),
    UniqueConstraint("position", name="ledger_chain_entry"),
    ForeignKeyConstraint(["position"], ["ledger_entries.position"], name="ledger_chain_of_entry"),
)
