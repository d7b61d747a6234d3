"""A filled form as CSV: its first table alone, for one file of it holds one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from api.table_files import csv_lines
from api.tables import shown
from marshrut.forms.filled import Filled, Heading

COMPUTED = ("=", "+", "-", "@", "\t", "\r")
"""How a formula begins. Other tables say it otherwise by now; what was issued does not change."""


def csv(filled: Filled) -> bytes:
    """What the form is of, then a heading line and a line for each row of the first table.

    What names a block stands in each of its lines; a value that is lacking is an empty cell.
    """
    table = filled.tables[0]
    about = (map(_cell, (name, told)) for name, told in filled.issue.lines)
    headings = [_cell(_heading(each)) for each in (*table.leads, *table.columns)]
    return csv_lines([*about, (), headings, *_rows(filled)])


def _heading(heading: Heading) -> str:
    return f"{heading.number} {heading.heading}".strip()


def _rows(filled: Filled) -> Iterator[Sequence[Any]]:
    for block in filled.tables[0].blocks:
        for row in block.rows:
            cells = (*row.leads, *row.values)
            yield [each if type(each) is int else _cell(each) for each in cells]


def _cell(value: Any) -> str:
    """No cell of a CSV is ever computed."""
    text = shown(value)
    computed = text.startswith(COMPUTED) and not isinstance(value, int | float)
    return f"'{text}" if computed else text
