"""The cells of a table on paper: headings under their groups, leads that stand once for many."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from marshrut.forms.filled import FilledRow, FilledTable, Heading, Value

UNKNOWN = "—"
LONG_WORD, PIECE = re.compile(r"\S{25,}"), re.compile(r"\S{1,12}")
BREAK = "\u200b"
"""A place of no width: a word that no column has room for may be broken there."""


def shown(value: Value) -> str:
    """A value as it is read in Russian: a decimal comma, days as ДД.ММ.ГГГГ."""
    match value:
        case None:
            return ""
        case bool():
            return "да" if value else "нет"
        case float() | int():
            return str(value).replace(".", ",").replace("-", "−")
        case date():
            return f"{value:%d.%m.%Y}"
    return LONG_WORD.sub(_broken, value)


def cell(
    text: str, *, across: int = 1, down: int = 1, number: bool = False, strong: bool = False
) -> dict[str, Any]:
    """A cell as the template takes it; numbers stand on the right."""
    return {"text": text, "across": across, "down": down, "number": number, "strong": strong}


def heading_cells(table: FilledTable) -> Iterator[dict[str, Any]]:
    """The headings line by line: groups over their columns, then what numbers them."""
    headings = [*table.leads, *table.columns]
    levels = max(len(heading.groups) for heading in headings)
    for level in range(levels + 1):
        yield from _line(headings, level, levels)
    if any(heading.number for heading in headings):
        yield from (cell(shown(heading.number)) for heading in headings)


def _line(headings: Sequence[Heading], level: int, levels: int) -> Iterator[dict[str, Any]]:
    """One line of headings: a group once for its columns; a heading goes down to the last line."""

    def together(placed: tuple[int, Heading]) -> tuple[object, ...]:
        place, heading = placed
        return heading.groups[: level + 1] if level < len(heading.groups) else (place,)

    for _, members in groupby(enumerate(headings), key=together):
        (_, heading), *others = members
        if level < len(heading.groups):
            yield cell(shown(heading.groups[level]), across=1 + len(others))
        elif level == len(heading.groups):
            yield cell(shown(heading.heading), down=levels + 1 - level)


def body_cells(table: FilledTable) -> Iterator[dict[str, Any]]:
    """The rows: a lead that says the same as above, as all before it do, stands once for all."""
    rows = [(block.key, row) for block in table.blocks for row in block.rows]
    downs = _downs([row for _, row in rows])
    for (key, row), spans in zip(rows, downs, strict=True):
        whole = not key and len(rows) > 1 and table.layout == "lines"
        for lead, down in zip(row.leads, spans, strict=True):
            if down:
                yield cell(shown(lead), down=down, strong=whole)
        for heading, value in zip(table.columns, row.values, strict=True):
            missing = value is None and not heading.text
            number = missing or (isinstance(value, float | int) and not isinstance(value, bool))
            yield cell(UNKNOWN if missing else shown(value), number=number, strong=whole)


def _downs(rows: Sequence[FilledRow]) -> list[list[int]]:
    """For each lead of each row how many rows it stands for; 0: the one above stands for it."""
    downs = [[1] * len(row.leads) for row in rows]
    for place in range(len(rows) - 1, 0, -1):
        for lead in range(len(rows[place].leads)):
            said, above = (rows[at].leads[: lead + 1] for at in (place, place - 1))
            if said == above:
                downs[place - 1][lead] += downs[place][lead]
                downs[place][lead] = 0
    return downs


def _broken(word: re.Match[str]) -> str:
    return BREAK.join(PIECE.findall(word[0]))
