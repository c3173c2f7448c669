"""PostgreSQL: every fact of the marketplace, and the checks that the database makes by itself."""

from foodmarket.adapters.postgres.migrating import downgrade, is_migrated, migrate
from foodmarket.adapters.postgres.store import PostgresStore

__all__ = ["PostgresStore", "downgrade", "is_migrated", "migrate"]
