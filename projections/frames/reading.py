"""Rows read from the database for frames, as texts and numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Integer, Table, Text, cast, select, type_coerce

from projections.frames.columns import TABLES, Column

NUMBERS = frozenset({"flag", "whole", "position"})


def read_raw(
    connection: Connection, table: Table, name: str, *where: ColumnElement[bool]
) -> pl.DataFrame:
    """The rows of ``table`` that ``where`` chooses, as ``encode`` takes them."""
    columns = TABLES[name]
    postgresql = connection.dialect.name == "postgresql"
    chosen = [
        _plain(table.c[column.of or told], column, postgresql=postgresql).label(told)
        for told, column in columns.items()
    ]
    rows = connection.execute(select(*chosen).where(*where))
    return raw_frame(name, (tuple(row) for row in rows))


def raw_frame(name: str, rows: Iterable[tuple[Any, ...]]) -> pl.DataFrame:
    """A frame of rows in the order of ``TABLES[name]``."""
    schema = {
        told: pl.Int64() if column.kind in NUMBERS else pl.String()
        for told, column in TABLES[name].items()
    }
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def _plain(value: ColumnElement[Any], column: Column, *, postgresql: bool) -> ColumnElement[Any]:
    """As the database keeps it: SQLite has texts and numbers only, PostgreSQL is asked for them."""
    kind = Integer() if column.kind in NUMBERS else Text()
    if column.kind == "position":
        return value
    return cast(value, kind) if postgresql else type_coerce(value, kind)
