"""What moved between two points, as pages tell it: by blocks of the form, each cell a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from api.forms.answers import block_parameters
from api.pages.form_tables import LINES, block_name

OF_KINDS = {
    "statuses": "statuses",
    "categories": "categories",
    "measures": "measures",
    "steps": "steps",
}
"""The classifiers of the codes that events name, by the kind of their entry."""


class Sentence(NamedTuple):
    """A moved cell: how many events its shown cases name; ``cut`` if these are not all cases."""

    cell: Mapping[str, Any]
    line: str
    records: int
    cut: bool
    entered: int
    left: int


class Group(NamedTuple):
    """The moved cells of a block, or of a table whose blocks are lines; ``asked`` asks for them."""

    name: str
    by_lines: bool
    asked: Mapping[str, Any]
    sentences: list[Sentence]


def groups_of(
    cells: Sequence[Mapping[str, Any]], tables: Sequence[Mapping[str, Any]]
) -> list[Group]:
    """The cells in the order of the form; ``tables`` describe it."""
    described = {table["code"]: table for table in tables}
    found: dict[tuple[str, str], Group] = {}
    for cell in cells:
        table = described[cell["table"]]
        by_lines = table["layout"] == LINES
        block = "" if by_lines else block_name(cell["key"])
        if (cell["table"], block) not in found:
            name = f"{table['title']}: {block}" if block else table["title"]
            asked = _asked(cell, by_lines=by_lines)
            found[cell["table"], block] = Group(name, by_lines, asked, [])
        found[cell["table"], block].sentences.append(_sentence(cell, by_lines=by_lines))
    return list(found.values())


def _asked(cell: Mapping[str, Any], *, by_lines: bool) -> dict[str, Any]:
    if by_lines:
        return {"within": "table", "table": cell["table"]}
    return {"within": "block", "table": cell["table"], **block_parameters(cell["key"])}


def _sentence(cell: Mapping[str, Any], *, by_lines: bool) -> Sentence:
    cases = [case for part in cell["parts"] for case in part["cases"]]
    entered = sum(part["entered"] for part in cell["parts"])
    left = sum(part["left"] for part in cell["parts"])
    return Sentence(
        cell=cell,
        line=_line(cell) if by_lines else "",
        records=len({position for case in cases for position in case["events"]}),
        cut=len(cases) < entered + left,
        entered=entered,
        left=left,
    )


def _line(cell: Mapping[str, Any]) -> str:
    """What names the line: as the form prints it, or by its key where that says nothing."""
    named = [str(value) for value in cell["block"] if value not in {None, ""}]
    return " · ".join(named) or block_name(cell["key"])
