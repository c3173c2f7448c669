"""PostgreSQL: every fact of the marketplace, and the checks that the database makes by itself."""

from foodmarket.adapters.postgres.migrating import downgrade, migrate
from foodmarket.adapters.postgres.store import PostgresStore

__all__ = ["PostgresStore", "downgrade", "migrate"]
