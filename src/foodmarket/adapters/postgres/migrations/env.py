"""Alembic's entry: runs on the connection that `foodmarket.adapters.postgres.migrating` opened."""

from alembic import context

from foodmarket.adapters.postgres.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
