"""Writing many rows at once, by the driver itself: it takes tuples as they are.

SQLite gets them by ``executemany``; PostgreSQL by COPY, and by one UPDATE that joins them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table

Closing = tuple[tuple[Any, ...], int]
"""The key of an open row, without ``known_from``, and the position at which it is closed."""

NULL = r"\N"
ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})
"""Of COPY's text format, where a text can never be taken for a null."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert the rows, in the order of the table's columns; ids and days are texts."""
    if not rows:
        return
    names = ", ".join(_names(table.columns))
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        lines = "".join(map(_line, rows))
        with driver.cursor() as cursor:
            cursor.copy_expert(f"COPY {table.name} ({names}) FROM STDIN", io.StringIO(lines))
    else:
        marks = ", ".join("?" for _ in table.columns)
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608
        driver.executemany(statement, rows)


def close_rows(connection: Connection, table: Table, closings: Sequence[Closing]) -> None:
    """Set ``known_to`` of open rows."""
    if not closings:
        return
    keys = [column for column in table.primary_key.columns if column.name != "known_from"]
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        types = [column.type.compile(connection.dialect) for column in keys]
        with driver.cursor() as cursor:
            _close_by_join(
                cursor, table.name, dict(zip(_names(keys), types, strict=True)), closings
            )
    else:
        same = " AND ".join(f"{name} = ?" for name in _names(keys))
        statement = f"UPDATE {table.name} SET known_to = ? WHERE {same} AND known_to IS NULL"  # noqa: S608
        driver.executemany(statement, [(at, *key) for key, at in closings])


def _close_by_join(
    cursor: Any, table: str, keys: dict[str, str], closings: Sequence[Closing]
) -> None:
    """One statement, as the driver sends ``executemany`` row by row; ``keys``: their types."""
    arrays = ", ".join(f"%s::{kind}[]" for kind in [*keys.values(), "bigint"])
    same = " AND ".join(f"kept.{name} = closed.{name}" for name in keys)
    columns = zip(*((*key, at) for key, at in closings), strict=True)
    cursor.execute(
        f"UPDATE {table} AS kept SET known_to = closed.at "  # noqa: S608 - our own names
        f"FROM unnest({arrays}) AS closed ({', '.join(keys)}, at) "
        f"WHERE {same} AND kept.known_to IS NULL",
        [list(column) for column in columns],
    )


def _names(columns: Iterable[Column[Any]]) -> list[str]:
    return [column.name for column in columns]


def _line(values: tuple[Any, ...]) -> str:
    """A line of COPY; few have a character that must be escaped."""
    line = "\t".join([NULL if value is None else str(value) for value in values])
    if (
        line.count("\\") == values.count(None)
        and line.count("\t") == len(values) - 1
        and "\n" not in line
        and "\r" not in line
    ):
        return line + "\n"
    texts = (NULL if value is None else str(value).translate(ESCAPES) for value in values)
    return "\t".join(texts) + "\n"
