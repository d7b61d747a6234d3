"""One row being read: values by field, and all that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from marshrut.classifiers import classifier
from marshrut.imports import cells as read
from marshrut.imports.cells import Cell
from marshrut.imports.columns import Columns
from marshrut.imports.keys import key
from marshrut.imports.problems import BadValue, Problem, problem
from marshrut.imports.tables import codes_by_value

SEPARATORS = (re.compile(r"[;\n]+"), re.compile(r"[,;\n/]+"))
"""Between several categories; a comma may also stand within the label of one."""

NONE = "NONE"
NAME = ("last_name", "first_name", "middle_name")

T = TypeVar("T")


class Reading:
    """One row being read: values by field, and all that is wrong with them."""

    def __init__(self, columns: Columns, row: int, cells: Sequence[Cell]) -> None:
        self.columns = columns
        self.row = row
        self.cells = cells
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def value(self, field: str, parse: Callable[[Cell], T]) -> T | None:
        """The field's value; ``None`` where the cell is empty, or wrong, which is noted."""
        cell = self.columns.cell(self.cells, field)
        if cell is None:
            return None
        try:
            return parse(cell) if read.text(cell) else None
        except BadValue as bad:
            self.wrong(field, bad.code, **bad.parameters)
            return None

    def wrong(self, field: str, code: str, **parameters: object) -> None:
        """Note an error in the field's column."""
        self.errors.append(self._problem(field, code, parameters))

    def warn(self, field: str, code: str, **parameters: object) -> None:
        """Note something worth a look in the field's column."""
        self.warnings.append(self._problem(field, code, parameters))

    def require(self, field: str, value: object) -> None:
        """Note an error where there is no value, and nothing wrong noted about it yet."""
        column = self.columns.heading(field)
        if value is None and all(error.column != column for error in self.errors):
            self.wrong(field, "MISSING_VALUE", heading=column)

    def _problem(self, field: str, code: str, parameters: dict[str, object]) -> Problem:
        column = self.columns.heading(field)
        return problem(code, row=self.row, column=column, **parameters)


def read_name(reading: Reading) -> dict[str, Any]:
    """The names of a person, however many columns they stand in."""
    whole = reading.value("full_name", read.full_name) or ()
    parts = [reading.value(field, read.text) for field in NAME]
    both = zip(NAME, parts, [*whole, None, None, None], strict=False)
    return {field: part or named for field, part, named in both if part or named}


def require_name(reading: Reading, person: dict[str, Any]) -> None:
    """Note an error for what of a name is missing."""
    whole = "full_name" in reading.columns.places
    unnamed = whole and not any(person.get(field) for field in NAME)
    for field in ("full_name",) if unnamed else NAME[:2]:
        reading.require(field, person.get(field))


def read_categories(reading: Reading) -> tuple[str, ...]:
    """The codes of the categories in a cell, but for «нет»."""
    codes: dict[str, None] = {}
    for part in _parts(reading.value("categories", str) or ""):
        try:
            code = read.code_of("categories", part)
        except BadValue as bad:
            reading.wrong("categories", bad.code, **bad.parameters)
            continue
        if code == NONE:
            continue
        category = classifier("categories").get(code)
        if category.extra["nature"] == "given":
            codes[code] = None
        else:
            reading.wrong("categories", "DERIVED_CATEGORY", label=category.label_ru)
    return tuple(codes)


def _parts(written: str) -> Iterator[str]:
    """The categories named, split no further than needed to recognise them."""
    known = codes_by_value("categories")
    for part in filter(read.text, SEPARATORS[0].split(written)):
        pieces = [part] if key(part) in known else SEPARATORS[1].split(part)
        yield from filter(None, map(read.text, pieces))
