"""What the application's role may do on PostgreSQL: append to the ledger, never change it."""

from __future__ import annotations

from sqlalchemy import Connection, inspect

import marshrut.ledger.schema_access
import marshrut.ledger.schema_imports
import marshrut.ledger.schema_management  # noqa: F401 - likewise
from marshrut.ledger.schema import metadata

# For tables that say nothing themselves: read models, which are rewritten as the ledger grows.
_READ_MODEL = ("SELECT", "INSERT", "UPDATE", "DELETE")


def grant_application_role(connection: Connection, *, role: str) -> None:
    """Grant an existing role what the application needs, and take from it what it does not.

    Run it as the owner of the tables, after each migration. Serves PostgreSQL only. The functions
    that appends call are open to everyone and run with the caller's rights.
    """
    quote = connection.dialect.identifier_preparer.quote
    names = inspect(connection).get_table_names()
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {quote(role)}")
    for name in names:
        privileges = ", ".join(_privileges(name))
        connection.exec_driver_sql(f"REVOKE ALL ON {quote(name)} FROM {quote(role)}")
        connection.exec_driver_sql(f"GRANT {privileges} ON {quote(name)} TO {quote(role)}")


def _privileges(name: str) -> tuple[str, ...]:
    if name == "alembic_version":
        return ("SELECT",)
    table = metadata.tables.get(name)
    if table is None:
        return _READ_MODEL
    privileges: tuple[str, ...] = table.info.get("grants", _READ_MODEL)
    return privileges
