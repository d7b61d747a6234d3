"""Rows of a list as people read them in their sheet: what is wrong is told beside them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from itertools import islice

import msgspec

from marshrut.imports.cells import Cell
from marshrut.imports.list_file import ListFile
from marshrut.imports.problems import Problem
from marshrut.imports.written import written

MOST_ROWS = 1_000
LONGEST = 200
"""Characters of a cell that are shown; the workbook of errors has all of them."""


class SentRow(msgspec.Struct, frozen=True):
    """A row, numbered as in the sheet from 1; ``cells`` from column A, empty ones as ``""``."""

    row: int
    cells: tuple[str, ...]


def sent_rows(listed: ListFile, problems: Iterable[Problem]) -> tuple[SentRow, ...]:
    """The rows that the problems are about, in their order, a thousand at most."""
    numbers = dict.fromkeys(problem.row for problem in problems if problem.row is not None)
    first = islice(sorted(number for number in numbers if number > listed.columns.row), MOST_ROWS)
    return tuple(SentRow(n, tuple(map(_shown, listed.cells[n - 1]))) for n in first)


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell.time() != time():
        cell = f"{cell:%d.%m.%Y %H:%M}"
    text = written(cell)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
