"""How an append compares with a bare INSERT of the same bytes.

``python -m tests.benchmarks.append``
Both ways take turns in short runs on one connection each, so that a machine that is busy with
something else slows both; what is told is the median of the runs. Only the ratios travel.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from uuid import uuid4

import psycopg2
from eventsourcing.persistence import StoredEvent
from psycopg2.extras import execute_values
from sqlalchemy import make_url

from marshrut.ledger.engine import open_engine
from marshrut.ledger.migrate import migrate
from marshrut.ledger.recorder import LedgerRecorder
from tests.support.databases import PostgresServer
from tests.support.postgres import own_postgres

STATE = b'{"by":{"actor":"ivanova","role":"CK_STAFF"},"content":{"text":"' + b"x" * 400 + b'"}}'
RUNS, EVENTS_A_RUN = 30, 200
COLUMNS = "(position, originator_id, originator_version, topic, state, recorded_at)"

Insert = Callable[[Sequence[StoredEvent]], object]


def main() -> None:
    """Print events a second, side by side."""
    with TemporaryDirectory() as folder:
        compare("SQLite", f"sqlite:///{folder}/ours.db", f"sqlite:///{folder}/bare.db", bare_sqlite)
    with own_postgres(fsync=True) as admin_url:
        server = PostgresServer(admin_url)
        ours, bare = server.create_database(), server.create_database()
        compare("PostgreSQL", ours, bare, bare_postgresql)
        server.close()


def compare(kind: str, ours: str, bare: str, bare_insert: Callable[[str], Any]) -> None:
    """Measure single appends and batches on two equal databases."""
    migrate(ours)
    migrate(bare)
    engine = open_engine(ours)
    recorder = LedgerRecorder(engine)
    with bare_insert(bare) as insert:
        for size in (1, 50):
            rates = measure([recorder.insert_events, insert], size)
            ratio = rates[0] / rates[1]
            say(f"{kind}, {size} at once: {rates[0]:.0f} : {rates[1]:.0f} events/s = {ratio:.2f}")
    recorder.close()
    engine.dispose()


def measure(inserts: Sequence[Insert], size: int) -> list[float]:
    """The median rate of each way, in events a second."""
    times: list[list[float]] = [[] for _ in inserts]
    for _ in range(RUNS):
        for insert, taken in zip(inserts, times, strict=True):
            batches = [events(size) for _ in range(max(EVENTS_A_RUN // size, 20))]
            start = perf_counter()
            for batch in batches:
                insert(batch)
            taken.append((perf_counter() - start) / len(batches) / size)
    return [1 / median(taken) for taken in times]


def events(size: int) -> list[StoredEvent]:
    """Events of a new aggregate."""
    originator = uuid4()
    return [StoredEvent(originator, n + 1, "case.status-recorded", STATE) for n in range(size)]


@contextmanager
def bare_sqlite(url: str) -> Iterator[Insert]:
    """INSERT on one connection, as durable as ours."""
    positions = count(1)
    statement = f"INSERT INTO ledger {COLUMNS} VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608
    database = make_url(url).database or ""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")

        def insert(batch: Sequence[StoredEvent]) -> None:
            rows = [
                (next(positions), e.originator_id.hex, e.originator_version, e.topic, e.state, 1)
                for e in batch
            ]
            if len(rows) == 1:
                connection.execute(statement, rows[0])
                return
            connection.execute("BEGIN")
            connection.executemany(statement, rows)
            connection.execute("COMMIT")

        yield insert


@contextmanager
def bare_postgresql(url: str) -> Iterator[Insert]:
    """INSERT on one connection in autocommit, a batch by ``execute_values``."""
    positions = count(1)
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


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
