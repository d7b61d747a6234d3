"""A row of a graduates' list to the keyword arguments of the use cases, or what is wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from marshrut.imports import cells as read
from marshrut.imports.cells import Cell
from marshrut.imports.employment import Employment, read_employment
from marshrut.imports.reading import Reading, read_categories, read_name, require_name

PERSON: dict[str, Callable[[Cell], Any]] = {
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


class Graduate(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says; ``organisation`` as it is written."""

    person: dict[str, Any]
    passport: dict[str, Any]
    organisation: str | None = None
    graduation_date: date | None = None
    categories: tuple[str, ...] = ()
    categories_from: date | None = None
    nosology: str | None = None
    employment: Employment | None = None
    source: str | None = None


def read_graduate(reading: Reading, *, own_organisation: bool) -> Graduate:
    """Read the row; where ``reading.errors`` are, the answer is not to be used."""
    person = _person(reading)
    graduation_date = reading.value("graduation_date", read.day)
    passport = _passport(reading, graduation_date)
    organisation = reading.value("organisation", read.text)
    if not own_organisation:
        reading.require("organisation", organisation)
    return Graduate(
        person=person,
        passport=passport,
        organisation=organisation,
        graduation_date=graduation_date,
        categories=read_categories(reading),
        categories_from=reading.value("categories_from", read.day),
        nosology=reading.value("nosology", read.term("nosologies")),
        employment=read_employment(reading),
        source=reading.value("source", read.term("sources")),
    )


def _person(reading: Reading) -> dict[str, Any]:
    person = read_name(reading) | _given(reading, PERSON)
    require_name(reading, person)
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


def _given(reading: Reading, readers: dict[str, Callable[[Cell], Any]]) -> dict[str, Any]:
    places = reading.columns.places
    read_values = {
        field: reading.value(field, parse) for field, parse in readers.items() if field in places
    }
    return {field: value for field, value in read_values.items() if value is not None}
