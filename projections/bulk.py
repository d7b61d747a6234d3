"""Writing many rows at once: COPY and ``unnest`` on PostgreSQL, ``executemany`` on SQLite."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, update

NULL = r"\N"
ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})
"""Of COPY's text format, where a text can never be taken for a null."""


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
    lines = ("\t".join(map(_text, row)) + "\n" for row in rows)
    names = ", ".join(column.name for column in table.columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        cursor.copy_expert(f"COPY {table.name} ({names}) FROM STDIN", io.StringIO("".join(lines)))


def _text(value: Any) -> str:
    return NULL if value is None else str(value).translate(ESCAPES)
