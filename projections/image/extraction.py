"""Many rows out of a database at once: as text that it writes and Polars reads.

A row at a time through Python would take minutes where this takes seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, Table, Text, func, literal_column, select

from projections.frames.columns import TABLES, Column
from projections.frames.reading import plain_columns, raw_schema

Take = Callable[[bytes], None]
"""What is done with a text."""

AT_ONCE = 200_000
"""Rows of a text."""


def extract(
    connection: Connection,
    table: Table,
    name: str,
    take: Take,
    *,
    where: ColumnElement[bool] | None = None,
) -> None:
    """Hand over the rows of ``table``, in any order, as texts that ``parse`` reads."""
    chosen = plain_columns(connection, table, name)
    if connection.dialect.name == "postgresql":
        _copy(connection, select(*chosen), take, where)
    else:
        _join(connection, table, _line(name, chosen), take, where)


def parse(name: str, text: bytes) -> pl.DataFrame:
    """The rows of a text, as ``encode`` takes them."""
    return pl.read_csv(text, has_header=False, schema=raw_schema(name))


def _copy(
    connection: Connection,
    rows: Select[Any],
    take: Take,
    where: ColumnElement[bool] | None,
) -> None:
    if where is not None:
        rows = rows.where(where)
    statement = rows.compile(connection, compile_kwargs={"literal_binds": True})
    gathered = _Gathered(take)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        cursor.copy_expert(f"COPY ({statement}) TO STDOUT (FORMAT csv)", gathered)
    gathered.hand_over()


class _Gathered:
    """What the driver writes to, a row at a time."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._rows: list[bytes] = []

    def write(self, row: bytes) -> None:
        self._rows.append(row)
        if len(self._rows) == AT_ONCE:
            self.hand_over()

    def hand_over(self) -> None:
        if self._rows:
            self._take(b"".join(self._rows))
            self._rows.clear()


def _join(
    connection: Connection,
    table: Table,
    line: ColumnElement[str],
    take: Take,
    where: ColumnElement[bool] | None,
) -> None:
    """SQLite writes many rows as one value, so that Python sees no single one."""
    lines = select(line.label("line")).select_from(table)
    if where is not None:
        _hand_over(connection, lines.where(where), take)
        return
    rowid: ColumnElement[int] = literal_column("rowid")
    last = connection.scalar(select(func.max(rowid)).select_from(table)) or 0
    for start in range(0, last, AT_ONCE):
        window = rowid.between(start + 1, start + AT_ONCE)
        _hand_over(connection, lines.where(window), take)


def _hand_over(connection: Connection, lines: Select[Any], take: Take) -> None:
    told = lines.subquery()
    text = connection.scalar(select(func.group_concat(told.c.line, literal_column("char(10)"))))
    if text is not None:
        take(text.encode())


def _line(name: str, chosen: Sequence[ColumnElement[Any]]) -> ColumnElement[str]:
    columns = TABLES[name].values()
    values = [_quoted(v) if _free(c) else v for v, c in zip(chosen, columns, strict=True)]
    line: ColumnElement[str] = func.format(",".join(["%s"] * len(values)), *values)
    return line


def _free(column: Column) -> bool:
    """Whether a value is a text of any characters, or of none, which is not nothing."""
    codes = column.kind == "code" and not column.classifiers
    return codes or column.kind in {"codes", "key"}


def _quoted(value: ColumnElement[Any]) -> ColumnElement[str]:
    mark = literal_column("'\"'", Text)
    return mark + func.replace(value, '"', '""', type_=Text) + mark
