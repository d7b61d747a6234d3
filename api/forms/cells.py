"""A cell of a form as it is asked for and told, of an edition or of a table without one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Response

from api.answers import answer
from api.case_pages import answer_page
from api.context import projections
from api.forms.answers import BLOCK
from api.point import Point, memento
from api.schemas.population import PAGE
from marshrut.forms.definitions import Column, Row
from marshrut.forms.words import in_words
from marshrut.refusals import refuse
from projections.case_list import numbered_page
from projections.forms import Asked, Cell, UnknownCell, cell_cases, cell_value
from projections.forms.cells import placed
from projections.population import NONE

FIRST_TABLE, FIRST_ROW = "main", "01"
SHARES = ("numerator", "denominator")


def asked_cell(asked: Asked, query: Mapping[str, Any]) -> Cell:
    """The cell that the request names. Raises ``Refused`` with what there is."""
    if "column" not in query:
        raise refuse("REQUIRED", field="column", expected="08")
    cell = Cell(
        table=query.get("table", FIRST_TABLE),
        key=asked_block(query),
        row=query.get("row", FIRST_ROW),
        column=query["column"],
        part=query.get("part", "numerator"),
        measure=query.get("measure"),
    )
    try:
        placed(asked, cell)
    except UnknownCell as unknown:
        raise unknown_cell(unknown) from unknown
    return cell


def unknown_cell(unknown: UnknownCell) -> Exception:
    """The refusal of an address that the form does not have, with what there is."""
    field = f"{BLOCK}…" if unknown.field == "key" else unknown.field
    return refuse("INVALID", field=field, expected=" | ".join(unknown.known))


def asked_block(query: Mapping[str, Any]) -> dict[str, Any]:
    """What names the block that the request is about; nothing for all together."""
    return {
        name.removeprefix(BLOCK): None if value == NONE else value
        for name, value in query.items()
        if name.startswith(BLOCK)
    }


def answer_cell(
    asked: Asked, cell: Cell, point: Point, address: str, pinned: Mapping[str, Any]
) -> Response:
    """The cell: its value as the form prints it, what is counted, the way to the cases."""
    _, _, column = placed(asked, cell)
    links = _links(cell, column, address, pinned)
    return memento(answer({**told_cell(asked, cell, point), "links": links}), point)


def told_cell(asked: Asked, cell: Cell, point: Point) -> dict[str, Any]:
    """The cell at the point: where it stands, its value, and what is counted in it."""
    _, row, column = placed(asked, cell)
    return {
        "point": point,
        "table": cell.table,
        "key": cell.key,
        "row": {"number": row.number, "label": row.label},
        "column": {"number": column.number, "heading": column.heading, "groups": column.groups},
        "value": cell_value(projections(), asked, cell),
        "words": _words(row, column),
    }


def answer_cases(
    asked: Asked, cell: Cell, point: Point, *, after: int, limit: int | None
) -> Response:
    """A page of the cases behind the cell, by their numbers."""
    numbers = cell_cases(projections(), asked, cell)
    wanted = limit or PAGE
    rows = numbered_page(projections(), point.asof, numbers=numbers, after=after, limit=wanted + 1)
    told = {name: value for name, value in cell._asdict().items() if value is not None}
    return answer_page(
        rows, limit=wanted, point=point, filters=asked.filters, cell=told, total=len(numbers)
    )


def _words(row: Row, column: Column) -> str | None:
    if column.kind != "count" or column.of is not None:
        return None
    return f"{in_words(row.condition)}; {in_words(column.condition)}"


def _links(cell: Cell, column: Column, address: str, pinned: Mapping[str, Any]) -> dict[str, str]:
    named = {BLOCK + name: NONE if value is None else value for name, value in cell.key.items()}
    place = {"table": cell.table, "row": cell.row, "column": cell.column}
    query = {**pinned, **named, **place}
    if column.kind not in {"indicator", "share"}:
        return {"cases": f"{address}/cases?{urlencode(query)}"}
    return {part: f"{address}/cases?{urlencode({**query, 'part': part})}" for part in SHARES}
