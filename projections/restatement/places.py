"""The addresses of cells while they are compared: a cell of a form, or a part of one.

A share has two parts, its numerator and its denominator; a text of measures one for each measure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from marshrut.forms.definitions import Table
from projections.forms.asked import Asked
from projections.forms.cells import Cell, Part, UnknownCell, placed, table_of
from projections.forms.counting import WHOLE, Key

PARTS: tuple[Part, ...] = ("numerator", "denominator")
STEP_KEYS = ("row", "column", "part", "measure", "whole")


class Place(NamedTuple):
    """A cell that can be looked up: ``key`` holds the values of the table's dimensions, or none.

    ``part`` is of a share, ``measure`` of a text of measures.
    """

    table: str
    key: Key
    row: str
    column: str
    part: Part | None = None
    measure: str | None = None

    @property
    def cell(self) -> tuple[Key, str, str]:
        """The cell of the table of which it is, perhaps, a part."""
        return self.key, self.row, self.column

    def keys(self, table: Table) -> dict[str, object]:
        """The columns that name it among steps."""
        whole = not self.key
        key = self.key or (None,) * len(table.by)
        own = (self.row, self.column, self.part, self.measure, whole)
        return dict(zip((*STEP_KEYS, *table.by), (*own, *key), strict=True))


class Span(NamedTuple):
    """A table of a form, or one block of it."""

    table: str
    key: Key | None = None

    def holds(self, place: Place) -> bool:
        """Whether the place is in it."""
        return self.table == place.table and self.key in {None, place.key}


def span_of(asked: Asked, table: str, key: Mapping[str, Any] | None = None) -> Span:
    """The table, or the block that ``key`` names there: empty for all together.

    Raises ``UnknownCell``.
    """
    found = table_of(asked, table, key or {})
    return Span(table, None if key is None else _key(found, key))


def place_of(asked: Asked, cell: Cell) -> Place:
    """The place of a cell. Raises ``UnknownCell``: also where a text is not of one measure."""
    table, row, column = placed(asked, cell)
    if column.kind == "measures" and cell.measure is None:
        raise UnknownCell("measure", [])
    key = _key(table, cell.key)
    part = cell.part if column.kind == "indicator" else None
    measure = cell.measure if column.kind == "measures" else None
    return Place(table.code, key, row.number, column.number, part, measure)


def place_in(table: Table, row: Mapping[str, Any]) -> Place:
    """The place that a row of steps names."""
    key = WHOLE if row["whole"] else tuple(row[name] for name in table.by)
    return Place(table.code, key, *(row[name] for name in STEP_KEYS if name != "whole"))


def named(table: Table, key: Key) -> dict[str, Any]:
    """The key of a block as cells have it; empty for all cases together."""
    return dict(zip(table.by, key, strict=True)) if key else {}


def _key(table: Table, named: Mapping[str, object]) -> Key:
    return tuple(_text(named[name]) for name in table.by) if named else WHOLE


def _text(value: object) -> str | None:
    return None if value is None else str(value)
