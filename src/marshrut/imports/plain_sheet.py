"""A small table with a row of headings: columns by what they are called, rows with their faults.

For tables that are no lists of graduates (``list_file``): of few columns, taken whole or not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

from marshrut.imports import cells as read
from marshrut.imports.cells import Cell
from marshrut.imports.columns import LAST_HEADING_ROW
from marshrut.imports.keys import LONGEST_HEADING, heading_keys, key
from marshrut.imports.problems import BadValue, Problem, problem
from marshrut.imports.sheet import Rows
from marshrut.imports.tables import rows_of

MOST_PROBLEMS = 100
"""That are told of one table."""

T = TypeVar("T")


class PlainSheet(NamedTuple):
    """Where each field stands, what its heading is, and the rows below."""

    row: int
    places: Mapping[str, int]
    headings: Sequence[str]
    cells: Rows

    def rows(self, problems: list[Problem]) -> Iterator[PlainRow]:
        """The rows that hold anything; what is wrong in them goes to ``problems``."""
        for place in range(self.row, len(self.cells)):
            row = PlainRow(self, place + 1, self.cells[place], problems)
            if any(map(row.filled_at, range(len(row.cells)))):
                yield row


class PlainRow(NamedTuple):
    """A row being read. ``number`` is that of the sheet, from 1."""

    sheet: PlainSheet
    number: int
    cells: Sequence[Cell]
    problems: list[Problem]

    def filled(self, field: str) -> bool:
        """Whether there is anything in the field's cell; an error of a formula is something."""
        place = self.sheet.places.get(field)
        return place is not None and self.filled_at(place)

    def filled_at(self, place: int) -> bool:
        """The same of a cell by its place."""
        if place >= len(self.cells):
            return False
        try:
            return bool(read.text(self.cells[place]))
        except BadValue:
            return True

    def value(self, field: str, parse: Callable[[Cell], T]) -> T | None:
        """The field's value; ``None`` where there is none, or a wrong one, which is noted."""
        if not self.filled(field):
            return None
        try:
            return parse(self.cells[self.sheet.places[field]])
        except BadValue as bad:
            self.wrong(field, bad.code, **bad.parameters)
            return None

    def due(self, field: str, parse: Callable[[Cell], T]) -> T | None:
        """The same of a field that must have a value: an empty one is noted."""
        if not self.filled(field):
            self.wrong(field, "MISSING_VALUE", heading=self._heading(field))
        return self.value(field, parse)

    def wrong(self, field: str, code: str, **parameters: object) -> None:
        """Note what is wrong in the field's column."""
        column = self._heading(field)
        self.problems.append(problem(code, row=self.number, column=column, **parameters))

    def _heading(self, field: str) -> str:
        place = self.sheet.places.get(field)
        return field if place is None else self.sheet.headings[place]


def of_lists(*fields: str) -> Mapping[str, str]:
    """Headings that lists of graduates have for these fields, by key: they mean the same here."""
    rows = (row for row in rows_of("headings") if row["field"] in fields)
    return {key(row["heading"]): row["field"] for row in rows}


def plain_sheets(rows: Rows, fields: Mapping[str, str]) -> Iterator[PlainSheet]:
    """For each row that may be that of the headings, the table that would begin there.

    ``fields`` by the keys of their headings.
    """
    for number, cells in enumerate(islice(rows, LAST_HEADING_ROW), 1):
        headings = [cell[:LONGEST_HEADING] if isinstance(cell, str) else "" for cell in cells]
        places: dict[str, int] = {}
        for place, heading in enumerate(headings):
            found = [fields[folded] for folded in heading_keys(heading) if folded in fields]
            if heading and found:
                places.setdefault(found[0], place)
        yield PlainSheet(number, places, headings, rows)


def sheet_with(rows: Rows, fields: Mapping[str, str], due: Collection[str]) -> PlainSheet | None:
    """The first table that has all the fields that are ``due``."""
    found = plain_sheets(rows, fields)
    return next((sheet for sheet in found if {*due} <= sheet.places.keys()), None)
