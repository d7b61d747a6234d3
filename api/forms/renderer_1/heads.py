"""What heads a sheet: the titles, a warning, and of what, when and by whom the form is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from api.forms.renderer_1.book import Book
from api.forms.renderer_1.looks import ABOUT, NAME, NOTE, TITLE, TOLD
from api.forms.renderer_1.room import height, lines
from api.forms.renderer_1.sheet import Sheet
from api.forms.renderer_1.styles import Style

WIDE = 150
"""From this width on, in units, lines stand in two halves: what heads the sheet stays low."""

OF_NAMES = 29
"""The least room for names."""


class Half(NamedTuple):
    """Where names and what is told stand: the first column, the first of what is told, the end."""

    names: int
    told: int
    end: int


def write_head(
    sheet: Sheet, book: Book, titles: Sequence[tuple[str, Style]], said: Sequence[tuple[str, str]]
) -> None:
    """The titles across the sheet, then the names and texts, and an empty line."""
    places = len(sheet.widths)
    for title, style in titles:
        number = book.style(style)
        high = height(lines(title, sum(sheet.widths), style.size, bold=style.bold), style.size)
        line = sheet.add([title, *[None] * (places - 1)], [number] * places, high)
        sheet.merge(line, 0, line, places - 1)
    halves = _halves(sheet.widths)
    for first in range(0, len(said), len(halves)):
        _write(sheet, book, halves, said[first : first + len(halves)])
    sheet.add([None] * places, [0] * places, height(1) / 2)


def titles_of(form: str, table: str, note: str | None) -> list[tuple[str, Style]]:
    """The title of the form, of the table unless it is the same, and what must not be missed."""
    told = [(form, TITLE)]
    told += [(table, ABOUT)] if table != form else []
    return [*told, *([(note, NOTE)] if note else [])]


def _halves(widths: Sequence[float]) -> list[Half]:
    reached = list(accumulate(widths))
    if reached[-1] < WIDE:
        return [_half(widths, 0, len(widths))]
    half = reached[-1] / 2
    middle = next(place for place, each in enumerate(reached, 1) if each >= half)
    if not 1 < middle < len(widths) - 1:
        return [_half(widths, 0, len(widths))]
    return [_half(widths, 0, middle), _half(widths, middle, len(widths))]


def _half(widths: Sequence[float], start: int, end: int) -> Half:
    reached = accumulate(widths[start:end])
    told = next(
        place for place, each in enumerate(reached, start + 1) if each >= OF_NAMES or place == end
    )
    return Half(start, min(told, end - 1), end)


def _write(
    sheet: Sheet, book: Book, halves: Sequence[Half], said: Sequence[tuple[str, str]]
) -> None:
    places = len(sheet.widths)
    values: list[str | None] = [None] * places
    styles = [0] * places
    count = 1
    for half, (name, told) in zip(halves, said, strict=False):
        values[half.names], values[half.told] = name, told
        styles[half.names : half.told] = [book.style(NAME)] * (half.told - half.names)
        styles[half.told : half.end] = [book.style(TOLD)] * (half.end - half.told)
        count = max(
            count,
            lines(name, sum(sheet.widths[half.names : half.told])),
            lines(told, sum(sheet.widths[half.told : half.end])),
        )
    line = sheet.add(values, styles, height(count))
    for half, _ in zip(halves, said, strict=False):
        sheet.merge(line, half.names, line, half.told - 1)
        sheet.merge(line, half.told, line, half.end - 1)
