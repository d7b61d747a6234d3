"""The lines of a report СПО-1 from a sheet: a column for each category, or a line for each.

The headings stand in one of the first rows: the programme, the form of study, and either the
categories by their names («Всего», «Лица с ОВЗ» …) or «Категория» with «Численность».
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from marshrut.classifiers import classifier
from marshrut.imports import cells as read
from marshrut.imports.keys import key
from marshrut.imports.plain_sheet import (
    MOST_PROBLEMS,
    PlainRow,
    PlainSheet,
    of_lists,
    plain_sheets,
)
from marshrut.imports.problems import BadFile, Problem, bad_file, problem
from marshrut.imports.sheet import Rows, read_sheet
from marshrut.imports.tables import codes_by_value

CATEGORIES, ALL = "spo1_categories", "ALL"
PROGRAMME, FORM, CATEGORY, NUMBER, TEXT = "programme", "study_form", "category", "number", "text"
HEADINGS = {
    "Код": PROGRAMME,
    "Категория": CATEGORY,
    "Численность": NUMBER,
    "Число": NUMBER,
    "Количество": NUMBER,
    "Человек": NUMBER,
    "Пояснение": TEXT,
    "Пояснения": TEXT,
    "Причина расхождения": TEXT,
}
GREATEST = 100_000
MOST_LINES = 500
"""As many as a record takes."""

Cell = tuple[str, str, str]
"""A programme, a form of study, a category."""


class Sheet(NamedTuple):
    """What a sheet says: fields of a record of the kind ``SPO1_REPORT``."""

    lines: list[dict[str, Any]]
    explanations: list[dict[str, Any]]

    @property
    def fields(self) -> dict[str, Any]:
        """As a change of the record names them; explanations only where there are any."""
        said = {"explanations": self.explanations} if self.explanations else {}
        return {"lines": self.lines, **said}


class _Line(NamedTuple):
    """A cell of the report with its number and, where it is said, why that differs."""

    cell: Cell
    number: int
    text: str | None


def read_spo1(data: bytes) -> Sheet:
    """The lines of the file (XLSX or CSV). Raises ``BadFile`` with all that is wrong in it."""
    sheet = _find(read_sheet(data))
    problems: list[Problem] = []
    found: list[_Line] = []
    first: dict[Cell, int] = {}
    for row in sheet.rows(problems):
        for line in _lines(row):
            if first.setdefault(line.cell, row.number) != row.number:
                row.wrong(PROGRAMME, "REPEATED_LINE", first=first[line.cell])
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


def _named(cell: Cell) -> dict[str, Any]:
    return dict(zip(("programme_code", "study_form", "category"), cell, strict=True))


@cache
def _fields() -> Mapping[str, str]:
    """Which field a heading means, by its key; a category is the field of its own code."""
    programmes = dict.fromkeys(of_lists("programme", "programme_code"), PROGRAMME)
    own = {key(heading): field for heading, field in HEADINGS.items()}
    return {**codes_by_value(CATEGORIES), **programmes, **of_lists(FORM), **own}


def _find(rows: Rows) -> PlainSheet:
    """The table by the first row that names a programme and a number. Raises ``BadFile``."""
    for sheet in plain_sheets(rows, _fields()):
        apart = _categories(sheet)
        if PROGRAMME in sheet.places and (NUMBER in sheet.places or apart):
            if FORM not in sheet.places:
                raise BadFile(problem("MISSING_COLUMN", row=sheet.row, heading="Форма обучения"))
            if apart and sheet.places.keys() & {CATEGORY, TEXT}:
                raise BadFile(problem("SPO1_TWO_WAYS", row=sheet.row))
            return sheet
    categories = (f"«{term.label_ru}»" for term in classifier(CATEGORIES).terms.values())
    raise bad_file("SPO1_HEADINGS", categories=", ".join(categories))


def _categories(sheet: PlainSheet) -> list[str]:
    """The categories that have columns of their own."""
    return [field for field in sheet.places if field in classifier(CATEGORIES).terms]


def _lines(row: PlainRow) -> Iterator[_Line]:
    """The lines of a row, where nothing in it is wrong."""
    before = len(row.problems)
    programme = row.due(PROGRAMME, read.programme)
    form = row.due(FORM, read.term("study_forms"))
    counted = read.whole(0, GREATEST)
    apart = _categories(row.sheet)
    numbers = {code: row.value(code, counted) for code in apart if row.filled(code)}
    text = None
    if not apart:
        of_all = CATEGORY not in row.sheet.places
        category = ALL if of_all else row.due(CATEGORY, read.term(CATEGORIES))
        numbers = {category or ALL: row.due(NUMBER, counted)}
        text = row.value(TEXT, read.text)
    if programme is None or form is None or len(row.problems) > before:
        return
    for code, number in numbers.items():
        if number is not None:
            yield _Line((programme[0], form, code), number, text)
