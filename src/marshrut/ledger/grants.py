"""What the application's role may do on PostgreSQL: append to the ledger, never change it."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module

from sqlalchemy import Connection, Table, inspect

import marshrut.ledger
from marshrut.ledger.schema import metadata

# For tables that say nothing themselves: read models, which are rewritten as the ledger grows.
_READ_MODEL = ("SELECT", "INSERT", "UPDATE", "DELETE")


MAINTAINED = (17,)
"""Since when PostgreSQL has a right to maintain a table."""

# What whoever keeps the read models reads of the rest.
_FOLLOWED = ("ledger", "alembic_version", "access_log")


def grant_application_role(
    connection: Connection, *, role: str, keeps_read_models: bool = True
) -> None:
    """Grant an existing role what the application needs, and take from it what it does not.

    Run it as the owner of the tables, after each migration. Serves PostgreSQL only. The functions
    that appends call are open to everyone and run with the caller's rights. Where another role
    keeps the read models, this one only reads them.
    """
    read_model = _READ_MODEL if keeps_read_models else ("SELECT",)
    rights = {name: _privileges(name) or read_model for name in _names(connection)}
    _grant(connection, role, rights)


def grant_projection_role(connection: Connection, *, role: str) -> None:
    """Grant an existing role what keeping the read models takes, and take from it the rest."""
    version = connection.dialect.server_version_info or (0,)
    # To look at its tables after a rebuild: before 17 that was the owner's alone.
    kept = (*_READ_MODEL, "MAINTAIN") if version >= MAINTAINED else _READ_MODEL
    rights: dict[str, Sequence[str]] = {}
    for name in _names(connection):
        read = ("SELECT",) if name in _FOLLOWED else ()
        rights[name] = read if _privileges(name) else kept
    _grant(connection, role, rights)


def _grant(connection: Connection, role: str, rights: Mapping[str, Sequence[str]]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {quote(role)}")
    for name, privileges in rights.items():
        connection.exec_driver_sql(f"REVOKE ALL ON {quote(name)} FROM {quote(role)}")
        if privileges:
            some = ", ".join(privileges)
            connection.exec_driver_sql(f"GRANT {some} ON {quote(name)} TO {quote(role)}")


def _names(connection: Connection) -> Sequence[str]:
    return inspect(connection).get_table_names()


def _privileges(name: str) -> tuple[str, ...]:
    """What the table itself says; nothing: it is a read model."""
    if name == "alembic_version":
        return ("SELECT",)
    table = _known().get(name)
    said: tuple[str, ...] = () if table is None else table.info.get("grants", ())
    return said


@cache
def _known() -> Mapping[str, Table]:
    """All tables but read models: a module of tables that nobody has imported would go unheard."""
    for module in pkgutil.iter_modules(marshrut.ledger.__path__):
        if module.name.startswith("schema_"):
            import_module(f"marshrut.ledger.{module.name}")
    return dict(metadata.tables)
