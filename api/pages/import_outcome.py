"""What came of a list, as a page tells it: its problems row by row, the cases in them as links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup, escape

from api.pages.sent_sheet import Cell, Sheet
from api.pages.shell import NAME
from api.pages.words import say

Problem = Mapping[str, Any]

DIFFERING = frozenset({"CHANGED", "EXTRACT_CHANGED", "ENTRY_TAKEN_BACK"})
"""What is no fault of a row: the case says otherwise, and is left as it is."""

KINDS = {
    "graduates": "Выпускники",
    "statuses": "Занятость",
    "categories": "Категории",
    "measures": "Меры поддержки",
    "steps": "Шаги маршрута",
    "attendance": "Участие в мероприятиях",
    "verifications": "Сверка с выпиской",
}
"""What kinds of lists are called, in the order in which they are offered."""

FINISHED = frozenset({"DONE", "FAILED"})
ROWS = 100
"""Rows with problems on a page."""

CASE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SHORT = 8
BY_COUNT = {
    "accepted": ("будет записано", "записано"),
    "rejected": ("отклонено", "отклонено"),
    "skipped": ("уже известно", "уже известно"),
    "changed": ("расходится с делом", "расходится с делом"),
}
"""What is said of each count: of a list that was only judged, of one that was loaded."""


class RowProblems(NamedTuple):
    """A row of the sheet and what is wrong with it; ``row`` is ``None`` for the list as a whole."""

    row: int | None
    problems: list[Problem]
    cells: list[Cell]

    @property
    def differs(self) -> bool:
        """Whether the row is not wrong in itself."""
        return all(each["code"] in DIFFERING for each in self.problems)


class ShownRows(NamedTuple):
    """One page of rows with problems, of so many."""

    rows: list[RowProblems]
    page: int
    pages: int
    told: int
    headings: list[str]


def by_row(problems: Iterable[Problem], sheet: Sheet | None = None) -> list[RowProblems]:
    """The problems by their rows, in the order of the sheet; the whole list's come first."""
    ordered = sorted(problems, key=_place)
    found = ((row, list(some)) for row, some in groupby(ordered, key=_row))
    return [RowProblems(row, some, sheet.cells(row, some) if sheet else []) for row, some in found]


def rows_of_page(problems: Iterable[Problem], page: str, sheet: Sheet | None = None) -> ShownRows:
    """The rows of the page that was asked for, of the nearest one where there is none such."""
    rows = by_row(problems, sheet)
    pages = max(1, -(-len(rows) // ROWS))
    asked = int(page) if page.isascii() and page.isdigit() else 1
    number = min(max(asked, 1), pages)
    shown = rows[(number - 1) * ROWS : number * ROWS]
    headings = sheet.headings if sheet else []
    return ShownRows(shown, number, pages, len(rows), headings)


def counts_of(told: Mapping[str, Any]) -> Sequence[tuple[str, int, str]]:
    """The four counts, each with what is said of it."""
    return [(name, told[name], say(words[not told["dry_run"]])) for name, words in BY_COUNT.items()]


def linked(detail: str) -> Markup:
    """What is wrong, with the cases that it names as links."""
    parts, end = [], 0
    for found in CASE.finditer(detail):
        place = url_for(f"{NAME}.case", case_id=found[0])
        parts += [escape(detail[end : found.start()]), _link(place, found[0][:SHORT])]
        end = found.end()
    return Markup("").join([*parts, escape(detail[end:])])


def _link(place: str, text: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(place, text)


def _row(problem: Problem) -> int | None:
    row: int | None = problem["row"]
    return row


def _place(problem: Problem) -> int:
    return problem["row"] or 0
