"""A row of a list of facts: whose case, and the keyword arguments of the use case for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from marshrut.classifiers import classifier
from marshrut.imports import cells as read
from marshrut.imports.cells import Cell
from marshrut.imports.employment import read_employment
from marshrut.imports.kinds import Field, Kind
from marshrut.imports.reading import (
    NAME,
    Reading,
    read_categories,
    read_name,
    require_name,
)

WHO = ("birth_date", "snils", "case_id", "organisation", "graduation_year", "programme_code")
READ_APART = {*WHO, *NAME, "full_name", "programme", "number", "categories", "source"}
READERS: dict[str, Callable[[Cell], Any]] = {
    "text": read.text,
    "day": read.day,
    "year": read.year,
    "month": read.month,
    "snils": read.snils_of,
    "inn": read.inn_of,
    "yes": read.answer,
    "name": read.full_name,
    "country": read.country,
    "programme": read.programme,
    "uuid": read.case_id,
    "record": read.record_id,
    "hours": read.whole(0, 10_000),
    "score": read.whole(1, 5),
}


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says, and of whom: names, ``birth_date``, ``snils``, ``case_id`` and the like.

    ``source``: from where that is known, where the list says.
    """

    whose: dict[str, Any]
    body: dict[str, Any]
    source: str | None = None

    @property
    def organisation(self) -> str | None:
        """The school as it is written."""
        return self.whose.get("organisation")


def read_fact(reading: Reading, *, own_organisation: bool) -> Fact:
    """Read the row; where ``reading.errors`` are, the answer is not to be used."""
    kind = reading.columns.kind
    whose = _whose(reading, kind, own_organisation=own_organisation)
    if kind.code == "statuses":
        body = {"employment": read_employment(reading)}
        asked = {name: reading.value(name, read.text) for name in ("status", "status_on")}
    else:
        body = asked = _body(reading, kind)
    for name, field in kind.fields.items():
        if name in field.need:  # what only this column can provide
            reading.require(name, asked.get(name))
    source = reading.value("source", read.term("sources")) if "source" in kind.fields else None
    return Fact(whose=whose, body=body, source=source)


def reader(field: Field) -> Callable[[Cell], Any]:
    """How the field's cells are read."""
    if field.type.startswith("code:"):
        return read.term(field.type.removeprefix("code:"))
    return READERS[field.type]


def _body(reading: Reading, kind: Kind) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, field in kind.fields.items():
        if name == "outcome":  # its step is read by now
            values[name] = reading.value(name, _outcome(values.get("step_code")))
        elif name not in READ_APART:
            values[name] = reading.value(name, reader(field))
    if "categories" in kind.fields:
        values["categories"] = read_categories(reading) or None
    return {name: value for name, value in values.items() if value is not None}


def _outcome(step_code: str | None) -> Callable[[Cell], str]:
    """A reader of outcomes, which suggests those of the step."""
    outcomes = classifier("steps").get(step_code).words("outcomes") if step_code else None
    return read.term("step_outcomes", among=outcomes)


def _whose(reading: Reading, kind: Kind, *, own_organisation: bool) -> dict[str, Any]:
    whose = read_name(reading)
    whose |= {name: reading.value(name, reader(kind.fields[name])) for name in WHO}
    programme = whose["programme_code"] or reading.value("programme", read.programme)
    whose["programme_code"] = programme[0] if programme else None
    if whose["case_id"] is None and whose["snils"] is None and not reading.errors:
        _require_person(reading, whose, own_organisation=own_organisation)
    return {name: value for name, value in whose.items() if value is not None}


def _require_person(reading: Reading, whose: dict[str, Any], *, own_organisation: bool) -> None:
    """Where there is no number: a name, a birthday, a school; or the number, if all have one."""
    places = reading.columns.places
    if not {"full_name", "last_name"} & places.keys():
        reading.require("snils" if "snils" in places else "case_id", None)
        return
    require_name(reading, whose)
    reading.require("birth_date", whose["birth_date"])
    if not own_organisation:
        reading.require("organisation", whose["organisation"])
