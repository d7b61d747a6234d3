"""The list of an employment centre: who is registered there, since when, as what (S001-6.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from marshrut.imports import cells as read
from marshrut.imports.keys import key
from marshrut.imports.plain_sheet import MOST_PROBLEMS, PlainRow, of_lists, sheet_with
from marshrut.imports.problems import BadFile, Problem, bad_file
from marshrut.imports.sheet import read_sheet

SNILS, KIND, SINCE, UNTIL = "snils", "registration", "registered_on", "deregistered_on"
HEADINGS = {
    "Вид учёта": KIND,
    "Вид регистрации": KIND,
    "Категория учёта": KIND,
    "Статус": KIND,
    "Дата постановки на учёт": SINCE,
    "Дата постановки": SINCE,
    "Дата регистрации": SINCE,
    "На учёте с": SINCE,
    "Дата снятия с учёта": UNTIL,
    "Дата снятия": UNTIL,
    "На учёте по": UNTIL,
}


class CznRow(NamedTuple):
    """A row: ``snils`` is compared and never kept; ``deregistered_on`` is the first day without."""

    snils: str
    registration: str
    registered_on: date
    deregistered_on: date | None


def read_czn(data: bytes) -> list[CznRow]:
    """The rows of the file (XLSX or CSV). Raises ``BadFile`` with all that is wrong in it."""
    sheet = sheet_with(read_sheet(data), _fields(), {SNILS, KIND, SINCE})
    if sheet is None:
        raise bad_file("CZN_HEADINGS")
    problems: list[Problem] = []
    found = [_row(row) for row in sheet.rows(problems)]
    if problems:
        raise BadFile(*problems[:MOST_PROBLEMS])
    if not found:
        raise bad_file("EMPTY")
    return [row for row in found if row is not None]


@cache
def _fields() -> Mapping[str, str]:
    return {**of_lists(SNILS), **{key(heading): field for heading, field in HEADINGS.items()}}


def _row(row: PlainRow) -> CznRow | None:
    snils = row.due(SNILS, read.snils_of)
    kind = row.due(KIND, read.term("czn_registrations"))
    since, until = row.due(SINCE, read.day), row.value(UNTIL, read.day)
    if since is not None and until is not None and until < since:
        row.wrong(UNTIL, "CZN_ORDER", since=since)
    if snils is None or kind is None or since is None:
        return None
    return CznRow(snils, kind, since, until)
