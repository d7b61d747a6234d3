"""What the form prints in the cells of a table, and how many are in each part of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from marshrut.forms.definitions import Table
from marshrut.forms.filled import FilledTable, Value
from projections.forms.asked import Asked
from projections.forms.counting import WHOLE, Key
from projections.forms.filling import filled_table
from projections.forms.measures import Persons, persons_of
from projections.forms.names import OF_ROWS, names_of
from projections.frames import Frames
from projections.restatement.changed import counted
from projections.restatement.indicators import parts_of
from projections.restatement.places import Place
from projections.runner import Projections

Named = tuple[Value, ...]


class Printed(NamedTuple):
    """The figures of a table at one point, and the names of its blocks.

    ``persons``: how many had which measure; ``members``: how many are in each part of a share.
    """

    table: Table
    names: Mapping[Key, Named]
    values: Mapping[tuple[Key, str, str], Value]
    persons: Persons
    members: Mapping[tuple[Key, str, str], int]

    def value(self, place: Place) -> Value:
        """What stands in the cell; where its block has no case, what an empty one would have."""
        nothing = 0 if self.table.column(place.column).kind == "count" else None
        return self.values.get(place.cell, nothing)

    def number(self, place: Place) -> int:
        """How many cases are in the cell, or in a part of it."""
        if place.measure is not None:
            return self.persons.get((place.key, place.row), {}).get(place.measure, 0)
        if place.part is not None:
            return self.members.get((place.key, place.column, place.part), 0)
        value = self.value(place)
        assert isinstance(value, int)  # noqa: S101 - narrows the type
        return value

    def moved_by(self, deltas: Mapping[Place, int]) -> Printed | None:
        """The figures after so many cases more, or fewer, in cells that count.

        Nothing where that may have made a block or ended one: what it is called is not known here.
        """
        if any(place.key not in self.names for place in deltas):
            return None
        moved = {place: self.number(place) + delta for place, delta in deltas.items()}
        if any(place.key and not number for place, number in moved.items()):
            return None
        values = {place.cell: number for place, number in moved.items()}
        return self._replace(values={**self.values, **values})


def printed(
    projections: Projections, frames: Frames, asked: Asked, table: Table, members: pl.LazyFrame
) -> Printed:
    """The figures of a table as the form has them at the point; ``members`` are in its shares."""
    cases = counted(projections, asked, frames, table).collect().lazy()
    persons = persons_of(frames, asked, table, cases)
    filled = filled_table(projections, frames, asked, table, (cases, persons))
    return Printed(
        table, _names(table, filled), _values(filled), persons, _members(asked, table, members)
    )


def called(
    projections: Projections, frames: Frames, asked: Asked, table: Table, keys: Iterable[Key]
) -> dict[Key, Named]:
    """What names some blocks of the table at the point, without its figures."""
    cases = counted(projections, asked, frames, table)
    names, row = names_of(projections, asked, table, cases), asked.rows(table)[0]
    return {key: _of_block(table, names.leads(table, key, row)) for key in keys}


def _values(filled: FilledTable) -> dict[tuple[Key, str, str], Value]:
    return {
        (tuple(block.key.values()), row.number, column.number): value
        for block in filled.blocks
        for row in block.rows
        for column, value in zip(filled.columns, row.values, strict=True)
    }


def _names(table: Table, filled: FilledTable) -> dict[Key, Named]:
    """What stands before the figures of each block, but for what names its rows."""
    return {
        tuple(block.key.values()): _of_block(table, block.rows[0].leads) for block in filled.blocks
    }


def _of_block(table: Table, leads: Sequence[Value]) -> Named:
    told = zip(table.leads, leads, strict=True)
    return tuple(value for lead, value in told if lead.of not in OF_ROWS)


def _members(asked: Asked, table: Table, members: pl.LazyFrame) -> dict[tuple[Key, str, str], int]:
    parts = parts_of(asked, table)
    if not parts:
        return {}
    sums = [pl.col(name).sum() for name in parts]
    counted = members.group_by("whole", *table.by).agg(sums).collect()
    numbers: dict[tuple[Key, str, str], int] = {}
    for row in counted.iter_rows(named=True):
        key = WHOLE if row["whole"] else tuple(row[name] for name in table.by)
        numbers |= {(key, *place): row[name] for name, place in parts.items()}
    return numbers
