"""What comes in and goes out: events, keyed requests, notices, notifications of providers."""

from sqlalchemy import (
    BigInteger,
    Column,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    literal_column,
    text,
)

from foodmarket.adapters.postgres.columns import (
    count,
    document,
    ident,
    instant,
    key,
    table,
    words,
)

outbox = table(
    "outbox",
    Column("position", BigInteger, Identity(always=True), nullable=False),
    ident("subject"),
    words("kind"),
    document("facts"),
    instant("claimed_until", nullable=True),
    words("trace", nullable=True),
    key("outbox", "position"),
    Index("outbox_of_subject", "subject", "position"),
    fillfactor=70,
)

answers = table(
    "answers",
    ident("owner"),
    words("text"),
    words("fingerprint"),
    ident("subject"),
    instant("claimed_at"),
    Column("status", SmallInteger),
    Column("body", LargeBinary),
    key("answers", "owner", "text"),
    fillfactor=50,
)

notices = table(
    "notices",
    ident("event_id"),
    ident("account_id"),
    instant("at"),
    words("name"),
    ident("order_id"),
    document("facts"),
    key("notices", "account_id", "event_id"),
)

webhooks = table(
    "webhooks",
    ident("id"),
    ident("provider"),
    ident("key"),
    words("event"),
    ident("payment_id", nullable=True),
    Column("body", LargeBinary, nullable=False),
    instant("received_at"),
    instant("due_at"),
    words("state"),
    count("attempts"),
    words("reason", nullable=True),
    count("version"),
    words("dispute", nullable=True),
    instant("claimed_until", nullable=True),
    key("webhooks", "id"),
    UniqueConstraint("provider", "key", name="webhooks_key"),
    Index("webhooks_due", "due_at", postgresql_where=text("state = 'received'")),
    Index("webhooks_parked", "id", postgresql_where=text("state = 'parked'")),
    fillfactor=70,
)

WAITING_WEBHOOK = webhooks.c.state == literal_column("'received'")
