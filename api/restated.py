"""A restatement as answers show it: each cell, the cases that moved, and the ways down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from api.features import PREFIX
from api.forms.answers import block_parameters, pinned
from api.moved_links import linked_cases
from api.reports import address
from api.sight import seen_now
from api.two_points import Points
from marshrut.forms.definitions import Form
from marshrut.reports.events import Edition
from projections.forms import Cell
from projections.restatement import MovedCell, MovedPart


class Sides(NamedTuple):
    """An edition and what it is set against: another one, or its own question at another point."""

    report_id: UUID
    before: Edition
    after: Edition
    against: UUID | None
    points: Points

    @property
    def later_address(self) -> tuple[str, dict[str, Any]]:
        """Where the cells of the later side are, with the parameters that pin it."""
        if self.against is not None:
            return address(self.against), {}
        return f"{PREFIX}/forms/{self.after.form}", pinned(self.after)

    @property
    def asked(self) -> dict[str, Any]:
        """The parameters with which the same restatement is asked again."""
        if self.against is not None:
            return {"against": self.against}
        point = self.points.after
        return {"as_of": point.as_of, "known_position": point.known_position}


def cell_rows(cells: Sequence[MovedCell], form: Form, sides: Sides) -> list[dict[str, Any]]:
    """The cells that moved, each with the texts of its row and column."""
    moved = {case.case_id for cell in cells for part in cell.parts for case in part.cases}
    seen = seen_now(moved)
    return [_row(cell, form, sides, seen) for cell in cells]


def _row(cell: MovedCell, form: Form, sides: Sides, seen: set[UUID]) -> dict[str, Any]:
    table = form.table(cell.table)
    return {
        "table": cell.table,
        "key": cell.key,
        "block": cell.block,
        "row": cell.row,
        "row_label": table.row(cell.row).label,
        "column": cell.column,
        "heading": table.column(cell.column).heading,
        "before": cell.before,
        "after": cell.after,
        "delta": cell.delta,
        "parts": list(_parts(cell, sides, seen)),
    }


def _parts(cell: MovedCell, sides: Sides, seen: set[UUID]) -> Iterator[dict[str, Any]]:
    for part in cell.parts:
        yield {
            "part": part.part,
            "measure": part.measure,
            "before": part.before,
            "after": part.after,
            "delta": part.delta,
            "entered": part.entered,
            "left": part.left,
            "cases": linked_cases(part.cases, sides.points, seen),
            "links": _links(cell, part, sides),
        }


def _links(cell: MovedCell, part: MovedPart, sides: Sides) -> dict[str, str]:
    """The cases of the cell on both sides, and all of those that moved."""
    place = {
        "table": cell.table,
        "row": cell.row,
        "column": cell.column,
        **block_parameters(cell.key),
        **({"part": part.part} if part.part else {}),
        **({"measure": part.measure} if part.measure else {}),
    }
    here = address(sides.report_id)
    later, fixed = sides.later_address
    return {
        "before": f"{here}/cases?{urlencode(place)}",
        "after": f"{later}/cases?{urlencode({**fixed, **place})}",
        "moved": f"{here}/restatement/cases?{urlencode({**sides.asked, **place})}",
    }


def shown_cell(cell: Cell) -> dict[str, Any]:
    """The address of a cell."""
    return {name: value for name, value in cell._asdict().items() if value is not None}
