"""The columns of a row about employment, to the arguments of recording a status."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol, TypeVar

import msgspec

from marshrut.classifiers import classifier
from marshrut.classifiers.words import codes_naming
from marshrut.imports import cells as read
from marshrut.imports.cells import Cell

NO_DATA = "NO_DATA"
ATTRIBUTES: dict[str, Callable[[Cell], Any]] = {
    "employer_inn": read.inn_of,
    "employer_name": read.text,
    "position": read.text,
    "in_specialty": read.answer,
    "contract_term": read.term("contract_terms"),
    "text": read.text,
}
T = TypeVar("T")


class Employment(msgspec.Struct, frozen=True, kw_only=True):
    """A status to record; ``ended_on`` is its last day, inclusive."""

    status_code: str
    effective_on: date
    ended_on: date | None = None
    attributes: dict[str, Any] = {}


class Row(Protocol):
    """What is asked of the row being read."""

    def value(self, field: str, parse: Callable[[Cell], T]) -> T | None:
        """The field's value."""

    def wrong(self, field: str, code: str, **parameters: object) -> None:
        """Note an error."""

    def warn(self, field: str, code: str, **parameters: object) -> None:
        """Note something worth a look."""


def read_employment(row: Row) -> Employment | None:
    """The status of the row; ``None`` where there is none, or it cannot be read."""
    code = row.value("status", read.term("statuses"))
    since = row.value("status_on", read.day)
    until = row.value("status_until", read.day)
    given = {field: row.value(field, parse) for field, parse in ATTRIBUTES.items()}
    if code is None and since is not None and row.value("status", read.text) is None:
        row.wrong("status", "STATUS_MISSING")
    if code is None or code == NO_DATA:
        return None
    label = classifier("statuses").get(code).label_ru
    if since is None:
        if row.value("status_on", read.text) is None:
            row.wrong("status_on", "STATUS_DATE_MISSING", status=label)
        return None
    attributes = _attributes(row, code, {n: v for n, v in given.items() if v is not None}, label)
    return Employment(status_code=code, effective_on=since, ended_on=until, attributes=attributes)


def _attributes(row: Row, code: str, given: dict[str, Any], label: str) -> dict[str, Any]:
    """The attributes that the status knows; a student's place is where he studies."""
    known = set(codes_naming("status_attributes", "statuses", code))
    if "employer_name" not in known and "education_organisation" in known:
        place = given.pop("employer_name", None)
        given |= {"education_organisation": place} if place else {}
    for name in given.keys() - known:
        if given[name] is not False:  # «нет» beside a student says nothing of him
            row.warn(name, "IGNORED_VALUE", status=label)
    return {name: value for name, value in given.items() if name in known}
