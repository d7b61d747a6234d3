"""The lines of a report СПО-1 from a sheet: a column for each category, or a line for each.

The headings stand in one of the first rows: the programme, the form of study, and either the
categories by their names («Всего», «Лица с ОВЗ» …) or «Категория» with «Численность».
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from marshrut.classifiers import classifier
from marshrut.imports import cells as read
from marshrut.imports.cells import Cell
from marshrut.imports.columns import LAST_HEADING_ROW
from marshrut.imports.keys import heading_keys, key
from marshrut.imports.problems import BadFile, BadValue, Problem, bad_file, problem
from marshrut.imports.sheet import Rows, read_sheet
from marshrut.imports.tables import codes_by_value, rows_of

CATEGORIES, ALL = "spo1_categories", "ALL"
PROGRAMME, FORM, CATEGORY, NUMBER, TEXT = "programme", "study_form", "category", "number", "text"
NAMED = {
    PROGRAMME: "Код специальности",
    FORM: "Форма обучения",
    CATEGORY: "Категория",
    NUMBER: "Численность",
    TEXT: "Пояснение",
}
OF_LISTS = {"programme": PROGRAMME, "programme_code": PROGRAMME, "study_form": FORM}
"""Headings that lists of graduates have too, by the field that they mean there."""

MORE = {
    "Код": PROGRAMME,
    "Число": NUMBER,
    "Количество": NUMBER,
    "Человек": NUMBER,
    "Пояснения": TEXT,
    "Причина расхождения": TEXT,
}
GREATEST = 100_000
MOST_PROBLEMS = 100
MOST_LINES = 500
"""As many as a record takes."""


class Sheet(NamedTuple):
    """What a sheet says: fields of a record of the kind ``SPO1_REPORT``."""

    lines: list[dict[str, Any]]
    explanations: list[dict[str, Any]]

    @property
    def fields(self) -> dict[str, Any]:
        """As a change of the record names them; explanations only where there are any."""
        said = {"explanations": self.explanations} if self.explanations else {}
        return {"lines": self.lines, **said}


class _Columns(NamedTuple):
    row: int
    places: Mapping[str, int]
    categories: Mapping[str, int]
    headings: Sequence[str]


class _Line(NamedTuple):
    """A cell of the report with its number and, where it is said, why that differs."""

    cell: tuple[str, str, str]
    number: int
    text: str | None


def read_spo1(data: bytes) -> Sheet:
    """The lines of the file (XLSX or CSV). Raises ``BadFile`` with all that is wrong in it."""
    rows = read_sheet(data)
    columns = _find(rows)
    problems: list[Problem] = []
    found: list[_Line] = []
    first: dict[tuple[str, str, str], int] = {}
    for place in range(columns.row, len(rows)):
        for line in _lines(columns, place + 1, rows[place], problems):
            if first.setdefault(line.cell, place) != place:
                problems.append(problem("REPEATED_LINE", row=place + 1, first=first[line.cell] + 1))
            found.append(line)
    if problems:
        raise BadFile(*problems[:MOST_PROBLEMS])
    if not found:
        raise bad_file("EMPTY")
    if len(found) > MOST_LINES:
        raise bad_file("TOO_LARGE", what=f"{len(found)} строк отчёта", limit=f"{MOST_LINES} строк")
    return Sheet(
        [{**_named(line.cell), "number": line.number} for line in found],
        [{**_named(line.cell), "text": line.text} for line in found if line.text],
    )


def _named(cell: tuple[str, str, str]) -> dict[str, Any]:
    return dict(zip(("programme_code", "study_form", "category"), cell, strict=True))


@cache
def _fields() -> Mapping[str, str]:
    """Which field a heading means, by its key."""
    of_lists = {
        key(row["heading"]): OF_LISTS[row["field"]]
        for row in rows_of("headings")
        if row["field"] in OF_LISTS
    }
    own = {heading: field for field, heading in NAMED.items()} | MORE
    return of_lists | {key(heading): field for heading, field in own.items()}


def _find(rows: Rows) -> _Columns:
    """The columns by the first row that names a programme and a number. Raises ``BadFile``."""
    for number, cells in enumerate(islice(rows, LAST_HEADING_ROW), 1):
        columns = _understood(number, cells)
        if PROGRAMME in columns.places and (NUMBER in columns.places or columns.categories):
            if FORM not in columns.places:
                raise BadFile(problem("MISSING_COLUMN", row=number, heading=NAMED[FORM]))
            if columns.categories and (CATEGORY in columns.places or TEXT in columns.places):
                raise BadFile(problem("SPO1_TWO_WAYS", row=number))
            return columns
    categories = (f"«{term.label_ru}»" for term in classifier(CATEGORIES).terms.values())
    raise bad_file("SPO1_HEADINGS", categories=", ".join(categories))


def _understood(row: int, cells: Sequence[Cell]) -> _Columns:
    places: dict[str, int] = {}
    categories: dict[str, int] = {}
    headings = [cell if isinstance(cell, str) else "" for cell in cells]
    named = codes_by_value(CATEGORIES)
    for place, heading in enumerate(headings):
        for folded in heading_keys(heading) if heading else ():
            if folded in _fields():
                places.setdefault(_fields()[folded], place)
                break
            if folded in named:
                categories.setdefault(named[folded], place)
                break
    return _Columns(row, places, categories, headings)


def _lines(
    columns: _Columns, row: int, cells: Sequence[Cell], problems: list[Problem]
) -> Iterator[_Line]:
    """The lines of a row; what is wrong goes to ``problems``."""
    reading = _Reading(columns, row, cells, problems)
    if not any(map(reading.filled, range(len(cells)))):
        return
    before = len(problems)
    programme = reading.value(columns.places[PROGRAMME], read.programme)
    form = reading.value(columns.places[FORM], read.term("study_forms"))
    if programme is None or form is None:
        return
    counted = read.whole(0, GREATEST)
    if columns.categories:
        for code, place in columns.categories.items():
            if reading.filled(place):
                number = reading.value(place, counted)
                if number is not None:
                    yield _Line((programme[0], form, code), number, None)
        return
    category: str | None = ALL
    if CATEGORY in columns.places:
        category = reading.value(columns.places[CATEGORY], read.term(CATEGORIES))
    number = reading.value(columns.places[NUMBER], counted)
    why = columns.places.get(TEXT)
    text = reading.value(why, read.text) if why is not None and reading.filled(why) else None
    if category is not None and number is not None and len(problems) == before:
        yield _Line((programme[0], form, category), number, text)


class _Reading(NamedTuple):
    """A row being read."""

    columns: _Columns
    row: int
    cells: Sequence[Cell]
    problems: list[Problem]

    def filled(self, place: int) -> bool:
        """Whether there is anything in the cell; an error of a formula is something."""
        if place >= len(self.cells):
            return False
        try:
            return bool(read.text(self.cells[place]))
        except BadValue:
            return True

    def value(self, place: int, parse: Any) -> Any:
        """The value of the cell; ``None`` where there is none, or a wrong one, which is noted."""
        heading = self.columns.headings[place]
        if not self.filled(place):
            wrong = problem("MISSING_VALUE", row=self.row, column=heading, heading=heading)
            self.problems.append(wrong)
            return None
        try:
            return parse(self.cells[place])
        except BadValue as bad:
            told = problem(bad.code, row=self.row, column=heading, **bad.parameters)
            self.problems.append(told)
            return None
