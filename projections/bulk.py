"""Writing many rows at once: COPY and ``unnest`` on PostgreSQL, ``executemany`` on SQLite."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, insert, update

NULL = r"\N"


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert the rows, tuples in the order of the table's columns."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table, rows)
    else:
        names = [column.name for column in table.columns]
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def close_rows(
    connection: Connection, table: Table, closings: Sequence[tuple[tuple[Any, ...], int]]
) -> None:
    """Set ``known_to`` of open rows: pairs of a key (without ``known_from``) and a position."""
    if not closings:
        return
    keys = [column for column in table.primary_key.columns if column.name != "known_from"]
    statement = (
        update(table)
        .where(*(column == bindparam(f"key_{column.name}") for column in keys))
        .where(table.c.known_to.is_(None))
        .values(known_to=bindparam("closed_at"))
    )
    names = [f"key_{column.name}" for column in keys]
    connection.execute(
        statement,
        [{**dict(zip(names, key, strict=True)), "closed_at": at} for key, at in closings],
    )


def _copy(connection: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([_text(value) for value in row] for row in rows)
    buffer.seek(0)
    names = ", ".join(column.name for column in table.columns)
    statement = f"COPY {table.name} ({names}) FROM STDIN WITH (FORMAT csv, NULL '{NULL}')"
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        cursor.copy_expert(statement, buffer)


def _text(value: Any) -> Any:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    return (
        value.isoformat()
        if isinstance(value, date)
        else str(value)
        if isinstance(value, UUID)
        else value
    )
