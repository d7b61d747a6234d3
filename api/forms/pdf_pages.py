"""What the pages of a filled form say, before they are set: texts, spans, the size of the paper."""

from __future__ import annotations

from typing import Any, NamedTuple

from api.forms.pdf_cells import body_cells, cell, heading_cells, shown
from marshrut.forms.filled import Filled, FilledTable, Issue, Violation

EMPTY = "Нет данных"
LABELS = {
    "method": "Методика",
    "signature": "подпись",
    "name": "фамилия, инициалы",
    "date": "«____» ____________________ 20____ г.",
    "page": "стр.",
    "of": "из",
}


class Sheet(NamedTuple):
    """A paper, and the size of its letters in points."""

    paper: str
    landscape: bool
    size: float


SHEETS = ((100, Sheet("a4", landscape=False, size=9)), (190, Sheet("a4", landscape=True, size=8)))
WIDEST = Sheet("a3", landscape=True, size=7)
"""By the width of the widest table, in characters."""


def pages(filled: Filled) -> dict[str, Any]:
    """The form as the template takes it."""
    issue = filled.issue
    return {
        **_sheet(filled)._asdict(),
        "title": issue.title,
        "imprint": _imprint(issue),
        "lines": [[name, shown(said)] for name, said in issue.lines],
        "tables": [_table(table) for table in filled.tables],
        "method": [[name, shown(said)] for name, said in issue.method],
        "signed_by": issue.signed_by,
        "labels": LABELS,
    }


def _sheet(filled: Filled) -> Sheet:
    widest = max((sum(_widths(table)) for table in filled.tables), default=0)
    return next((sheet for most, sheet in SHEETS if widest <= most), WIDEST)


def _widths(table: FilledTable) -> list[float]:
    return [heading.width for heading in (*table.leads, *table.columns)]


def _imprint(issue: Issue) -> str:
    """Of which form and which point a page is, wherever it is found."""
    point = issue.point
    return f"{issue.form}-{issue.edition} · на {shown(point.as_of)} · запись № {point.known}"


def _table(table: FilledTable) -> dict[str, Any]:
    widths = _widths(table)
    return {
        "title": table.title,
        "note": None if table.note is None else shown(table.note),
        "widths": widths,
        "headings": list(heading_cells(table)),
        "cells": list(body_cells(table)) or [cell(EMPTY, across=len(widths))],
        "checked": _checked(table),
        "violations": [_violation(each) for each in table.violations],
    }


def _checked(table: FilledTable) -> str | None:
    if not table.checks and not table.violations:
        return None
    made, broken = len(table.checks), len(table.violations)
    return f"Проверок: {made}; не выполняется в местах: {broken}."


def _violation(found: Violation) -> str:
    """Which check does not hold, where, and both its sums."""
    where = ", ".join(shown(value) for value in found.key.values() if value is not None)
    place = f"{where}, {found.place}" if where else found.place
    return shown(f"{found.check} ({place}): {found.text} — {found.left} и {found.right}")
