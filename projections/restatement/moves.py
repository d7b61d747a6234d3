"""The cells of a table that moved, in the order in which the form has them."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from marshrut.classifiers import classifier
from marshrut.forms.definitions import Table
from projections.differences.moves import Step, first_of, gathered
from projections.forms.counting import WHOLE
from projections.restatement.compared import Compared
from projections.restatement.places import PARTS, STEP_KEYS, Place, place_in
from projections.restatement.printed import Printed, printed
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
    one, other = (
        printed(projections, side, each, table, members)
        for side, each, members in zip(moved.sides, asked, moved.members(table.code), strict=True)
    )
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


def _block(table: Table, place: Place) -> Order:
    """All together stand before blocks of rows, and after lines (``forms.filling``)."""
    last = (place.key == WHOLE) == (table.layout == "lines")
    return last, [(value is None, str(value)) for value in place.key]


def _part(moves: PartMoves) -> int:
    measure, part = moves.place.measure, moves.place.part
    if measure is not None:
        return classifier("measures").codes.index(measure)
    return PARTS.index(part) if part is not None else 0
