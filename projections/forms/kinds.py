"""What fills a form, by its kind: callers ask for a form, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from marshrut.forms.filled import FilledTable, Value
from projections.forms import cells, filling, self_analysis
from projections.forms.asked import Asked
from projections.forms.cells import Cell
from projections.runner import Projections


class Filler(NamedTuple):
    """How forms of a kind are filled, and what stands in a cell of them, and which cases."""

    fill: Callable[[Projections, Asked], tuple[FilledTable, ...]]
    cell_cases: Callable[[Projections, Asked, Cell], list[int]]
    cell_value: Callable[[Projections, Asked, Cell], Value]


FILLERS: Mapping[str, Filler] = {
    "monitoring": Filler(filling.fill, cells.cell_cases, cells.cell_value),
    "self_analysis": Filler(self_analysis.fill, self_analysis.cell_cases, self_analysis.cell_value),
}


def fill(projections: Projections, asked: Asked) -> tuple[FilledTable, ...]:
    """The tables of the form, filled. What cannot be said at the point is null.

    Raises ``NotOfOneSchool`` for a form of one organisation that is asked for anything else.
    """
    return FILLERS[asked.form.kind].fill(projections, asked)


def cell_cases(projections: Projections, asked: Asked, of: Cell) -> list[int]:
    """The numbers of the cases behind a cell, in their order; a reported figure has none.

    Raises ``UnknownCell``, and ``NotOfOneSchool`` as ``fill`` does.
    """
    return FILLERS[asked.form.kind].cell_cases(projections, asked, of)


def cell_value(projections: Projections, asked: Asked, of: Cell) -> Value:
    """What the form prints in a cell; null where it has no such block. Raises as ``cell_cases``."""
    return FILLERS[asked.form.kind].cell_value(projections, asked, of)
