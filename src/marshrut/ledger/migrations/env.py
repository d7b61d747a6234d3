"""Run migrations on the connection that ``marshrut.ledger.migrate`` has opened and locked."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # SQLite's own statements of DDL are transactional, once the driver does not interfere.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
