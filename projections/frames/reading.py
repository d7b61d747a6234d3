"""Rows read from the database for frames, as texts and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Integer, Table, Text, cast, select, type_coerce

from projections.frames.columns import TABLES, Column
from projections.frames.rows import Row

NUMBERS = frozenset({"flag", "whole", "position"})


def read_rows(
    connection: Connection, table: Table, name: str, *where: ColumnElement[bool]
) -> Sequence[Row]:
    """The rows of ``table`` that ``where`` chooses, as ``frame_of`` takes them."""
    chosen = select(*plain_columns(connection, table, name)).where(*where)
    return connection.execute(chosen).all()


def plain_columns(connection: Connection, table: Table, name: str) -> list[ColumnElement[Any]]:
    """The columns of a frame, in its order, as texts and numbers."""
    return _columns(table, name, connection.dialect.name)


@cache
def _columns(table: Table, name: str, dialect: str) -> list[ColumnElement[Any]]:
    return [
        _plain(table.c[column.of or told], column, postgresql=dialect == "postgresql").label(told)
        for told, column in TABLES[name].items()
    ]


def raw_schema(name: str) -> dict[str, pl.DataType]:
    """The types in which rows come from the database."""
    return {
        told: pl.Int64() if column.kind in NUMBERS else pl.String()
        for told, column in TABLES[name].items()
    }


def _plain(value: ColumnElement[Any], column: Column, *, postgresql: bool) -> ColumnElement[Any]:
    """As the database keeps it: SQLite has texts and numbers only, PostgreSQL is asked for them."""
    kind = Integer() if column.kind in NUMBERS else Text()
    if column.kind == "position":
        return value
    return cast(value, kind) if postgresql else type_coerce(value, kind)
