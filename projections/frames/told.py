"""Rows as the read models are told them, to be read as if the database had answered them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from projections.frames.columns import TABLES
from projections.frames.rows import Row
from projections.tables import slots


def rows_of(told: Mapping[str, Iterable[tuple[Any, ...]]]) -> dict[str, list[Row]]:
    """What frames have of rows (``accounts.Changes.opened``)."""
    slot = slots["a"]
    kept: dict[str, list[Row]] = {}
    for name, wanted in TABLES.items():
        named = [column.name for column in getattr(slot, name).columns]
        places = [named.index(column.of or told_as) for told_as, column in wanted.items()]
        rows = told.get(name, ())
        kept[name] = [[_plain(row[i]) for i in places] for row in rows]
    return kept


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else value
