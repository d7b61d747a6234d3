"""The headings of a table: merged groups, texts that stand or are turned, numbers below them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from api.forms.renderer_1.book import Book
from api.forms.renderer_1.columns import Columns
from api.forms.renderer_1.looks import GROUP, HEADING, NUMBERED, TURNED
from api.forms.renderer_1.room import height, lines
from api.forms.renderer_1.sheet import Sheet
from api.forms.renderer_1.styles import SMALL
from marshrut.forms.filled import Heading

TALLEST_GROUP = 60.0


def write_headings(sheet: Sheet, book: Book, columns: Columns) -> None:
    """The groups, the headings below them, and the numbers of the columns."""
    top = sheet.last + 1
    group, number = book.style(GROUP), book.style(NUMBERED)
    for level in range(columns.levels):
        told = [_at(heading, level) for heading in columns.headings]
        said = [_first(columns, place, level) for place in range(len(told))]
        high = max(_heights(columns, level), default=height(1, SMALL))
        styles = [
            group if name is not None else style
            for name, style in zip(told, _standing(book, columns), strict=True)
        ]
        sheet.add(said, styles, min(high, TALLEST_GROUP))
    styles = _standing(book, columns)
    bottom = top + columns.levels
    last = [
        heading.heading if len(heading.groups) == columns.levels else None
        for heading in columns.headings
    ]
    sheet.add(last, styles, columns.height)
    _merge(sheet, columns, top, bottom)
    numbers = [heading.number or None for heading in columns.headings]
    if any(numbers):
        sheet.add(numbers, [number] * len(numbers), height(1, SMALL))


def _standing(book: Book, columns: Columns) -> list[int]:
    upright, turned = book.style(HEADING), book.style(TURNED)
    return [turned if each else upright for each in columns.turned]


def _at(heading: Heading, level: int) -> str | None:
    return heading.groups[level] if level < len(heading.groups) else None


def _first(columns: Columns, place: int, level: int) -> str | None:
    """What is written there: a group over its first column, a heading below its last group."""
    heading = columns.headings[place]
    if level == len(heading.groups):
        return heading.heading
    starts = place == 0 or not _same(columns.headings[place - 1], heading, level)
    return _at(heading, level) if starts else None


def _same(one: Heading, other: Heading, level: int) -> bool:
    """Whether two columns stand under one group of that level."""
    shared = one.groups[: level + 1]
    return len(shared) > level and shared == other.groups[: level + 1]


def _spans(columns: Columns, level: int) -> Iterator[tuple[int, int]]:
    """The first and the last column of each group of a level."""
    start = 0
    pairs = [*pairwise(columns.headings), (columns.headings[-1], None)]
    for place, (one, other) in enumerate(pairs):
        if other is None or not _same(one, other, level):
            if _at(one, level) is not None:
                yield start, place
            start = place + 1


def _heights(columns: Columns, level: int) -> Iterator[float]:
    for first, last in _spans(columns, level):
        name = _at(columns.headings[first], level) or ""
        width = sum(columns.widths[first : last + 1])
        yield height(lines(name, width, SMALL, bold=True), SMALL)


def _merge(sheet: Sheet, columns: Columns, top: int, bottom: int) -> None:
    for level in range(columns.levels):
        for first, last in _spans(columns, level):
            sheet.merge(top + level, first, top + level, last)
    for place, heading in enumerate(columns.headings):
        sheet.merge(top + len(heading.groups), place, bottom, place)
