"""A bare INSERT of the same bytes by the same driver, on a connection of its own.

No lock, no version, no dense positions: each connection counts positions of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count

import psycopg2
from eventsourcing.persistence import StoredEvent
from psycopg2.extras import execute_values
from sqlalchemy import make_url

COLUMNS = "(position, originator_id, originator_version, topic, state, recorded_at)"
APART = 10**9
BUSY_SECONDS = 30

Insert = Callable[[Sequence[StoredEvent]], object]


@contextmanager
def bare_sqlite(url: str, number: int) -> Iterator[Insert]:
    """INSERT on one connection, as durable as ours."""
    positions = count(1 + number * APART)
    statement = f"INSERT INTO ledger {COLUMNS} VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608
    database = make_url(url).database or ""
    connected = sqlite3.connect(
        database, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
    )
    with closing(connected) as connection:
        connection.execute("PRAGMA synchronous = FULL")

        def insert(batch: Sequence[StoredEvent]) -> None:
            rows = [
                (next(positions), e.originator_id.hex, e.originator_version, e.topic, e.state, 1)
                for e in batch
            ]
            if len(rows) == 1:
                connection.execute(statement, rows[0])
                return
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(statement, rows)
            connection.execute("COMMIT")

        yield insert


@contextmanager
def bare_postgresql(url: str, number: int) -> Iterator[Insert]:
    """INSERT on one connection in autocommit, a batch by ``execute_values``."""
    positions = count(1 + number * APART)
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg2.connect(dsn)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()

        def insert(batch: Sequence[StoredEvent]) -> None:
            rows = [
                (next(positions), str(e.originator_id), e.originator_version, e.topic, e.state, 1)
                for e in batch
            ]
            if len(rows) == 1:
                values = "VALUES (%s, %s, %s, %s, %s, %s)"
                cursor.execute(f"INSERT INTO ledger {COLUMNS} {values}", rows[0])
                return
            statement = f"INSERT INTO ledger {COLUMNS} VALUES %s"  # noqa: S608
            execute_values(cursor, statement, rows, page_size=len(rows))

        yield insert
