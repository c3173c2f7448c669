"""What people decided about their data: consents, and wishes to be erased."""

from sqlalchemy import Index, UniqueConstraint

from foodmarket.adapters.postgres.columns import (
    count,
    document,
    ident,
    instant,
    key,
    table,
    words,
    yes,
)

consents = table(
    "consents",
    ident("id"),
    ident("account_id"),
    words("purpose"),
    words("digest"),
    yes("given"),
    instant("at"),
    key("consents", "id"),
    Index("consents_of_account", "account_id", "id"),
)

erasures = table(
    "erasures",
    ident("id"),
    ident("account_id"),
    words("state"),
    document("facts"),
    count("version"),
    key("erasures", "id"),
    UniqueConstraint("account_id", name="erasures_account"),
    Index("erasures_in_state", "state", "id"),
)
