"""The database of keys: its tables, its lock, and how deleted keys are made to disappear.

It is a second SQLite file, or the schema ``marshrut_keys`` on PostgreSQL. Its SQLite file uses
a rollback journal, not WAL: there, a deleted key would live on in the log until a checkpoint.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    create_engine,
    event,
    inspect,
    make_url,
)
from sqlalchemy.schema import CreateSchema

from marshrut.ledger.engine import reading
from marshrut.ledger.limits import UNLIMITED, Limits, postgresql_arguments
from marshrut.ledger.postgresql_pool import save_round_trips
from marshrut.ledger.utc_datetime import UtcDateTime

SCHEMA = "marshrut_keys"
BUSY_SECONDS = 30
SQLITE_PRAGMAS = ("secure_delete = ON", "journal_mode = DELETE", "synchronous = EXTRA")
WRITE_LOCK = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": f"SELECT pg_advisory_xact_lock(hashtext('{SCHEMA}'))",
}
HOLD_KEYS = ("case_key", "file_key", "signing_key", "erasure", "secret")
SCRUB = {
    "sqlite": ("VACUUM",),
    # However long it takes: a key that stays in the table is not destroyed.
    "postgresql": (
        "SET statement_timeout = 0",
        f"VACUUM {', '.join(f'{SCHEMA}.{name}' for name in HOLD_KEYS)}",
        "RESET statement_timeout",
    ),
}

metadata = MetaData()

case_key = Table(
    "case_key",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

file_key = Table(
    "file_key",
    metadata,
    Column("file_id", Uuid, primary_key=True),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

signing_key = Table(
    "signing_key",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("public_key", Text, nullable=False),
    Column("wrapped_private", LargeBinary),
    Column("hand_over", Text),
    Column("created_at", UtcDateTime, nullable=False),
)

erasure = Table(
    "erasure",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("act_number", Text, nullable=False),
    Column("sealed_reason", LargeBinary, nullable=False),
    Column("actor", Text, nullable=False),
    Column("erased_at", UtcDateTime, nullable=False),
    Column("destroyed", Text, comment="The names of what was sealed, as JSON; no value"),
)

secret = Table(
    "secret",
    metadata,
    Column("purpose", Text, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    comment="Secrets that outlive the master key from which they followed at first",
)

master_key = Table(
    "master_key",
    metadata,
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("identity", LargeBinary, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    comment="Which master key everything here is wrapped under; it does not tell the key",
)


class KeyDatabase:
    """Connections to the database of keys. Make it after a fork, not before."""

    def __init__(self, url: str | URL, *, limits: Limits = UNLIMITED) -> None:
        self._engine = _engine(make_url(url), limits)
        self._reading = reading(self._engine)
        self._dialect = self._engine.dialect.name

    def create_tables(self) -> None:
        """Create what is missing; several workers may do so at once."""
        with self.writing() as connection:
            if self._dialect == "postgresql" and not inspect(connection).has_schema(SCHEMA):
                connection.execute(CreateSchema(SCHEMA))
            metadata.create_all(connection)
            self._add_what_is_new(connection)

    def _add_what_is_new(self, connection: Connection) -> None:
        """The columns that a database of an earlier release lacks."""
        schema = SCHEMA if self._dialect == "postgresql" else None
        there = {each["name"] for each in inspect(connection).get_columns("erasure", schema=schema)}
        if "destroyed" not in there:
            place = f"{SCHEMA}.erasure" if schema else "erasure"
            connection.exec_driver_sql(f"ALTER TABLE {place} ADD COLUMN destroyed TEXT")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees what is committed, statement by statement."""
        with self._reading.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other writer shares: no key is made while another erases it."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(WRITE_LOCK[self._dialect])
            yield connection

    def scrub(self) -> None:
        """Rewrite what holds deleted keys.

        After it a SQLite file has none of their bytes. On PostgreSQL they also leave the table;
        its own log and the backups keep them until they expire.
        """
        with self.reading() as connection:
            for statement in SCRUB[self._dialect]:
                connection.exec_driver_sql(statement)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()


def _engine(url: URL, limits: Limits) -> Engine:
    if url.get_backend_name() != "sqlite":
        engine = create_engine(
            url,
            hide_parameters=True,
            connect_args=postgresql_arguments(url, limits),
            pool_size=limits.pool_size,
            max_overflow=limits.pool_size,
            pool_timeout=limits.pool_seconds,
        )
        save_round_trips(engine)
        return engine.execution_options(schema_translate_map={None: SCHEMA})
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
