"""Rows as the read models are told them, to be read as if the database had answered them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from projections.frames.columns import TABLES
from projections.frames.reading import raw_frame
from projections.tables import slots


def raw_of(told: Mapping[str, Iterable[tuple[Any, ...]]]) -> dict[str, pl.DataFrame]:
    """The frames of rows (``accounts.Changes.opened``); a table of which none is told is empty."""
    slot = slots["a"]
    raw = {}
    for name, wanted in TABLES.items():
        named = [column.name for column in getattr(slot, name).columns]
        places = [named.index(column.of or told_as) for told_as, column in wanted.items()]
        rows = told.get(name, ())
        raw[name] = raw_frame(name, (tuple(_plain(row[i]) for i in places) for row in rows))
    return raw


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else value
