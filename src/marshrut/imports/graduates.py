"""A row of a graduates' list to the keyword arguments of the use cases, or what is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

import msgspec

from marshrut.classifiers import classifier
from marshrut.imports import cells as read
from marshrut.imports.cells import Cell
from marshrut.imports.columns import Columns
from marshrut.imports.employment import Employment, read_employment
from marshrut.imports.keys import key
from marshrut.imports.problems import BadValue, Problem, problem
from marshrut.imports.tables import codes_by_value

SEPARATORS = (re.compile(r"[;\n]+"), re.compile(r"[,;\n/]+"))
"""Between several categories; a comma may also stand within the label of one."""

NONE = "NONE"
PERSON: dict[str, Callable[[Cell], Any]] = {
    "last_name": read.text,
    "first_name": read.text,
    "middle_name": read.text,
    "birth_date": read.day,
    "snils": read.snils_of,
    "sex": read.term("sexes"),
    "citizenship": read.country,
    "phone": read.text,
    "email": read.text,
}
PASSPORT: dict[str, Callable[[Cell], Any]] = {
    "programme_name": read.text,
    "study_form": read.term("study_forms"),
    "funding": read.term("funding"),
    "base_education": read.term("base_education"),
    "graduation_year": read.year,
    "group_name": read.text,
}

T = TypeVar("T")


class Graduate(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says. ``row`` as the sheet numbers it; ``organisation`` as it is written."""

    row: int
    person: dict[str, Any]
    passport: dict[str, Any]
    organisation: str | None = None
    graduation_date: date | None = None
    categories: tuple[str, ...] = ()
    categories_from: date | None = None
    nosology: str | None = None
    employment: Employment | None = None


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


def read_graduate(reading: Reading, *, own_organisation: bool) -> Graduate:
    """Read the row; where ``reading.errors`` are, the answer is not to be used."""
    person = _person(reading)
    graduation_date = reading.value("graduation_date", read.day)
    passport = _passport(reading, graduation_date)
    organisation = reading.value("organisation", read.text)
    if not own_organisation:
        reading.require("organisation", organisation)
    return Graduate(
        row=reading.row,
        person=person,
        passport=passport,
        organisation=organisation,
        graduation_date=graduation_date,
        categories=_categories(reading),
        categories_from=reading.value("categories_from", read.day),
        nosology=reading.value("nosology", read.term("nosologies")),
        employment=read_employment(reading),
    )


def _person(reading: Reading) -> dict[str, Any]:
    person = _given(reading, PERSON)
    name = reading.value("full_name", read.full_name)
    if name is not None:
        named = dict(zip(("last_name", "first_name", "middle_name"), name, strict=True))
        person = {field: value for field, value in named.items() if value} | person
    whole = "full_name" in reading.columns.places
    for field in ("full_name",) if whole and name is None else ("last_name", "first_name"):
        reading.require(field, person.get(field))
    reading.require("birth_date", person.get("birth_date"))
    return person


def _passport(reading: Reading, graduation_date: date | None) -> dict[str, Any]:
    passport = _given(reading, PASSPORT)
    field = "programme_code" if "programme_code" in reading.columns.places else "programme"
    programme = reading.value(field, read.programme)
    reading.require(field, programme)
    code, name = programme or (None, None)
    written = passport.setdefault("graduation_year", graduation_date and graduation_date.year)
    if graduation_date is not None and written not in {None, graduation_date.year}:
        reading.wrong("graduation_year", "YEAR_MISMATCH", year=written, date=graduation_date)
    reading.require("graduation_year", passport["graduation_year"])
    reading.require("study_form", passport.get("study_form"))
    if "programme" in reading.columns.places and field != "programme" and name is None:
        name = reading.value("programme", read.text)
    return {"programme_name": name, **passport, "programme_code": code}


def _categories(reading: Reading) -> tuple[str, ...]:
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


def _given(reading: Reading, readers: dict[str, Callable[[Cell], Any]]) -> dict[str, Any]:
    places = reading.columns.places
    read_values = {
        field: reading.value(field, parse) for field, parse in readers.items() if field in places
    }
    return {field: value for field, value in read_values.items() if value is not None}
