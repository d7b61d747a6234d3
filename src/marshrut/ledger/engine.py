"""Engines for the two kinds of database, set up so that a commit is on the disk.

An engine belongs to one process: open it after a server has forked its workers.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from marshrut.ledger.deadline import heed_deadline, heed_on_sqlite
from marshrut.ledger.limits import UNLIMITED, Limits, postgresql_arguments
from marshrut.ledger.postgresql_pool import STATEMENTS, save_round_trips
from marshrut.ledger.statement_settings import tell_settings

POSTGRESQL = "postgresql+psycopg2"
# The timeout is in seconds: how long a writer waits for its turn.
_SQLITE_ARGUMENTS: dict[str, Any] = {
    "isolation_level": None,
    "timeout": 30,
    "check_same_thread": False,
}


class UnsupportedUrlError(ValueError):
    """The URL names no database that the ledger can live in."""


def open_engine(url: str, *, limits: Limits = UNLIMITED) -> Engine:
    """An engine for ``url`` within ``limits``.

    Transactions are explicit; ``sqlite_begin="IMMEDIATE"`` among the execution options of a
    connection makes those on SQLite take the write lock first. Raises ``UnsupportedUrlError``.
    """
    parsed = _checked(url)
    postgresql = parsed.drivername == POSTGRESQL
    engine = create_engine(
        parsed,
        hide_parameters=True,  # no error is to quote what was to be written
        connect_args=postgresql_arguments(parsed, limits) if postgresql else _SQLITE_ARGUMENTS,
        pool_size=limits.pool_size,
        max_overflow=limits.pool_size,
        pool_timeout=limits.pool_seconds,
    )
    heed_deadline(engine)
    if postgresql:
        save_round_trips(engine)
        tell_settings(engine)
        return engine
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def reading(engine: Engine) -> Engine:
    """The same pool for single statements: no round trips to begin and end a transaction."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(**{STATEMENTS: True})


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is not None and parsed.drivername == POSTGRESQL:
        return parsed
    if (
        parsed is not None
        and parsed.drivername in {"sqlite", "sqlite+pysqlite"}
        and parsed.database not in {None, "", ":memory:"}
    ):
        return parsed
    raise UnsupportedUrlError(
        "write the database as sqlite:///path/to/file.db "
        "or postgresql+psycopg2://user:password@host/name"
    )


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's timeout is in force already, so turning to WAL waits for its turn too.
    # Recursive triggers make INSERT OR REPLACE ask before it deletes from the ledger. 32 MiB hold
    # the pages of indexes that are filled at random; two would be read again for each batch.
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "cache_size = -32768",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
    heed_on_sqlite(connection)


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
