"""The cells of a table that moved, in the order in which the form has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from marshrut.classifiers import classifier
from marshrut.forms.definitions import Table
from projections.differences.moves import Step, first_of, gathered
from projections.forms.asked import Asked
from projections.forms.counting import WHOLE
from projections.frames import Frames
from projections.restatement.compared import Compared
from projections.restatement.places import PARTS, STEP_KEYS, Place, place_in
from projections.restatement.printed import Printed, called, printed
from projections.restatement.steps import Moved, steps_of
from projections.runner import Projections

Order = tuple[object, ...]


class PartMoves(NamedTuple):
    """The moves in a cell or in a part of it: how many each way, and the first of them."""

    place: Place
    entered: int
    left: int
    first: list[Step]


class CellMoves(NamedTuple):
    """A cell that moved, with its parts that did; what was printed there, and what is."""

    place: Place
    before: Printed
    after: Printed
    parts: list[PartMoves]


def moves_in(
    projections: Projections, asked: Compared, table: Table, moved: Moved, *, most: int
) -> list[CellMoves]:
    """The cells of the table that moved, each part with its first ``most`` cases."""
    steps = steps_of(projections, asked, table, moved)
    found = gathered(steps, [*STEP_KEYS, *table.by], most=most).collect()
    if found.is_empty():
        return []
    cells: defaultdict[Place, list[PartMoves]] = defaultdict(list)
    for row in found.iter_rows(named=True):
        place = place_in(table, row)
        part = PartMoves(place, row["entered"], row["left"], first_of(row))
        cells[place._replace(part=None, measure=None)].append(part)
    one, other = _printed(projections, asked, table, moved, cells)
    rows = {row.number: at for at, row in enumerate(asked.after.rows(table))}
    columns = {column.number: at for at, column in enumerate(table.columns)}

    def order(place: Place) -> Order:
        return (*_block(table, place), rows[place.row], columns[place.column])

    # A share may ask for cases that the table does not count: a block of these alone has no cells.
    there = [place for place in cells if place.key in one.names or place.key in other.names]
    return [
        CellMoves(place, one, other, sorted(cells[place], key=_part))
        for place in sorted(there, key=order)
    ]


def _printed(
    projections: Projections,
    asked: Compared,
    table: Table,
    moved: Moved,
    cells: Mapping[Place, Sequence[PartMoves]],
) -> tuple[Printed, Printed]:
    """What the form prints at both points.

    Where only counts moved, in blocks that are there at both, the later figures follow from the
    earlier ones: filling the table again would cost as much as all the rest.
    """
    one, other = zip(moved.sides, asked, moved.members(table.code), strict=True)

    def at(frames: Frames, side: Asked, members: pl.LazyFrame) -> Printed:
        return printed(projections, frames, side, table, members)

    before, deltas = at(*one), _deltas(cells)
    after = before.moved_by(deltas) if deltas is not None else None
    if after is None:
        return before, at(*other)
    frames, side, _ = other
    names = called(projections, frames, side, table, {place.key for place in cells})
    return before, after._replace(names=names)


def _deltas(cells: Mapping[Place, Sequence[PartMoves]]) -> dict[Place, int] | None:
    """By how much each cell moved, if all of them count cases."""
    if any(part.place != place for place, parts in cells.items() for part in parts):
        return None
    return {
        place: sum(part.entered - part.left for part in parts) for place, parts in cells.items()
    }


def _block(table: Table, place: Place) -> Order:
    """All together stand before blocks of rows, and after lines (``forms.filling``)."""
    last = (place.key == WHOLE) == (table.layout == "lines")
    return last, [(value is None, str(value)) for value in place.key]


def _part(moves: PartMoves) -> int:
    measure, part = moves.place.measure, moves.place.part
    if measure is not None:
        return classifier("measures").codes.index(measure)
    return PARTS.index(part) if part is not None else 0
