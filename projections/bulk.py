"""Writing many rows at once: COPY and VALUES on PostgreSQL, ``executemany`` on SQLite."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from psycopg2.extras import execute_values
from sqlalchemy import Column, Connection, Table, bindparam, insert, update

Closing = tuple[tuple[Any, ...], int]
"""The key of an open row, without ``known_from``, and the position at which it is closed."""

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


def close_rows(connection: Connection, table: Table, closings: Sequence[Closing]) -> None:
    """Set ``known_to`` of open rows."""
    if not closings:
        return
    keys = [column for column in table.primary_key.columns if column.name != "known_from"]
    if connection.dialect.name == "postgresql":
        _close_by_values(connection, table, keys, closings)
        return
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


def _close_by_values(
    connection: Connection, table: Table, keys: Sequence[Column[Any]], closings: Sequence[Closing]
) -> None:
    """One statement for a page of rows, as the driver sends ``executemany`` row by row."""
    types = [column.type.compile(connection.dialect) for column in keys]
    same = " AND ".join(f"kept.{column.name} = closed.{column.name}" for column in keys)
    statement = (
        f"UPDATE {table.name} AS kept SET known_to = closed.at "  # noqa: S608 - our own names
        f"FROM (VALUES %s) AS closed ({', '.join(column.name for column in keys)}, at) "
        f"WHERE {same} AND kept.known_to IS NULL"
    )
    template = f"({', '.join(f'%s::{name}' for name in types)}, %s)"
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        rows = [(*map(str, key), at) for key, at in closings]
        execute_values(cursor, statement, rows, template=template, page_size=1_000)


def _copy(connection: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    lines = ("\t".join(map(_text, row)) + "\n" for row in rows)
    names = ", ".join(column.name for column in table.columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        cursor.copy_expert(f"COPY {table.name} ({names}) FROM STDIN", io.StringIO("".join(lines)))


def _text(value: Any) -> str:
    return NULL if value is None else str(value).translate(ESCAPES)
