"""Rows that follow from what is there: of two who add the same at once, one is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def add_missing(engine: Engine, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add those of the rows whose keys are not there yet, in a transaction of its own."""
    if not rows:
        return
    dialect = sqlite if engine.dialect.name == "sqlite" else postgresql
    insert: Insert = dialect.insert(table).on_conflict_do_nothing()
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        connection.execute(insert, list(rows))
