"""The documents that cooks show."""

from sqlalchemy import Index, text

from foodmarket.adapters.postgres.columns import count, document, ident, instant, key, table, words

permits = table(
    "permits",
    ident("id"),
    ident("cook_id"),
    words("state"),
    instant("due_at", nullable=True),
    document("facts"),
    count("version"),
    key("permits", "id"),
    Index("permits_of_cook", "cook_id", "id"),
    Index("permits_waiting", "id", postgresql_where=text("state = 'submitted'")),
    Index("permits_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
)
