"""The rows of an SQLite ledger copied into an empty one, each case several times if wanted.

The copies of an event stand one behind another at the moment of the original, so positions are
dense, times go on in order and every byte of state is the same. An originator's copies differ in
the first digit of the id. Of organisations and whatever else is no case there is one.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg2
from sqlalchemy import make_url

from api.commands.progress import progress
from marshrut.cases.events import CaseOpened

AT_ONCE = 20_000
HEXADECIMAL = 16
COLUMNS = "position, originator_id, originator_version, topic, state, recorded_at"

Row = tuple[int, str, int, str, bytes, int]


def copy_rows(source: Path, target_url: str, *, times: int) -> None:
    """Copy the ledger's rows. Of ``times`` there are at most sixteen."""
    assert times <= HEXADECIMAL
    write = to_postgresql if target_url.startswith("postgresql") else to_sqlite
    with closing(sqlite3.connect(source)) as origin, progress("Copying the ledger") as advance:
        (total,) = origin.execute("SELECT max(position) FROM ledger").fetchone()
        rows = multiplied(origin, times) if times > 1 else stored(origin)
        write(target_url, shown(rows, total * times, advance))


def stored(origin: sqlite3.Connection) -> Iterator[Row]:
    """The rows as they are, in order."""
    return origin.execute(f"SELECT {COLUMNS} FROM ledger ORDER BY position")  # noqa: S608


def multiplied(origin: sqlite3.Connection, times: int) -> Iterator[Row]:
    """Each row of a case so many times."""
    opened = "SELECT originator_id FROM ledger WHERE topic <> ? AND originator_version = 1"
    single = {found for (found,) in origin.execute(opened, (CaseOpened.TOPIC,))}
    position = 0
    for _, originator, *said in stored(origin):
        first, rest = int(originator[0], HEXADECIMAL), originator[1:]
        for copy in range(1 if originator in single else times):
            position += 1
            yield (position, f"{first ^ copy:x}{rest}", *said)  # type: ignore[misc]


def shown(rows: Iterable[Row], total: int, advance: Any) -> Iterator[Row]:
    """The rows, while progress is told of them."""
    for done, row in enumerate(rows):
        if done % AT_ONCE == 0:
            advance(done, total)
        yield row


def to_sqlite(url: str, rows: Iterable[Row]) -> None:
    """All in one transaction; a copy that was interrupted is thrown away."""
    path = make_url(url).database or ""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("synchronous = OFF", "cache_size = -2000000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA journal_mode = OFF").fetchall()
        connection.execute("BEGIN IMMEDIATE")
        statement = f"INSERT INTO ledger ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608
        connection.executemany(statement, rows)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL").fetchall()


def to_postgresql(url: str, rows: Iterable[Row]) -> None:
    """By COPY, while there is no index; all in one transaction."""
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    keys = {
        "pk_ledger": "PRIMARY KEY (position)",
        "uq_ledger_originator": "UNIQUE (originator_id, originator_version)",
    }
    with closing(psycopg2.connect(dsn)) as connection, connection, connection.cursor() as cursor:
        for name in keys:
            cursor.execute(f"ALTER TABLE ledger DROP CONSTRAINT {name}")
        remaining = iter(rows)
        while lot := list(islice(remaining, AT_ONCE)):
            lines = io.StringIO("".join(map(line, lot)))
            cursor.copy_expert(f"COPY ledger ({COLUMNS}) FROM STDIN", lines)
        for name, key in keys.items():
            cursor.execute(f"ALTER TABLE ledger ADD CONSTRAINT {name} {key}")


def line(row: Row) -> str:
    """A row for COPY; no topic has a character that must be escaped."""
    position, originator, version, topic, state, at = row
    return f"{position}\t{originator}\t{version}\t{topic}\t\\\\x{state.hex()}\t{at}\n"
