"""Alembic moves the tables, within the transaction that `layers.store.database` opens."""

from alembic import context

from layers.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table="zonewright_store",
)
with context.begin_transaction():
    context.run_migrations()
