"""People."""

from sqlalchemy import (
    Index,
    UniqueConstraint,
)

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

accounts = table(
    "accounts",
    ident("id"),
    words("role"),
    words("name"),
    words("email"),
    words("password_hash"),
    instant("created_at"),
    words("residence"),
    words("language"),
    yes("disabled"),
    document("duties"),
    instant("email_verified_at", nullable=True),
    words("phone", nullable=True),
    count("version"),
    key("accounts", "id"),
    UniqueConstraint("email", name="accounts_email"),
)

challenges = table(
    "challenges",
    ident("id"),
    instant("expires_at"),
    document("facts"),
    count("version"),
    key("challenges", "id"),
    Index("challenges_by_end", "expires_at"),
)

second_factors = table(
    "second_factors",
    ident("id"),
    document("facts"),
    count("version"),
    key("second_factors", "id"),
)

ceremonies = table(
    "ceremonies",
    ident("id"),
    instant("expires_at"),
    document("facts"),
    count("version"),
    key("ceremonies", "id"),
    Index("ceremonies_by_end", "expires_at"),
)

passkeys = table(
    "passkeys",
    ident("id"),
    ident("account_id"),
    words("credential_id"),
    document("facts"),
    count("version"),
    key("passkeys", "id"),
    UniqueConstraint("credential_id", name="passkeys_credential"),
    Index("passkeys_of_account", "account_id", "id"),
)

api_keys = table(
    "api_keys",
    ident("id"),
    ident("account_id"),
    words("key_hash"),
    document("facts"),
    count("version"),
    key("api_keys", "id"),
    UniqueConstraint("key_hash", name="api_keys_key_hash"),
    Index("api_keys_of_account", "account_id", "id"),
)

payment_methods = table(
    "payment_methods",
    ident("id"),
    ident("customer_id"),
    words("provider"),
    words("token"),
    words("label"),
    key("payment_methods", "id"),
    Index("payment_methods_of_customer", "customer_id", "id"),
)
