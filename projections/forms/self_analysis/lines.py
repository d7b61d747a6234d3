"""What fills a table: its lines, each with everything that columns may name, and their cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from marshrut.forms.definitions import Column, Table
from marshrut.forms.filled import Key, Value
from projections.forms.cells import Cell, Part
from projections.forms.self_analysis.analysis import Analysis

ROW = "01"
"""The number of the one row of a block, in tables that have several blocks."""

WHOLE: Key = {}
NUMERATOR: Final = "numerator"
DENOMINATOR: Final = "denominator"
PARTS: Mapping[str, Part] = {NUMERATOR: NUMERATOR, DENOMINATOR: DENOMINATOR}


class Line(NamedTuple):
    """A row of a block: ``told`` says everything that leads and columns name."""

    key: Key
    told: Mapping[str, Value]
    row: str = ROW


class Place(NamedTuple):
    """Where a cell stands: what its column tells of the line of its key."""

    column: Column
    cell: Cell

    @property
    def of(self) -> str:
        """What the column names in the source."""
        return self.column.of or ""

    @property
    def part(self) -> Part | None:
        """Which part of a share it is, or is asked of it; ``None`` for anything else."""
        if self.column.kind == "share":
            return self.cell.part
        name = self.of.rpartition(".")[-1]
        return PARTS.get(name)


class Source(NamedTuple):
    """What fills a table.

    ``cases`` are the numbers of the cases behind what a column tells of the line of a key: none
    where the figure is not made of cases. It raises ``UnknownCell`` for a key that no line has.
    ``note`` is what the table says beside its lines.
    """

    lines: Callable[[Analysis, Table], Sequence[Line]]
    cases: Callable[[Analysis, Table, Place], list[int]]
    note: Callable[[Analysis], str | None] = lambda _analysis: None


def no_cases(_analysis: Analysis, _table: Table, _place: Place) -> list[int]:
    """What is not counted from cases has none."""
    return []
