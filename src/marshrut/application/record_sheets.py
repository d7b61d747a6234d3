"""Records of a kind from a sheet, one a row: a column for each field, by its label or its name.

Fields that are lists of rows have no column, but for those of one column (employers by ИНН, say),
which stand in a cell with commas between them; numbers by code have a column for each code.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from io import StringIO
from typing import Any, NamedTuple

from marshrut.classifiers import classifier
from marshrut.imports import cells as read
from marshrut.imports.cells import Cell
from marshrut.imports.formulas import kept
from marshrut.imports.keys import key
from marshrut.imports.plain_sheet import PlainRow, sheet_with
from marshrut.imports.problems import BadValue, Problem, bad_file
from marshrut.imports.sheet import read_sheet
from marshrut.records.kinds import Field, Kind, Shape

EFFECTIVE_ON, STATE, ORGANISATION = "effective_on", "state", "organisation"
OWN = {
    "Действует с": EFFECTIVE_ON,
    "Известно с": EFFECTIVE_ON,
    "Состояние": STATE,
    "Организация": ORGANISATION,
    "ПОО": ORGANISATION,
}
"""Headings of what every record has, beside its fields."""

MOST_ROWS = 1_000
SEPARATORS = re.compile(r"\s*[;,\n]\s*")
NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,6})?")
PART = ": "
"""Between the label of a field of numbers and that of a code in it."""


class SheetRow(NamedTuple):
    """What a row says of a record; ``problems`` are what is wrong in it."""

    number: int
    effective_on: date | None
    state: str | None
    organisation: str | None
    fields: dict[str, Any]
    problems: tuple[Problem, ...]
    headings: Mapping[str, str]


def read_records(data: bytes, kind: Kind) -> list[SheetRow]:
    """The rows of the file (XLSX or CSV). Raises ``BadFile`` where it cannot be understood."""
    columns = _columns(kind)
    due = [field.name for field in kind.fields if field.required and field.name in columns.values()]
    sheet = sheet_with(read_sheet(data), columns, due)
    if sheet is None:
        wanted = ", ".join(f"«{kind.by_name[name].label_ru}»" for name in due)
        raise bad_file("RECORD_HEADINGS", headings=wanted)
    headings = {field: sheet.headings[place] for field, place in sheet.places.items()}
    rows = [_row(kind, row, headings) for row in sheet.rows([])]
    if not rows:
        raise bad_file("EMPTY")
    if len(rows) > MOST_ROWS:
        raise bad_file("TOO_LARGE", what=f"{len(rows)} строк", limit=f"{MOST_ROWS} строк")
    return rows


def records_template(kind: Kind) -> bytes:
    """A sheet to be filled in, as CSV that Russian spreadsheets open."""
    text = StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow(map(kept, ("Действует с", "Организация", "Состояние", *_headings(kind))))
    return text.getvalue().encode("utf-8-sig")


def _headings(kind: Kind) -> Iterator[str]:
    for field in kind.fields:
        if field.shape == "counts":
            yield from (f"{field.label_ru}{PART}{label}" for label, _ in _codes(field))
        elif _reader(field) is not None:
            yield field.label_ru


def _columns(kind: Kind) -> Mapping[str, str]:
    """What a heading means, by its key: a field, or a code of one of numbers (``name:CODE``)."""
    found = {key(heading): name for heading, name in OWN.items()}
    found |= {key(name): name for name in (EFFECTIVE_ON, STATE, ORGANISATION)}
    for field in kind.fields:
        if field.shape == "counts":
            for label, code in _codes(field):
                place = f"{field.name}:{code}"
                found[key(f"{field.label_ru}{PART}{label}")] = place
                found[key(place)] = place
        elif _reader(field) is not None:
            found[key(field.label_ru)] = found[key(field.name)] = field.name
    return found


def _codes(field: Field) -> Iterator[tuple[str, str]]:
    if field.classifier is not None:
        terms = classifier(field.classifier).terms.values()
        yield from ((term.label_ru, term.code) for term in terms)


def _row(kind: Kind, row: PlainRow, headings: Mapping[str, str]) -> SheetRow:
    own = row._replace(problems=[])
    fields: dict[str, Any] = {}
    for place in headings:
        name, _, code = place.partition(":")
        field = kind.by_name.get(name)
        if field is None:
            continue
        reader = _counted if code else _reader(field)
        value = own.value(place, reader) if reader is not None else None
        if value is not None and code:
            fields.setdefault(name, {})[code] = value
        elif value is not None:
            fields[name] = value
    return SheetRow(
        row.number,
        own.value(EFFECTIVE_ON, read.day),
        own.value(STATE, _state(kind)),
        own.value(ORGANISATION, read.text),
        fields,
        tuple(own.problems),
        headings,
    )


def _state(kind: Kind) -> Callable[[Cell], str]:
    told = {key(state.label_ru): state.code for state in kind.states}
    told |= {key(state.code): state.code for state in kind.states}

    def state_of(cell: Cell) -> str:
        found = told.get(key(read.text(cell)))
        if found is None:
            expected = ", ".join(state.label_ru for state in kind.states)
            raise BadValue("BAD_STATE", allowed=expected)
        return found

    return state_of


def _reader(field: Field) -> Callable[[Cell], Any] | None:
    """How a cell of the field is read; none of what one cell does not hold."""
    if field.shape in {"code", "codes"}:
        one = read.term(str(field.classifier))
        return one if field.shape == "code" else _several(one)
    if field.shape == "whole":
        return read.whole(field.least, field.most)
    if field.shape == "lines":
        return _of_one_column(field)
    return READERS.get(field.shape)


def _of_one_column(field: Field) -> Callable[[Cell], Any] | None:
    """Rows of a single column, in one cell."""
    if len(field.lines) != 1:
        return None
    (column,) = field.lines
    one = _reader(column)
    return None if one is None else lambda cell: [{column.name: v} for v in _several(one)(cell)]


def _several(one: Callable[[Cell], Any]) -> Callable[[Cell], list[Any]]:
    def values(cell: Cell) -> list[Any]:
        shown = read.text(cell)
        return [one(part) for part in SEPARATORS.split(shown) if part]

    return values


def _day(cell: Cell) -> str:
    return read.day(cell).isoformat()


def _programme(cell: Cell) -> str:
    return read.programme(cell)[0]


def _amount(cell: Cell) -> float:
    shown = read.text(cell).replace(" ", "")
    if not NUMBER.fullmatch(shown):
        raise BadValue("BAD_AMOUNT")
    return float(shown.replace(",", "."))


def _identity(cell: Cell) -> str:
    return str(read.record_id(cell))


_counted = read.whole(0, 1_000_000)

READERS: Mapping[Shape, Callable[[Cell], Any]] = {
    "text": read.text,
    "texts": _several(read.text),
    "url": read.text,
    "day": _day,
    "flag": read.answer,
    "amount": _amount,
    "inn": read.inn_of,
    "municipality": read.text,
    "programme": _programme,
    "programmes": _several(_programme),
    "organisation": read.text,
    "organisations": _several(read.text),
    "region": read.text,
    "record": _identity,
    "case": _identity,
}
